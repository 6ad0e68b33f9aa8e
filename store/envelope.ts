/**
 * Envelope encryption: secrets are sealed with data keys, which stand in the database sealed with a key of
 * KHUE_SECRET_KEYS. Secrets from before that were sealed with those keys themselves; they open as well.
 */
import { randomBytes } from 'node:crypto';
import { KhueError } from '@khue/domain/errors';
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import type { SecretKeys } from './secretKeyFile.ts';
import { createVault, type SealedSecret, type Vault } from './vault.ts';

const dataKeyBytes = 32;
/** Data keys held open at once; an installation has one, and a few while it rotates. */
const openKeyLimit = 256;
/** The key file is read again for a key that is not known: so many times at once, and then this often at most, ms. */
const rereadBurst = 20;
const rereadIntervalMs = 1_000;

/** Database, or a transaction of it. */
type Db = Kysely<Database>;

/** A vault whose keys stand in the database: what is needed is fetched before, so that sealing and opening are at once. */
export interface Envelope extends Vault {
  /**
   * To be called before secrets under these keys are opened: fetches the data keys that are not held yet, and reads the
   * key file again where it has to know a newer key. Throws KHUE_SECRET_KEY_WRONG where one cannot be had.
   */
  readyToOpen(db: Db, keyIds: Iterable<string>): Promise<void>;
  /**
   * To be called in the transaction that stores what is sealed: takes the newest data key, and keeps it from being retired
   * until the transaction ends.
   */
  readyToSeal(transaction: Db): Promise<void>;
  /** Makes a data key under the key that stands first in KHUE_SECRET_KEYS; it seals from now on. Returns its id. */
  addDataKey(db: Db, resealing: boolean): Promise<string>;
  /** The key that stands first in KHUE_SECRET_KEYS, as far as this process knows. */
  readonly firstKeyId: string;
  /** Takes these keys in place of those it knew. */
  useKeys(keys: SecretKeys): void;
}

export interface EnvelopeConfig {
  readonly keys: SecretKeys;
  /** Reads the keys again; left out: they stay as they are as long as this process runs. */
  readonly reread?: (() => SecretKeys) | undefined;
}

/** Bound into the seal of a data key. */
function ownerOf(dataKeyId: string): string {
  return `data key ${dataKeyId}`;
}

function isDataKey(keyId: string): boolean {
  return keyId.startsWith('data:');
}

/** The keys of KHUE_SECRET_KEYS, read again where one is missing. */
class KeyEncryptionKeys {
  vault: Vault;
  #keys: SecretKeys;
  readonly #reread: (() => SecretKeys) | undefined;
  #rereadsLeft = rereadBurst;
  #countedAt = performance.now();

  constructor({ keys, reread }: EnvelopeConfig) {
    this.#keys = keys;
    this.vault = createVault(keys.keys, keys.activeKeyId);
    this.#reread = reread;
  }

  use(keys: SecretKeys): void {
    this.vault = createVault(keys.keys, keys.activeKeyId);
    this.#keys = keys;
  }

