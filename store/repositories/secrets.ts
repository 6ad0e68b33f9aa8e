/** What is sealed, under which keys, and how it comes under new ones. */
import { KhueError } from '@khue/domain/errors';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { Envelope } from '../envelope.ts';
import type { RotationProgress, SecretRepository, SecretUse } from '../secrets.ts';
import type { Told } from '../told.ts';
import { credentialsFromText } from '../vault.ts';
import { appendRows } from './logRows.ts';

/** A table whose rows hold a secret each, in `key_id` and `sealed`. */
interface SealedTable {
  readonly name: 'camera_secret' | 'import_file' | 'second_factor' | 'ticket_key';
  readonly id: string;
  readonly idType: string;
  /** What is bound into the seal of the row with this id. */
  readonly owner: (id: string) => string;
  readonly batchRows: number;
  /** The row has a digest of the account under the key as well. */
  readonly digest: boolean;
}

/** Every table that holds secrets: what has a `key_id` of this kind and is not in this list is lost with its key. */
export const sealedTables: readonly SealedTable[] = [
  { name: 'camera_secret', id: 'camera_id', idType: 'uuid', owner: (id) => id, batchRows: 1_000, digest: true },
  { name: 'import_file', id: 'run_id', idType: 'uuid', owner: (id) => id, batchRows: 1, digest: false },
  {
    name: 'second_factor',
    id: 'account_id',
    idType: 'uuid',
    owner: (id) => `second factor of ${id}`,
    batchRows: 1_000,
    digest: false,
  },
  { name: 'ticket_key', id: 'id', idType: 'text', owner: (id) => `ticket key ${id}`, batchRows: 100, digest: false },
];

interface SealedRow {
  readonly id: string;
  readonly keyId: string;
  readonly sealed: Buffer;
}

interface Resealed extends SealedRow {
  readonly digest: Buffer | null;
}

const keysInUse: RawBuilder<unknown> = sql.join(
  sealedTables.map(({ name }) => sql`SELECT ${sql.lit(name)} AS name, key_id FROM ${sql.table(name)}`),
  sql` UNION ALL `,
);

async function uses(db: Kysely<Database>): Promise<{ keyId: string; count: number }[]> {
  const { rows } = await sql<{ keyId: string; count: number }>`
    SELECT key_id AS "keyId", count(*)::int AS count FROM (${keysInUse}) AS used GROUP BY key_id ORDER BY key_id`.execute(
    db,
  );
  return rows;
}

/** What seals a row anew; null where it does not open, which is left as it is. */
function reseal(envelope: Envelope, table: SealedTable, row: SealedRow): Resealed | null {
  const owner = table.owner(row.id);
  let plain: Buffer;
  try {
    plain = envelope.openBytes({ keyId: row.keyId, sealed: row.sealed }, owner);
  } catch {
    return null;
  }
  const secret = envelope.sealBytes(plain, owner);
  const account = table.digest ? credentialsFromText(plain.toString('utf8')) : null;
  return { id: row.id, ...secret, digest: account && envelope.digest(account, owner, secret.keyId) };
}

async function saveResealed(db: Transaction<Database>, table: SealedTable, rows: readonly Resealed[]): Promise<void> {
  const digest = table.digest ? sql`, digest = u.digest` : sql``;
  await sql`UPDATE ${sql.table(table.name)} AS t SET key_id = u.key_id, sealed = u.sealed${digest}
    FROM unnest(${rows.map((row) => row.id)}::${sql.raw(table.idType)}[], ${rows.map((row) => row.keyId)}::text[],
      ${rows.map((row) => row.sealed)}::bytea[], ${rows.map((row) => row.digest)}::bytea[])
      AS u(id, key_id, sealed, digest) WHERE t.${sql.ref(table.id)} = u.id`.execute(db);
}

/** What cannot be had is not told here: the rows under that key do not open, and are counted. */
async function makeReady(transaction: Kysely<Database>, envelope: Envelope, keyId: string): Promise<void> {
  try {
    await envelope.readyToOpen(transaction, [keyId]);
  } catch (error) {
    if (!(error instanceof KhueError)) throw error;
  }
}

/** Seals the next rows after an id anew; the last id looked at, null at the end of the table. */
async function resealBatch(
  db: Kysely<Database>,
  envelope: Envelope,
  table: SealedTable,
  after: string | null,
): Promise<{ last: string | null; resealed: number; unopened: number }> {
  return db.transaction().execute(async (transaction) => {
    await envelope.readyToSeal(transaction);
    const id = sql.ref(table.id);
    const beyond = after === null ? sql`` : sql`AND ${id} > ${after}::${sql.raw(table.idType)}`;
    const { rows } = await sql<SealedRow>`
      SELECT ${id} AS id, key_id AS "keyId", sealed FROM ${sql.table(table.name)}
      WHERE key_id <> ${envelope.activeKeyId} ${beyond} ORDER BY ${id} LIMIT ${table.batchRows} FOR UPDATE`.execute(
      transaction,
    );
    for (const keyId of new Set(rows.map((row) => row.keyId))) await makeReady(transaction, envelope, keyId);
    const sealed = rows.flatMap((row) => reseal(envelope, table, row) ?? []);
    if (sealed.length > 0) await saveResealed(transaction, table, sealed);
    return { last: rows.at(-1)?.id ?? null, resealed: sealed.length, unopened: rows.length - sealed.length };
  });
}

