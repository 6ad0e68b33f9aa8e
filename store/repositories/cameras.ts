import {
  type Camera,
  type CameraAddress,
  type CameraCredentials,
  type CameraDescription,
  cameraAddressSchema,
  cameraDescriptionSchema,
  cameraSchema,
} from '@khue/domain/camera';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { Envelope } from '../envelope.ts';
import type { CameraInput, CameraRepository, VersionCounts } from '../store.ts';
import { credentialsFromText, credentialsToText, type SealedSecret } from '../vault.ts';
import { closeSyntheticVersions, countVersions, validAt, type VersionedTable, writeVersions } from './validTime.ts';

const table: VersionedTable = {
  identity: 'camera',
  versions: 'camera_version',
  key: 'camera_id',
  columns: [
    ['code', 'text'],
    ['school_id', 'uuid'],
    ['name', 'text'],
    ['zone', 'text'],
    ['bearing', 'float8'],
    ['synthetic', 'boolean'],
    ['onvif_url', 'text'],
    ['rtsp_main_url', 'text'],
    ['rtsp_sub_url', 'text'],
  ],
};

const batchRows = 5_000;

function toCamera(row: Selectable<Database['camera_version']>): Camera {
  return cameraSchema.parse({
    id: row.camera_id,
    code: row.code,
    schoolId: row.school_id,
    name: row.name,
    zone: row.zone,
    bearing: row.bearing,
    synthetic: row.synthetic,
  });
}

function toAddress(row: Selectable<Database['camera_version']>): CameraAddress {
  return cameraAddressSchema.parse({
    onvifUrl: row.onvif_url,
    rtspMainUrl: row.rtsp_main_url,
    rtspSubUrl: row.rtsp_sub_url,
  });
}

async function schoolIds(db: Kysely<Database>, codes: ReadonlySet<string>): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('school_version')
    .select(['code', 'school_id'])
    .where(validAt('school_version', undefined))
    .where('code', '=', sql<string>`ANY(${[...codes]}::text[])`)
    .execute();
  const ids = new Map(rows.map((row) => [row.code, row.school_id]));
  for (const code of codes) {
    if (!ids.has(code)) throw new Error(`no school has the code ${code} today`);
  }
  return ids;
}

interface StoredAccount {
  readonly cameraId: string;
  readonly keyId: string | null;
  readonly digest: Buffer | null;
}

async function storedAccounts(db: Kysely<Database>, codes: readonly string[]): Promise<Map<string, StoredAccount>> {
  const { rows } = await sql<StoredAccount & { code: string }>`
    SELECT v.code, v.camera_id AS "cameraId", s.key_id AS "keyId", s.digest FROM unnest(${[...codes]}::text[]) AS c(code)
    JOIN camera_version AS v ON v.code = c.code AND v.valid_to = 'infinity'
    LEFT JOIN camera_secret AS s ON s.camera_id = v.camera_id`.execute(db);
  return new Map(rows.map((row) => [row.code, row]));
}

interface SealedAccount extends SealedSecret {
  readonly cameraId: string;
  readonly digest: Buffer;
}

async function saveAccounts(db: Kysely<Database>, accounts: readonly SealedAccount[], at: Date): Promise<void> {
  await sql`INSERT INTO camera_secret (camera_id, key_id, sealed, digest, changed_at)
    SELECT u.camera_id, u.key_id, u.sealed, u.digest, ${at} FROM unnest(${accounts.map((a) => a.cameraId)}::uuid[],
      ${accounts.map((a) => a.keyId)}::text[], ${accounts.map((a) => a.sealed)}::bytea[],
      ${accounts.map((a) => a.digest)}::bytea[]) AS u(camera_id, key_id, sealed, digest)
    ON CONFLICT (camera_id) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed,
      digest = excluded.digest, changed_at = excluded.changed_at`.execute(db);
}

/**
 * Seals the accounts that are new or differ, and those that an older key still seals; gives the codes of the cameras
 * whose account is another one than before.
 */
async function writeAccounts(
  db: Kysely<Database>,
  vault: Envelope,
  cameras: readonly CameraInput[],
  at: Date,
): Promise<Set<string>> {
  const changed = new Set<string>();
  await vault.readyToSeal(db);
  for (let start = 0; start < cameras.length; start += batchRows) {
    const batch = cameras.slice(start, start + batchRows).filter((camera) => camera.credentials !== null);
    const codes = batch.map((camera) => camera.code);
    const stored = await storedAccounts(db, codes);
    await vault.readyToOpen(
      db,
      [...stored.values()].flatMap(({ keyId }) => keyId ?? []),
    );
    const sealed = batch.flatMap(({ code, credentials }): SealedAccount[] => {
      const before = stored.get(code);
      if (before === undefined || credentials === null) return [];
      const { cameraId, keyId, digest } = before;
      const isSame = keyId !== null && digest?.equals(vault.digest(credentials, cameraId, keyId)) === true;
      if (!isSame) changed.add(code);
      if (isSame && keyId === vault.activeKeyId) return [];
      const secret = vault.seal(credentialsToText(credentials), cameraId);
      return [{ ...secret, cameraId, digest: vault.digest(credentials, cameraId, secret.keyId) }];
    });
    if (sealed.length > 0) await saveAccounts(db, sealed, at);
  }
  return changed;
}