  #mayReread(): boolean {
    const earned = Math.floor((performance.now() - this.#countedAt) / rereadIntervalMs);
    this.#rereadsLeft = Math.min(rereadBurst, this.#rereadsLeft + earned);
    this.#countedAt += earned * rereadIntervalMs;
    if (this.#rereadsLeft === 0) return false;
    this.#rereadsLeft -= 1;
    return true;
  }

  /** Reads the keys again where this one is not among them, within its limit; what is unreadable changes nothing. */
  seek(keyId: string): void {
    if (this.#keys.keys.has(keyId) || this.#reread === undefined) return;
    if (!this.#mayReread()) return;
    let read: SecretKeys;
    try {
      read = this.#reread();
    } catch (cause) {
      throw new KhueError('KHUE_SECRET_KEY_WRONG', { keyId }, { cause });
    }
    this.use(read);
  }
}

/** Makes an envelope; it knows no data key yet (`readyToSeal`, `readyToOpen`). */
export function createEnvelope(config: EnvelopeConfig): Envelope {
  const outer = new KeyEncryptionKeys(config);
  const dataVaults = new Map<string, Vault>();
  let active: Vault | null = null;

  function hold(id: string, key: Uint8Array): Vault {
    if (dataVaults.size >= openKeyLimit) dataVaults.clear();
    const vault = createVault(new Map([[id, key]]), id);
    dataVaults.set(id, vault);
    return vault;
  }
  function unseal(id: string, secret: SealedSecret): Vault {
    outer.seek(secret.keyId);
    return hold(id, outer.vault.openBytes(secret, ownerOf(id)));
  }
  const vaultFor = (keyId: string): Vault => dataVaults.get(keyId) ?? outer.vault;
  const sealing = (): Vault => {
    if (active === null) throw new Error('no data key was taken before sealing');
    return active;
  };

  async function addDataKey(db: Db, resealing: boolean): Promise<string> {
    const id = `data:${randomBytes(9).toString('base64url')}`;
    const key = randomBytes(dataKeyBytes);
    const { keyId, sealed } = outer.vault.sealBytes(key, ownerOf(id));
    await db.insertInto('data_key').values({ id, kek_id: keyId, sealed, resealing }).execute();
    active = hold(id, key);
    return id;
  }

  return {
    get activeKeyId() {
      return sealing().activeKeyId;
    },
    get firstKeyId() {
      return outer.vault.activeKeyId;
    },
    useKeys: (keys) => outer.use(keys),
    seal: (plain, owner) => sealing().seal(plain, owner),
    sealBytes: (plain, owner) => sealing().sealBytes(plain, owner),
    open: (secret, owner) => vaultFor(secret.keyId).open(secret, owner),
    openBytes: (secret, owner) => vaultFor(secret.keyId).openBytes(secret, owner),
    digest: (credentials, owner, keyId) => vaultFor(keyId).digest(credentials, owner, keyId),
    addDataKey,
    async readyToOpen(db, keyIds) {
      const wanted = [...new Set(keyIds)];
      for (const keyId of wanted.filter((id) => !isDataKey(id))) outer.seek(keyId);
      const missing = wanted.filter((id) => isDataKey(id) && !dataVaults.has(id));
      if (missing.length === 0) return;
      const rows = await db.selectFrom('data_key').selectAll().where('id', 'in', missing).execute();
      for (const { id, kek_id, sealed } of rows) unseal(id, { keyId: kek_id, sealed });
    },
    async readyToSeal(transaction) {
      // A key that is retired at this very moment drops out of the answer: then the one after it is asked for.
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const row = await transaction
          .selectFrom('data_key')
          .selectAll()
          .where('retired_at', 'is', null)
          .orderBy('number', 'desc')
          .limit(1)
          .forShare()
          .executeTakeFirst();
        if (row === undefined) continue;
        active = dataVaults.get(row.id) ?? unseal(row.id, { keyId: row.kek_id, sealed: row.sealed });
        return;
      }
      throw new Error('no data key seals');
    },
  };
}

/**
 * Makes the first data key where there is none, and one under a key that was put first by hand and sealed none yet: a
 * rotation that is still to be done. Two processes at once make one.
 */
export async function makeFirstDataKey(db: Db, envelope: Envelope): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('khue-first-data-key'))`.execute(transaction);
    const dataKeys = await transaction.selectFrom('data_key').select(['kek_id', 'retired_at']).execute();
    const isFirst = dataKeys.every((key) => key.retired_at !== null);
    const isNewKey = dataKeys.every((key) => key.kek_id !== envelope.firstKeyId);
    if (isFirst || isNewKey) await envelope.addDataKey(transaction, !isFirst);
    await envelope.readyToSeal(transaction);
  });
}
