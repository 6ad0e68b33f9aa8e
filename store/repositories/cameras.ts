import {
  type Camera,
  type CameraAddress,
  type CameraCredentials,
  type CameraDescription,
  cameraAddressSchema,
  cameraDescriptionSchema,
  cameraSchema,
} from '@khue/domain/camera';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { CameraInput, CameraRepository, VersionCounts } from '../store.ts';
import { credentialsFromText, credentialsToText, type Vault } from '../vault.ts';
import { validAt, type VersionedTable, writeVersions } from './validTime.ts';

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

interface Known {
  readonly id: string;
  readonly digest: Buffer | null;
}

async function knownSecrets(db: Kysely<Database>, codes: readonly string[]): Promise<Map<string, Known>> {
  const { rows } = await sql<{ code: string; id: string; digest: Buffer | null }>`
    SELECT v.code, v.camera_id AS id, s.digest FROM unnest(${codes}::text[]) AS c(code)
    JOIN camera_version AS v ON v.code = c.code AND v.valid_to = 'infinity'
    LEFT JOIN camera_secret AS s ON s.camera_id = v.camera_id`.execute(db);
  return new Map(rows.map((row) => [row.code, { id: row.id, digest: row.digest }]));
}

/** Seals the accounts that are new or differ; returns the codes of cameras whose stored account changed. */
async function writeSecrets(
  db: Kysely<Database>,
  vault: Vault,
  cameras: readonly CameraInput[],
  existed: ReadonlySet<string>,
  at: Date,
): Promise<Set<string>> {
  const changed = new Set<string>();
  const withAccount = cameras.filter((camera) => camera.credentials !== null);
  for (let start = 0; start < withAccount.length; start += batchRows) {
    const batch = withAccount.slice(start, start + batchRows);
    const known = await knownSecrets(
      db,
      batch.map((camera) => camera.code),
    );
    const rows = batch.flatMap(({ code, credentials }) => {
      const camera = known.get(code);
      if (camera === undefined || credentials === null) return [];
      const digest = vault.digest(credentials, camera.id);
      if (camera.digest?.equals(digest) === true) return [];
      if (existed.has(code)) changed.add(code);
      const secret = vault.seal(credentialsToText(credentials), camera.id);
      return [{ id: camera.id, keyId: secret.keyId, sealed: secret.sealed, digest }];
    });
    if (rows.length === 0) continue;
    await sql`INSERT INTO camera_secret (camera_id, key_id, sealed, digest, changed_at)
      SELECT u.camera_id, u.key_id, u.sealed, u.digest, ${at} FROM unnest(${rows.map((row) => row.id)}::uuid[],
        ${rows.map((row) => row.keyId)}::text[], ${rows.map((row) => row.sealed)}::bytea[],
        ${rows.map((row) => row.digest)}::bytea[]) AS u(camera_id, key_id, sealed, digest)
      ON CONFLICT (camera_id) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed,
        digest = excluded.digest, changed_at = excluded.changed_at`.execute(db);
  }
  return changed;
}

/** Codes of the cameras that are known and would not be changed by these rows, apart from their accounts. */
async function writeCameras(
  db: Kysely<Database>,
  vault: Vault,
  cameras: readonly CameraInput[],
  at: Date,
): Promise<VersionCounts> {
  const ids = await schoolIds(db, new Set(cameras.map((camera) => camera.schoolCode)));
  const known = await sql<{ code: string; since: Date }>`
    SELECT v.code, v.recorded_at AS since FROM unnest(${cameras.map((camera) => camera.code)}::text[]) AS c(code)
    JOIN camera_version AS v ON v.code = c.code AND v.valid_to = 'infinity'`.execute(db);
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
  const counts = await writeVersions(db, table, rows, at);
  const changedAccounts = await writeSecrets(db, vault, cameras, new Set(known.rows.map((row) => row.code)), at);
  const { rows: renewed } = await sql<{ code: string }>`
    SELECT v.code FROM unnest(${[...changedAccounts]}::text[]) AS c(code)
    JOIN camera_version AS v ON v.code = c.code AND v.valid_to = 'infinity' WHERE v.valid_from >= ${at}`.execute(db);
  const onlyAccount = changedAccounts.size - renewed.length;
  return { added: counts.added, changed: counts.changed + onlyAccount, unchanged: counts.unchanged - onlyAccount };
}

async function descriptionsOf(
  db: Kysely<Database>,
  cameraIds: readonly string[] | undefined,
): Promise<CameraDescription[]> {
  let query = db.selectFrom('camera_description').select('description');
  if (cameraIds !== undefined) query = query.where('camera_id', '=', sql<string>`ANY(${[...cameraIds]}::uuid[])`);
  return (await query.execute()).map((row) => cameraDescriptionSchema.parse(row.description));
}

export function createCameraRepository(db: Kysely<Database>, vault: Vault): CameraRepository {
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
      return cameras.length === 0 ? { added: 0, changed: 0, unchanged: 0 } : writeCameras(db, vault, cameras, at);
    },
    async endpoints(options = {}) {
      const [rows, secrets, descriptions] = await Promise.all([
        openVersions(options.cameraIds).orderBy('code').execute(),
        db.selectFrom('camera_secret').select(['camera_id', 'key_id', 'sealed']).execute(),
        descriptionsOf(db, options.cameraIds),
      ]);
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