async function writeCameras(
  transaction: Transaction<Database>,
  vault: Envelope,
  cameras: readonly CameraInput[],
  at: Date,
): Promise<VersionCounts> {
  const ids = await schoolIds(transaction, new Set(cameras.map((camera) => camera.schoolCode)));
  const rows = cameras.map((c) => [
    c.code,
    ids.get(c.schoolCode),
    c.name,
    c.zone,
    c.bearing,
    c.synthetic,
    c.address.onvifUrl,
    c.address.rtspMainUrl,
    c.address.rtspSubUrl,
  ]);
  const written = await writeVersions(transaction, table, rows, at);
  return countVersions(rows.length, written, await writeAccounts(transaction, vault, cameras, at));
}

async function descriptionsOf(
  db: Kysely<Database>,
  cameraIds: readonly string[] | undefined,
): Promise<CameraDescription[]> {
  let query = db.selectFrom('camera_description').select('description');
  if (cameraIds !== undefined) query = query.where('camera_id', '=', sql<string>`ANY(${[...cameraIds]}::uuid[])`);
  return (await query.execute()).map((row) => cameraDescriptionSchema.parse(row.description));
}

export function createCameraRepository(db: Kysely<Database>, vault: Envelope): CameraRepository {
  const secretsOf = (cameraIds: readonly string[] | undefined) => {
    const query = db.selectFrom('camera_secret').select(['camera_id', 'key_id', 'sealed']);
    return cameraIds === undefined ? query : query.where('camera_id', '=', sql<string>`ANY(${[...cameraIds]}::uuid[])`);
  };
  const openVersions = (cameraIds: readonly string[] | undefined) => {
    const query = db.selectFrom('camera_version').selectAll().where(validAt('camera_version', undefined));
    return cameraIds === undefined ? query : query.where('camera_id', '=', sql<string>`ANY(${[...cameraIds]}::uuid[])`);
  };
  return {
    async list(options = {}) {
      let query = db.selectFrom('camera_version').selectAll().where(validAt('camera_version', options.asOf));
      if (options.schoolId !== undefined) query = query.where('school_id', '=', options.schoolId);
      return (await query.orderBy('code').execute()).map(toCamera);
    },
    async find(id, options = {}) {
      const query = db.selectFrom('camera_version').selectAll().where(validAt('camera_version', options.asOf));
      const row = await query.where('camera_id', '=', id).executeTakeFirst();
      return row === undefined ? null : toCamera(row);
    },
    async upsert(cameras, at) {
      return db.transaction().execute((transaction) => writeCameras(transaction, vault, cameras, at));
    },
    async closeSynthetic(keepCodes, at) {
      return db.transaction().execute(async (transaction) => {
        const closed = await closeSyntheticVersions(transaction, table, keepCodes, at, sql<boolean>`TRUE`);
        await sql`DELETE FROM camera_current WHERE camera_id = ANY(${closed}::uuid[])`.execute(transaction);
        await sql`DELETE FROM camera_secret WHERE camera_id = ANY(${closed}::uuid[])`.execute(transaction);
        return closed.length;
      });
    },
    async endpoints(options = {}) {
      const [rows, secrets, descriptions] = await Promise.all([
        openVersions(options.cameraIds).orderBy('code').execute(),
        secretsOf(options.cameraIds).execute(),
        descriptionsOf(db, options.cameraIds),
      ]);
      await vault.readyToOpen(
        db,
        secrets.map((secret) => secret.key_id),
      );
      const accounts = new Map(secrets.map((secret) => [secret.camera_id, secret]));
      const described = new Map(descriptions.map((description) => [description.cameraId, description]));
      const accountOf = (cameraId: string): CameraCredentials | null => {
        const secret = accounts.get(cameraId);
        if (secret === undefined) return null;
        return credentialsFromText(vault.open({ keyId: secret.key_id, sealed: secret.sealed }, cameraId));
      };
      return rows.map((row) => ({
        camera: toCamera(row),
        address: toAddress(row),
        credentials: accountOf(row.camera_id),
        description: described.get(row.camera_id) ?? null,
      }));
    },
    async saveDescription(description, rawEvidence) {
      const described = new Date(description.describedAt);
      await db.transaction().execute(async (transaction) => {
        await sql`INSERT INTO camera_description (camera_id, described_at, description)
          VALUES (${description.cameraId}, ${described}, ${JSON.stringify(description)}::jsonb)
          ON CONFLICT (camera_id) DO UPDATE SET described_at = excluded.described_at, description = excluded.description`.execute(
          transaction,
        );
        await sql`DELETE FROM camera_evidence WHERE camera_id = ${description.cameraId}`.execute(transaction);
        for (const { name, sha256, body } of rawEvidence) {
          await transaction
            .insertInto('camera_evidence')
            .values({ camera_id: description.cameraId, described_at: described, name, sha256, body })
            .execute();
        }
      });
    },
    async descriptions(cameraIds) {
      return descriptionsOf(db, cameraIds);
    },
  };
}
