import { type CameraStatus, cameraStateSchema, cameraStatusSchema } from '@khue/domain/cameraStatus';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { CameraStatusRepository } from '../store.ts';

const batchRows = 5_000;
/** Samples come at least once a minute; after the third that is missing, the last one says nothing any more. */
const unobservedAfterMs = 180_000;

async function appendSamples(db: Kysely<Database>, statuses: readonly CameraStatus[]): Promise<void> {
  await sql`INSERT INTO camera_sample (observed_at, camera_id, state, reason, changed, latency_ms, clock_offset_ms)
    SELECT * FROM unnest(${statuses.map((s) => s.observedAt)}::timestamptz[], ${statuses.map((s) => s.cameraId)}::uuid[],
      ${statuses.map((s) => s.state)}::text[], ${statuses.map((s) => s.reason)}::text[],
      ${statuses.map((s) => s.changed)}::boolean[], ${statuses.map((s) => s.latencyMs)}::real[],
      ${statuses.map((s) => s.clockOffsetMs)}::float8[])`.execute(db);
}

/** The newest status of each camera, in the order of ids: two writers then never wait for each other crosswise. */
function newestByCamera(statuses: readonly CameraStatus[]): CameraStatus[] {
  const newest = new Map<string, CameraStatus>();
  for (const status of statuses) {
    const known = newest.get(status.cameraId);
    const isNewer = known === undefined || Date.parse(known.observedAt) <= Date.parse(status.observedAt);
    if (isNewer) newest.set(status.cameraId, status);
  }
  return [...newest.values()].toSorted((a, b) => (a.cameraId < b.cameraId ? -1 : 1));
}

async function upsertCurrent(db: Kysely<Database>, statuses: readonly CameraStatus[]): Promise<void> {
  await sql`INSERT INTO camera_current (camera_id, observed_at, since, status)
    SELECT * FROM unnest(${statuses.map((s) => s.cameraId)}::uuid[], ${statuses.map((s) => s.observedAt)}::timestamptz[],
      ${statuses.map((s) => s.since)}::timestamptz[], ${statuses.map((s) => JSON.stringify(s))}::jsonb[])
    ON CONFLICT (camera_id) DO UPDATE SET observed_at = excluded.observed_at, since = excluded.since, status = excluded.status
    WHERE camera_current.observed_at <= excluded.observed_at`.execute(db);
}

function* batchesOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += batchRows) yield items.slice(start, start + batchRows);
}

export function createStatusRepository(db: Kysely<Database>): CameraStatusRepository {
  return {
    async record(statuses) {
      await db.transaction().execute(async (transaction) => {
        for (const batch of batchesOf(statuses)) await appendSamples(transaction, batch);
        for (const batch of batchesOf(newestByCamera(statuses))) await upsertCurrent(transaction, batch);
      });
    },
    async current(options = {}) {
      let query = db.selectFrom('camera_current').select('status');
      if (options.cameraIds !== undefined) {
        query = query.where('camera_id', '=', sql<string>`ANY(${[...options.cameraIds]}::uuid[])`);
      }
      return (await query.execute()).map((row) => cameraStatusSchema.parse(row.status));
    },
    async history(cameraId, from, to) {
      const { rows } = await sql<{ at: Date; state: string }>`
        WITH samples AS (
          (SELECT observed_at, state FROM camera_sample WHERE camera_id = ${cameraId} AND observed_at <= ${from}
            ORDER BY observed_at DESC LIMIT 1)
          UNION ALL
          (SELECT observed_at, state FROM camera_sample
            WHERE camera_id = ${cameraId} AND observed_at > ${from} AND observed_at < ${to})
        ), followed AS (
          SELECT observed_at, state, observed_at + ${unobservedAfterMs} * interval '1 millisecond' AS trusted_to,
            coalesce(lead(observed_at) OVER (ORDER BY observed_at), ${to}) AS next_at FROM samples
        ), moments AS (
          SELECT observed_at AS at, state FROM followed
          UNION ALL
          SELECT trusted_to, 'unknown' FROM followed WHERE trusted_to < next_at
        ), steps AS (
          SELECT at, state, lag(state) OVER (ORDER BY at) AS before FROM moments
        ) SELECT at, state FROM steps WHERE state IS DISTINCT FROM before ORDER BY at`.execute(db);
      return rows.map((row) => ({ at: row.at, state: cameraStateSchema.parse(row.state) }));
    },
    async samplesPerMinute(since) {
      const { rows } = await sql<{ at: Date; samples: string }>`
        SELECT date_trunc('minute', observed_at) AS at, count(*) AS samples FROM camera_sample
        WHERE observed_at >= ${since} GROUP BY 1 ORDER BY 1`.execute(db);
      return rows.map((row) => ({ at: row.at, samples: Number(row.samples) }));
    },
    async dropBefore(before) {
      await sql`SELECT drop_camera_samples(${before})`.execute(db);
    },
  };
}
