import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';

/** Alarms that are over stay among what is current for so long. */
const closedAlarmDays = 7;

function isoOf(moment: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

const schools = sql`SELECT 'schools' AS collection, s.school_id::text AS object_id, s.school_id, jsonb_build_object(
    'id', s.school_id, 'code', s.code, 'name', s.name, 'levels', to_jsonb(s.levels), 'wardCode', s.ward_code,
    'ownership', s.ownership, 'lon', s.lon, 'lat', s.lat, 'synthetic', s.synthetic, 'validFrom', ${isoOf(sql`s.valid_from`)}) AS record
  FROM school_version AS s WHERE s.valid_to = 'infinity'`;

function cameraPoints(at: Date, staleAfterMs: number): RawBuilder<unknown> {
  const stale = sql`make_interval(secs => ${staleAfterMs / 1_000})`;
  const isHeard = sql`k.observed_at >= ${at}::timestamptz - ${stale}`;
  return sql`SELECT 'camera-points', c.camera_id::text, c.school_id, jsonb_build_object(
      'id', c.camera_id, 'code', c.code, 'schoolId', c.school_id, 'zone', c.zone, 'bearing', c.bearing,
      'lon', s.lon, 'lat', s.lat,
      'state', CASE WHEN ${isHeard} THEN k.status ->> 'state' ELSE 'unknown' END,
      'since', ${isoOf(sql`(CASE WHEN ${isHeard} THEN k.since ELSE k.observed_at + ${stale} END)`)},
      'synthetic', c.synthetic)
    FROM camera_version AS c
    JOIN school_version AS s ON s.school_id = c.school_id AND s.valid_to = 'infinity'
    LEFT JOIN camera_current AS k ON k.camera_id = c.camera_id
    WHERE c.valid_to = 'infinity' AND c.zone = 'gate_street'`;
}

function alarms(at: Date): RawBuilder<unknown> {
  return sql`SELECT 'alarms', a.id::text, a.school_id, jsonb_build_object(
      'id', a.id, 'kind', a.kind, 'severity', a.severity, 'schoolId', a.school_id, 'cameraId', c.camera_id,
      'condition', a.condition, 'acknowledged', a.acknowledged, 'raisedAt', ${isoOf(sql`a.raised_at`)},
      'conditionSince', ${isoOf(sql`a.condition_since`)}, 'closedAt', ${isoOf(sql`a.closed_at`)},
      'synthetic', a.synthetic)
    FROM alarm AS a
    LEFT JOIN camera_version AS c
      ON c.camera_id = a.camera_id AND c.valid_to = 'infinity' AND c.zone = 'gate_street'
    WHERE a.closed_at IS NULL OR a.closed_at > ${at}::timestamptz - make_interval(days => ${closedAlarmDays})`;
}

/**
 * Writes down what differs from what was told last, numbered on from the head, whose lock the caller holds. `since` alone
 * is no difference, and stays while a state does. What goes over to another school is cancelled for those who hear of the
 * one, and is new with the next look for those who hear of the other.
 */
export async function tellDifferences(transaction: Transaction<Database>, at: Date, staleAfterMs: number) {
  await sql`WITH current AS (${schools} UNION ALL ${cameraPoints(at, staleAfterMs)} UNION ALL ${alarms(at)}),
    differing AS (
      SELECT coalesce(t.collection, o.collection) AS collection, coalesce(t.object_id, o.object_id) AS object_id,
        CASE WHEN m.moved THEN o.school_id ELSE coalesce(t.school_id, o.school_id) END AS school_id,
        coalesce(o.version, 0) + 1 AS version, o.first_number,
        CASE WHEN t.record IS NULL OR m.moved THEN 'CANCEL' WHEN o.record IS NULL THEN 'NEW' ELSE 'UPDATE' END AS event,
        CASE WHEN m.moved THEN NULL
          WHEN t.record ->> 'state' = o.record ->> 'state' THEN t.record || jsonb_build_object('since', o.record -> 'since')
          ELSE t.record END AS record
      FROM current AS t FULL JOIN feed_object AS o ON o.collection = t.collection AND o.object_id = t.object_id
      CROSS JOIN LATERAL (SELECT coalesce(o.record IS NOT NULL AND t.school_id <> o.school_id, false) AS moved) AS m
      WHERE (t.record - 'since') IS DISTINCT FROM (o.record - 'since')
    ), numbered AS (
      SELECT d.*, h.number + row_number() OVER (
        ORDER BY array_position(ARRAY['schools', 'camera-points', 'alarms'], d.collection), d.object_id) AS number
      FROM differing AS d CROSS JOIN feed_head AS h
    ), written AS (
      INSERT INTO feed_change (number, at, collection, object_id, school_id, event, version, record)
      SELECT number, ${at}, collection, object_id, school_id, event, version, record FROM numbered
    ), kept AS (
      INSERT INTO feed_object (collection, object_id, school_id, version, first_number, number, record)
      SELECT collection, object_id, school_id, version, coalesce(first_number, number), number, record FROM numbered
      ON CONFLICT (collection, object_id) DO UPDATE SET school_id = excluded.school_id, version = excluded.version,
        number = excluded.number, record = excluded.record
    )
    UPDATE feed_head SET looked_at = ${at}, number = number + (SELECT count(*) FROM numbered)`.execute(transaction);
}
