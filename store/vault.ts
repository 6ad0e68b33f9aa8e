import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { CameraCredentials } from '@khue/domain/camera';
import { ConfigurationError } from '@khue/domain/environment';
import { KhueError } from '@khue/domain/errors';
import { z } from 'zod';

const nonceBytes = 12;
const tagBytes = 16;

/** A sealed secret: nonce, ciphertext, tag in one piece, and the id of the key that opens it. */
export interface SealedSecret {
  readonly keyId: string;
  readonly sealed: Buffer;
}

/**
 * Seals camera accounts, and files that hold some, with AES-256-GCM. The owner's id is bound in as additional data, so
 * that a sealed account cannot be moved to another camera, nor a file to another import.
 */
export interface Vault {
  readonly activeKeyId: string;
  seal(plain: string, owner: string): SealedSecret;
  /** Throws KHUE_SECRET_KEY_WRONG where the key is missing or does not fit. */
  open(secret: SealedSecret, owner: string): string;
  /** As `seal`, of bytes. */
  sealBytes(plain: Uint8Array, owner: string): SealedSecret;
  /** As `open`, of bytes. */
  openBytes(secret: SealedSecret, owner: string): Buffer;
  /**
   * Digest under one of the keys, equal for equal accounts of one camera: shows whether an account changed without
   * opening what is stored. Throws KHUE_SECRET_KEY_WRONG where the key is missing.
   */
  digest(credentials: CameraCredentials, owner: string, keyId: string): Buffer;
}

const credentialsSchema = z.object({ username: z.string(), password: z.string() });

/** Text under which an account is sealed. */
export function credentialsToText(credentials: CameraCredentials): string {
  return JSON.stringify({ username: credentials.username, password: credentials.password });
}

export function credentialsFromText(text: string): CameraCredentials {
  return credentialsSchema.parse(JSON.parse(text));
}

/** Reads `keyId:base64[,keyId2:base64]`; the first key is the active one. Each key is 32 bytes, each id its own. */
export function parseSecretKeys(text: string): {
  readonly keys: ReadonlyMap<string, Uint8Array>;
  readonly activeKeyId: string;
} {
  const keys = new Map<string, Uint8Array>();
  for (const part of text.split(',')) {
    const [keyId = '', encoded = ''] = part.trim().split(':');
    const key = Buffer.from(encoded, 'base64');
    if (!/^[\w.-]{1,64}$/u.test(keyId) || key.length !== 32 || keys.has(keyId)) {
      throw new ConfigurationError('KHUE_SECRET_KEYS: expected keyId:base64 of 32 bytes, several separated by commas');
    }
    keys.set(keyId, key);
  }
  const activeKeyId = keys.keys().next().value ?? '';
  return { keys, activeKeyId };
}

export function createVault(keys: ReadonlyMap<string, Uint8Array>, activeKeyId: string): Vault {
  const keyFor = (keyId: string): Uint8Array => {
    const key = keys.get(keyId);
    if (key === undefined) throw new KhueError('KHUE_SECRET_KEY_WRONG', { keyId });
    return key;
  };
  const activeKey = keyFor(activeKeyId);
  // One key, one purpose: digests are made with keys of their own (RFC 5869).
  const digestKeys = new Map(
    [...keys].map(([keyId, key]) => [keyId, Buffer.from(hkdfSync('sha256', key, '', 'khue account digest', 32))]),
  );
  function sealBytes(plain: Uint8Array, owner: string): SealedSecret {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', activeKey, nonce).setAAD(Buffer.from(owner));
    const body = Buffer.concat([nonce, cipher.update(plain), cipher.final()]);
    return { keyId: activeKeyId, sealed: Buffer.concat([body, cipher.getAuthTag()]) };
  }
  function openBytes({ keyId, sealed }: SealedSecret, owner: string): Buffer {
    const key = keyFor(keyId);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(owner))
        .setAuthTag(sealed.subarray(-tagBytes));
      const body = decipher.update(sealed.subarray(nonceBytes, -tagBytes));
      return Buffer.concat([body, decipher.final()]);
    } catch (cause) {
      throw new KhueError('KHUE_SECRET_KEY_WRONG', { keyId }, { cause });
    }
  }
  return {
    activeKeyId,
    seal: (plain, owner) => sealBytes(Buffer.from(plain, 'utf8'), owner),
    open: (secret, owner) => openBytes(secret, owner).toString('utf8'),
    sealBytes,
    openBytes,
    digest(credentials, owner, keyId) {
      const key = digestKeys.get(keyId);
      if (key === undefined) throw new KhueError('KHUE_SECRET_KEY_WRONG', { keyId });
      return createHmac('sha256', key)
        .update(`${owner}\n${credentialsToText(credentials)}`)
        .digest();
    },
  };
}