/** Where nothing uses a data key any more, it seals no more either. Waits for whoever seals with it right now. */
async function retireUnusedDataKeys(db: Kysely<Database>, activeKeyId: string): Promise<void> {
  const old = await db.selectFrom('data_key').select('id').where('id', '<>', activeKeyId).execute();
  for (const { id } of old) {
    await db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('data_key').select('id').where('id', '=', id).forUpdate().execute();
      const isUsed = (await uses(transaction)).some(({ keyId }) => keyId === id);
      const change = isUsed ? { resealing: false } : { resealing: false, retired_at: new Date() };
      await transaction.updateTable('data_key').set(change).where('id', '=', id).execute();
    });
  }
}

/** Two passes: what somebody sealed with the older key while the first one ran is caught by the second. */
const passes = 2;

async function resealAll(
  db: Kysely<Database>,
  envelope: Envelope,
  onProgress: (progress: RotationProgress) => void,
): Promise<{ resealed: number; unopened: number }> {
  let resealed = 0;
  let unopened = 0;
  for (let pass = 0; pass < passes; pass += 1) {
    unopened = 0;
    for (const table of sealedTables) {
      let after: string | null = null;
      do {
        const batch = await resealBatch(db, envelope, table, after);
        after = batch.last;
        resealed += batch.resealed;
        unopened += batch.unopened;
        if (batch.last !== null) onProgress({ step: 'resealed', resealed });
      } while (after !== null);
    }
    // Whoever seals with the older key right now ends before the second pass begins.
    await retireUnusedDataKeys(db, envelope.activeKeyId);
  }
  return { resealed, unopened };
}

/** Works on one connection that holds the lock of rotations; null where another process holds it. */
async function whileLocked<Result>(db: Kysely<Database>, work: () => Promise<Result>): Promise<Result | null> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ locked: boolean }>`
      SELECT pg_try_advisory_lock(hashtext('khue-secret-rotation')) AS locked`.execute(connection);
    if (rows[0]?.locked !== true) return null;
    try {
      return await work();
    } finally {
      await sql`SELECT pg_advisory_unlock(hashtext('khue-secret-rotation'))`.execute(connection);
    }
  });
}

async function status(db: Kysely<Database>, envelope: Envelope): Promise<SecretUse[]> {
  const counts = new Map((await uses(db)).map(({ keyId, count }) => [keyId, count]));
  const dataKeys = await db.selectFrom('data_key').selectAll().orderBy('number').execute();
  const known = new Set(dataKeys.map((key) => key.id));
  const direct = new Set([...counts.keys(), ...dataKeys.map((key) => key.kek_id), envelope.firstKeyId]);
  const checks = await db.selectFrom('secret_key_check').select('key_id').execute();
  for (const check of checks) direct.add(check.key_id);
  const sealing = dataKeys.findLast((key) => key.retired_at === null)?.id;
  return [
    ...[...direct]
      .filter((keyId) => !known.has(keyId))
      .toSorted()
      .map((keyId) => ({
        keyId,
        kind: 'key' as const,
        under: null,
        secrets: counts.get(keyId) ?? 0,
        dataKeys: dataKeys.filter((key) => key.kek_id === keyId).length,
        isActive: keyId === envelope.firstKeyId,
        isUnfinished: false,
        madeAt: null,
      })),
    ...dataKeys.map((key) => ({
      keyId: key.id,
      kind: 'data_key' as const,
      under: key.kek_id,
      secrets: counts.get(key.id) ?? 0,
      dataKeys: 0,
      isActive: key.id === sealing,
      isUnfinished: key.resealing,
      madeAt: key.made_at,
    })),
  ];
}

/** Data keys of a key, locked so that nobody seals with them; null where a secret or the sealing key needs it. */
async function dropKey(db: Kysely<Database>, envelope: Envelope, keyId: string, told: Told): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const dataKeys = await transaction
      .selectFrom('data_key')
      .select('id')
      .where((row) => row.or([row('id', '=', keyId), row('kek_id', '=', keyId)]))
      .forUpdate()
      .execute();
    const ids = new Set([keyId, ...dataKeys.map((key) => key.id)]);
    await envelope.readyToSeal(transaction);
    const isNeeded = ids.has(envelope.activeKeyId) || ids.has(envelope.firstKeyId);
    if (isNeeded || (await uses(transaction)).some((use) => ids.has(use.keyId))) return false;
    await transaction
      .deleteFrom('data_key')
      .where('id', 'in', [...ids])
      .execute();
    await transaction.deleteFrom('secret_key_check').where('key_id', '=', keyId).execute();
    await appendRows(transaction, told());
    return true;
  });
}

export function createSecretRepository(db: Kysely<Database>, envelope: Envelope): SecretRepository {
  return {
    status: () => status(db, envelope),
    async rotate(addKey, onProgress, told) {
      return whileLocked(db, async () => {
        const newest = await db
          .selectFrom('data_key')
          .selectAll()
          .where('retired_at', 'is', null)
          .orderBy('number', 'desc')
          .limit(1)
          .executeTakeFirst();
        const isContinued = newest?.resealing === true;
        if (!isContinued) {
          // A key that stands first and seals nothing yet is one that a rotation cut off before left there.
          if (newest === undefined || newest.kek_id === envelope.firstKeyId) envelope.useKeys(addKey());
          onProgress({ step: 'key_added', resealed: 0 });
          await envelope.addDataKey(db, true);
          onProgress({ step: 'data_key_added', resealed: 0 });
        }
        const counts = await resealAll(db, envelope, onProgress);
        const result = { ...counts, isContinued, keyId: envelope.firstKeyId, dataKeyId: envelope.activeKeyId };
        await db.transaction().execute(async (transaction) => {
          await transaction.updateTable('data_key').set({ resealing: false }).where('resealing', '=', true).execute();
          await appendRows(transaction, told(result));
        });
        onProgress({ step: 'done', resealed: counts.resealed });
        return result;
      });
    },
    retire: (keyId, told) => dropKey(db, envelope, keyId, told),
  };
}
