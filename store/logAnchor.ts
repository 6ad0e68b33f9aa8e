/** Signatures of the end of the log (Ed25519, RFC 8032). */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ConfigurationError } from '@khue/domain/environment';
import { type LogAnchor, logAnchorSchema } from '@khue/domain/log';

/** An Ed25519 private key as PKCS #8 is this and the seed (RFC 8410, section 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs anchors. */
export interface AnchorKey {
  readonly keyId: string;
  /** SPKI, PEM: for whoever checks. */
  readonly publicPem: string;
  sign(anchor: Omit<LogAnchor, 'keyId' | 'signature'>): LogAnchor;
  /** Over both public keys of a change. */
  signChange(change: Pick<LogKeyChange, 'changedAt' | 'oldPem' | 'newPem'>): Buffer;
}

/** A planned change of the key, signed by both: whoever trusts one of them trusts the other. */
export interface LogKeyChange {
  readonly changedAt: Date;
  /** SPKI, PEM. */
  readonly oldPem: string;
  readonly newPem: string;
  readonly oldSignature: Buffer;
  readonly newSignature: Buffer;
}

function signedText({ day, number, hash, madeAt }: Omit<LogAnchor, 'keyId' | 'signature'>): Buffer {
  return Buffer.from(['khue log anchor 1', day, number, hash, madeAt].join('\n'));
}

function changeText({ changedAt, oldPem, newPem }: Pick<LogKeyChange, 'changedAt' | 'oldPem' | 'newPem'>): Buffer {
  return Buffer.from(['khue log anchor key change 1', changedAt.toISOString(), oldPem, newPem].join('\n'));
}

function idOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

/** The key made of a seed: base64 of 32 bytes. Throws a ConfigurationError that names `KHUE_LOG_ANCHOR_KEY`. */
export function readAnchorKey(seedBase64: string): AnchorKey {
  const seed = Buffer.from(seedBase64.trim(), 'base64');
  if (seed.length !== 32) throw new ConfigurationError('KHUE_LOG_ANCHOR_KEY: expected base64 of 32 bytes');
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key);
  const keyId = idOf(publicKey);
  return {
    keyId,
    publicPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
    sign: (anchor) => ({ ...anchor, keyId, signature: sign(null, signedText(anchor), key).toString('base64') }),
    signChange: (change) => sign(null, changeText(change), key),
  };
}

/** The change of one key to another, for the store to keep. */
export function changeAnchorKey(before: AnchorKey, after: AnchorKey, changedAt: Date): LogKeyChange {
  const change = { changedAt, oldPem: before.publicPem, newPem: after.publicPem };
  return { ...change, oldSignature: before.signChange(change), newSignature: after.signChange(change) };
}

/** Both keys of a change where both have signed it and one of them is trusted; otherwise none. */
function reached(change: LogKeyChange, trusted: ReadonlyMap<string, KeyObject>): readonly string[] {
  let before: KeyObject;
  let after: KeyObject;
  try {
    [before, after] = [createPublicKey(change.oldPem), createPublicKey(change.newPem)];
  } catch {
    return [];
  }
  const areEd25519 = before.asymmetricKeyType === 'ed25519' && after.asymmetricKeyType === 'ed25519';
  if (!areEd25519 || ![before, after].some((key) => trusted.has(idOf(key)))) return [];
  const text = changeText(change);
  const areSigned = verify(null, text, before, change.oldSignature) && verify(null, text, after, change.newSignature);
  return areSigned ? [change.oldPem, change.newPem] : [];
}

/** Public keys by their id: those at hand, and those that planned changes lead to from them, forwards and back. */
export function trustedKeys(pems: readonly string[], changes: readonly LogKeyChange[]): ReadonlyMap<string, KeyObject> {
  let trusted = readPublicKeys(pems);
  for (;;) {
    const known = trusted;
    const more = readPublicKeys(changes.flatMap((change) => reached(change, known)));
    trusted = new Map([...known, ...more]);
    if (trusted.size === known.size) return trusted;
  }
}

/** Public keys by their id; throws where a text is not an Ed25519 public key in PEM. */
export function readPublicKeys(pems: readonly string[]): ReadonlyMap<string, KeyObject> {
  return new Map(
    pems.map((pem) => {
      const key = createPublicKey(pem);
      if (key.asymmetricKeyType !== 'ed25519') throw new ConfigurationError('the public key is not an Ed25519 key');
      return [idOf(key), key] as const;
    }),
  );
}

/** Whether an anchor is signed by the key it names; null where that key is not at hand. */
export function isSigned(anchor: LogAnchor, keys: ReadonlyMap<string, KeyObject>): boolean | null {
  const key = keys.get(anchor.keyId);
  return key === undefined ? null : verify(null, signedText(anchor), key, Buffer.from(anchor.signature, 'base64'));
}

/** The anchors of a file that they are handed out to, one line of JSON each. Throws a ConfigurationError that names the line. */
export function parseAnchorLines(text: string): LogAnchor[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [logAnchorSchema.parse(JSON.parse(line))];
    } catch (cause) {
      throw new ConfigurationError(`Dòng ${index + 1} của tệp mốc nhật ký không phải là một mốc.`, { cause });
    }
  });
}
