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

/** How long after a change the old key may still sign: until whoever runs ingest has put the new one in its place. */
export const oldKeySignsMs = 7 * 24 * 3_600_000;

/** A public key, and until when (ms since the epoch) the anchors that it signs count; null: as long as it is at hand. */
export interface TrustedKey {
  readonly key: KeyObject;
  readonly until: number | null;
}

type TrustedKeys = ReadonlyMap<string, TrustedKey>;

/** A change that both its keys have signed. */
interface Link {
  readonly before: readonly [id: string, key: KeyObject];
  readonly after: readonly [id: string, key: KeyObject];
  readonly changedAt: number;
}

/** What a change links; nothing where one of its keys has not signed it. */
function linkOf(change: LogKeyChange): Link[] {
  let before: KeyObject;
  let after: KeyObject;
  try {
    [before, after] = [createPublicKey(change.oldPem), createPublicKey(change.newPem)];
  } catch {
    return [];
  }
  if (before.asymmetricKeyType !== 'ed25519' || after.asymmetricKeyType !== 'ed25519') return [];
  const text = changeText(change);
  const areSigned = verify(null, text, before, change.oldSignature) && verify(null, text, after, change.newSignature);
  if (!areSigned) return [];
  return [{ before: [idOf(before), before], after: [idOf(after), after], changedAt: change.changedAt.getTime() }];
}

/** Keys that were changed for those at hand, each until its change: a key that was retired tells nothing new. */
function earlierKeys(atHand: TrustedKeys, links: readonly Link[]): TrustedKeys {
  const known = new Map(atHand);
  const lastOf = (id: string): number => known.get(id)?.until ?? Number.POSITIVE_INFINITY;
  for (let grew = true; grew; ) {
    grew = false;
    for (const { before, after, changedAt } of links) {
      const [id, key] = before;
      if (!known.has(after[0]) || changedAt > lastOf(after[0])) continue;
      const until = Math.min(changedAt + oldKeySignsMs, lastOf(after[0]));
      if (known.has(id) && lastOf(id) >= until) continue;
      known.set(id, { key, until });
      grew = true;
    }
  }
  return known;
}

/** Keys that those at hand were changed for, each until it was changed itself. */
function laterKeys(atHand: TrustedKeys, links: readonly Link[]): TrustedKeys {
  const known = new Map(atHand);
  for (let size = 0; size < known.size; ) {
    size = known.size;
    for (const { before, after } of links) {
      const [id, key] = after;
      if (!known.has(before[0]) || known.has(id)) continue;
      const changes = links.filter((link) => link.before[0] === id).map(({ changedAt }) => changedAt + oldKeySignsMs);
      known.set(id, { key, until: changes.length === 0 ? null : Math.max(...changes) });
    }
  }
  return known;
}

/**
 * Public keys by their id: those at hand, and those that planned changes lead to from them, forwards and back, but never
 * back and forwards again: what a retired key signs later, another change of key included, counts for nothing.
 */
export function trustedKeys(pems: readonly string[], changes: readonly LogKeyChange[]): TrustedKeys {
  const atHand = readPublicKeys(pems);
  const links = changes.flatMap(linkOf);
  const later = laterKeys(atHand, links);
  const earlier = [...earlierKeys(atHand, links)].filter(([id]) => !later.has(id));
  return new Map([...later, ...earlier]);
}

/** Public keys by their id; throws where a text is not an Ed25519 public key in PEM. */
export function readPublicKeys(pems: readonly string[]): TrustedKeys {
  return new Map(
    pems.map((pem) => {
      const key = createPublicKey(pem);
      if (key.asymmetricKeyType !== 'ed25519') throw new ConfigurationError('the public key is not an Ed25519 key');
      return [idOf(key), { key, until: null }] as const;
    }),
  );
}

/** Whether an anchor is signed by the key it names, at a time when that key counted; null where that key is not at hand. */
export function isSigned(anchor: LogAnchor, keys: TrustedKeys): boolean | null {
  const trusted = keys.get(anchor.keyId);
  if (trusted === undefined) return null;
  const { key, until } = trusted;
  if (until !== null && Date.parse(anchor.madeAt) > until) return false;
  return verify(null, signedText(anchor), key, Buffer.from(anchor.signature, 'base64'));
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
