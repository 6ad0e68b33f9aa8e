import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import {
  type Alarm,
  type AlarmRule,
  type AlarmTransition,
  alarmRuleSchema,
  alarmSchema,
  alarmSeveritySchema,
  alarmTransitionSchema,
} from '@khue/domain/alarm';
import type { AlarmChange, AlarmRepository } from '../alarms.ts';
import type { Database } from '../database.ts';
import type { DatedEntry } from '../told.ts';
import { appendRows } from './logRows.ts';
import { ofSchools } from './ofSchools.ts';
import { validAt } from './validTime.ts';

type AlarmRow = Selectable<Database['alarm']>;

function moment(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

function alarmOf(row: AlarmRow): Alarm {
  return alarmSchema.parse({
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    schoolId: row.school_id,
    schoolName: row.school_name,
    cameraId: row.camera_id,
    cameraName: row.camera_name,
    condition: row.condition,
    acknowledged: row.acknowledged,
    raisedAt: moment(row.raised_at),
    conditionSince: moment(row.condition_since),
    acknowledgedBy: row.acknowledged_by,
    acknowledgedAt: moment(row.acknowledged_at),
    shelvedUntil: moment(row.shelved_until),
    shelvedBy: row.shelved_by,
    closedAt: moment(row.closed_at),
    cameras: row.cameras,
    recurrences: row.recurrences,
    version: row.version,
    synthetic: row.synthetic,
  });
}

/** A row as JSON for `json_populate_recordset`. */
function rowOf(alarm: Alarm): Record<string, unknown> {
  return {
    id: alarm.id,
    kind: alarm.kind,
    severity: alarm.severity,
    school_id: alarm.schoolId,
    school_name: alarm.schoolName,
    camera_id: alarm.cameraId,
    camera_name: alarm.cameraName,
    condition: alarm.condition,
    acknowledged: alarm.acknowledged,
    raised_at: alarm.raisedAt,
    condition_since: alarm.conditionSince,
    acknowledged_by: alarm.acknowledgedBy,
    acknowledged_at: alarm.acknowledgedAt,
    shelved_until: alarm.shelvedUntil,
    shelved_by: alarm.shelvedBy,
    closed_at: alarm.closedAt,
    cameras: alarm.cameras,
    recurrences: alarm.recurrences,
    version: alarm.version,
    synthetic: alarm.synthetic,
  };
}

function transitionRow({ alarmId, actorId, actorName, ...line }: AlarmTransition): Record<string, unknown> {
  return { ...line, alarm_id: alarmId, actor_id: actorId, actor_name: actorName };
}

async function updateSeen(db: Kysely<Database>, changes: readonly AlarmChange[]): Promise<string[]> {
  if (changes.length === 0) return [];
  const { rows } = await sql<{ id: string }>`UPDATE alarm SET severity = n.severity, condition = n.condition,
      acknowledged = n.acknowledged, condition_since = n.condition_since, acknowledged_by = n.acknowledged_by,
      acknowledged_at = n.acknowledged_at, shelved_until = n.shelved_until, shelved_by = n.shelved_by,
      closed_at = n.closed_at, cameras = n.cameras, recurrences = n.recurrences, version = n.version
    FROM json_populate_recordset(NULL::alarm, ${JSON.stringify(changes.map(({ alarm }) => rowOf(alarm)))}::json) AS n
    JOIN unnest(${changes.map(({ alarm }) => alarm.id)}::uuid[], ${changes.map(({ seen }) => seen)}::int[]) AS s(id, seen)
      ON s.id = n.id
    WHERE alarm.id = n.id AND alarm.version = s.seen AND alarm.closed_at IS NULL
    RETURNING alarm.id`.execute(db);
  return rows.map(({ id }) => id);
}

async function insertNew(db: Kysely<Database>, changes: readonly AlarmChange[]): Promise<string[]> {
  if (changes.length === 0) return [];
  const { rows } = await sql<{ id: string }>`INSERT INTO alarm
    SELECT * FROM json_populate_recordset(NULL::alarm, ${JSON.stringify(changes.map(({ alarm }) => rowOf(alarm)))}::json)
    ON CONFLICT DO NOTHING RETURNING id`.execute(db);
  return rows.map(({ id }) => id);
}

/** What ends makes room for what begins: two open ones of one object never stand beside each other. */
async function write(transaction: Transaction<Database>, changes: readonly AlarmChange[]): Promise<Set<string>> {
  const inOrder = changes.toSorted((a, b) => (a.alarm.id < b.alarm.id ? -1 : 1));
  const updated = await updateSeen(
    transaction,
    inOrder.filter(({ seen }) => seen !== null),
  );
  const inserted = await insertNew(
    transaction,
    inOrder.filter(({ seen }) => seen === null),
  );
  const written = new Set([...updated, ...inserted]);
  const lines = inOrder.filter(({ alarm }) => written.has(alarm.id)).flatMap(({ transitions }) => transitions);
  await sql`INSERT INTO alarm_transition (alarm_id, version, at, kind, actor_id, actor_name, comment)
    SELECT alarm_id, version, at, kind, actor_id, actor_name, comment
    FROM json_populate_recordset(NULL::alarm_transition, ${JSON.stringify(lines.map(transitionRow))}::json)`.execute(
    transaction,
  );
  return written;
}

function ruleOf(row: Selectable<Database['alarm_rule']>): AlarmRule {
  return alarmRuleSchema.parse({
    kind: row.kind,
    enabled: row.enabled,
    severity: row.severity,
    onDelayS: row.on_delay_s,
    offDelayS: row.off_delay_s,
    threshold: row.threshold,
    source: row.source,
  });
}

async function replaceRule(transaction: Transaction<Database>, rule: AlarmRule, at: Date): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('khue-alarm-rule'))`.execute(transaction);
  // A version that began at this very moment, or a moment later by another clock, is corrected in place.
  await sql`DELETE FROM alarm_rule WHERE kind = ${rule.kind} AND valid_from >= ${at}`.execute(transaction);
  await sql`UPDATE alarm_rule SET valid_to = ${at} WHERE kind = ${rule.kind} AND valid_to > ${at}`.execute(transaction);
  await transaction
    .insertInto('alarm_rule')
    .values({
      kind: rule.kind,
      enabled: rule.enabled,
      severity: rule.severity,
      on_delay_s: rule.onDelayS,
      off_delay_s: rule.offDelayS,
      threshold: rule.threshold,
      source: rule.source,
      valid_from: at,
    })
    .execute();
}

function createRules(db: Kysely<Database>): Pick<AlarmRepository, 'rules' | 'saveRule'> {
  return {
    async rules() {
      const query = db.selectFrom('alarm_rule').selectAll().where(validAt('alarm_rule', undefined)).orderBy('kind');
      return (await query.execute()).map(ruleOf);
    },
    async saveRule(rule, at, told) {
      await db.transaction().execute(async (transaction) => {
        await replaceRule(transaction, rule, at);
        await appendRows(transaction, told());
      });
    },
  };
}

function expired(at: Date, details: { readonly count: number; readonly months: number }): DatedEntry {
  const nobody = { actorId: null, actorName: 'ingest', object: null, address: null, sessionId: null };
  return { at, entry: { ...nobody, action: 'alarm.expired', result: 'done', details } };
}

/** Small: each portion is a transaction of its own. */
const portionRows = 5_000;

async function expire(db: Kysely<Database>, at: Date): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{
      gone: number;
      kept_months: number;
    }>`SELECT * FROM expire_alarms(${portionRows})`.execute(transaction);
    const [{ gone, kept_months: months } = { gone: 0, kept_months: 0 }] = rows;
    if (gone > 0) await appendRows(transaction, [expired(at, { count: gone, months })]);
    return gone;
  });
}

/** The database's clock decides, so that processes need not agree on the time. */
function createLease(db: Kysely<Database>): Pick<AlarmRepository, 'holdLease' | 'releaseLease'> {
  return {
    async holdLease(holder, forMs) {
      const { rows } = await sql`INSERT INTO alarm_lease (holder, until)
        VALUES (${holder}, now() + ${forMs} * interval '1 millisecond')
        ON CONFLICT (single) DO UPDATE SET holder = excluded.holder, until = excluded.until
        WHERE alarm_lease.holder = excluded.holder OR alarm_lease.until <= now()
        RETURNING holder`.execute(db);
      return rows.length > 0;
    },
    async releaseLease(holder) {
      await db.deleteFrom('alarm_lease').where('holder', '=', holder).execute();
    },
  };
}

const severityRank = sql`array_position(${[...alarmSeveritySchema.options]}::text[], severity)`;
const severityOf = (rank: number | null) => (rank === null ? null : (alarmSeveritySchema.options[rank - 1] ?? null));

interface CountRow {
  readonly school_id: string;
  readonly open: number;
  readonly unacknowledged: number;
  readonly shelved: number;
  readonly worst: number | null;
}

/** Those not over, as a desk works through them. */
function createDeskReading(db: Kysely<Database>): Pick<AlarmRepository, 'first' | 'bySchool'> {
  return {
    async first(schools, limit) {
      const query = db.selectFrom('alarm').selectAll().where('closed_at', 'is', null).where(ofSchools(schools));
      const rows = await query
        .orderBy(sql`CASE WHEN shelved_until IS NOT NULL THEN 2 WHEN acknowledged THEN 1 ELSE 0 END`)
        .orderBy(severityRank)
        .orderBy('raised_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(alarmOf);
    },
    async bySchool(schools) {
      const { rows } = await sql<CountRow>`SELECT school_id, count(*) FILTER (WHERE shelved_until IS NULL)::int AS open,
          count(*) FILTER (WHERE shelved_until IS NULL AND NOT acknowledged)::int AS unacknowledged,
          count(*) FILTER (WHERE shelved_until IS NOT NULL)::int AS shelved,
          coalesce(min(${severityRank}) FILTER (WHERE shelved_until IS NULL AND NOT acknowledged),
            min(${severityRank}) FILTER (WHERE shelved_until IS NULL)) AS worst
        FROM alarm WHERE closed_at IS NULL AND ${ofSchools(schools)} GROUP BY school_id`.execute(db);
      return rows.map(({ school_id: schoolId, worst, ...counts }) => ({
        schoolId,
        ...counts,
        worst: severityOf(worst),
      }));
    },
  };
}

export function createAlarmRepository(db: Kysely<Database>): AlarmRepository {
  return {
    ...createRules(db),
    ...createLease(db),
    ...createDeskReading(db),
    async open(schools) {
      const query = db.selectFrom('alarm').selectAll().where('closed_at', 'is', null).where(ofSchools(schools));
      return (await query.execute()).map(alarmOf);
    },
    async shelved() {
      const query = db.selectFrom('alarm').selectAll().where('closed_at', 'is', null);
      return (await query.where('shelved_until', 'is not', null).execute()).map(alarmOf);
    },
    async closed({ schools, kind, limit, before }) {
      let query = db.selectFrom('alarm').selectAll().where('closed_at', 'is not', null).where(ofSchools(schools));
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (before !== undefined)
        query = query.where(sql<boolean>`(closed_at, id) < (${before.closedAt}, ${before.id}::uuid)`);
      return (await query.orderBy('closed_at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(alarmOf);
    },
    async retention() {
      const { rows } = await sql<{ months: number; source: string }>`SELECT months, source FROM retention_rule
        WHERE subject = 'alarms' AND valid_from <= now() ORDER BY valid_from DESC LIMIT 1`.execute(db);
      const [retention] = rows;
      if (retention === undefined) throw new Error('no retention of alarms is in force (table retention_rule)');
      return retention;
    },
    expire: (at) => expire(db, at),
    async find(id) {
      const row = await db.selectFrom('alarm').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : alarmOf(row);
    },
    async transitions(alarmId, limit) {
      const query = db.selectFrom('alarm_transition').selectAll().where('alarm_id', '=', alarmId);
      const rows = await query.orderBy('version', 'desc').limit(limit).execute();
      return rows.toReversed().map((row) =>
        alarmTransitionSchema.parse({
          alarmId: row.alarm_id,
          version: row.version,
          at: moment(row.at),
          kind: row.kind,
          actorId: row.actor_id,
          actorName: row.actor_name,
          comment: row.comment,
        }),
      );
    },
    async record(changes) {
      return db.transaction().execute((transaction) => write(transaction, changes));
    },
    async act(change, told) {
      return db.transaction().execute(async (transaction) => {
        const written = await write(transaction, [change]);
        if (!written.has(change.alarm.id)) return false;
        await appendRows(transaction, told());
        return true;
      });
    },
  };
}
