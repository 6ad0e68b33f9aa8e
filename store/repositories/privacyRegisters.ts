import { type Kysely, type RawBuilder, sql } from 'kysely';
import {
  clockRuleSchema,
  type Incident,
  incidentSchema,
  type IncidentStep,
  publicHolidaySchema,
  type SubjectRequest,
  subjectRequestSchema,
  type SubjectRequestStep,
} from '@khue/domain/privacy';
import type { Database } from '../database.ts';
import type { RegisterRepository } from '../privacy.ts';
import { appendRows } from './logRows.ts';

interface RequestRow {
  readonly id: string;
  readonly reference: string;
  readonly kind: string;
  readonly received_at: Date;
  readonly school_id: string | null;
  readonly summary: string;
  readonly acknowledged_at: Date | null;
  readonly extended_at: Date | null;
  readonly closed_at: Date | null;
  readonly outcome: string | null;
}

function iso(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}

function requestOf(row: RequestRow): SubjectRequest {
  return subjectRequestSchema.parse({
    id: row.id,
    reference: row.reference,
    kind: row.kind,
    receivedAt: row.received_at.toISOString(),
    schoolId: row.school_id,
    summary: row.summary,
    acknowledgedAt: iso(row.acknowledged_at),
    extendedAt: iso(row.extended_at),
    closedAt: iso(row.closed_at),
    outcome: row.outcome,
  });
}

interface IncidentRow {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly discovered_at: Date;
  readonly description: string;
  readonly first_notice_at: Date | null;
  readonly reported_at: Date | null;
  readonly closed_at: Date | null;
  readonly outcome: string | null;
}

function incidentOf(row: IncidentRow): Incident {
  return incidentSchema.parse({
    id: row.id,
    title: row.title,
    level: row.level,
    discoveredAt: row.discovered_at.toISOString(),
    description: row.description,
    firstNoticeAt: iso(row.first_notice_at),
    reportedAt: iso(row.reported_at),
    closedAt: iso(row.closed_at),
    outcome: row.outcome,
  });
}

/** What a step sets, where it was not taken before. */
function requestStep(step: SubjectRequestStep, at: Date, outcome: string | null): RawBuilder<unknown> {
  switch (step) {
    case 'acknowledge':
      return sql`acknowledged_at = ${at} WHERE acknowledged_at IS NULL`;
    case 'extend':
      return sql`extended_at = ${at} WHERE extended_at IS NULL`;
    case 'close':
      return sql`closed_at = ${at}, outcome = ${outcome ?? ''} WHERE true`;
    default:
      return step satisfies never;
  }
}

function incidentStep(step: IncidentStep, at: Date, outcome: string | null): RawBuilder<unknown> {
  switch (step) {
    case 'raise':
      return sql`level = 'serious' WHERE level = 'normal'`;
    case 'first_notice':
      return sql`first_notice_at = ${at} WHERE first_notice_at IS NULL AND level = 'serious'`;
    case 'report':
      return sql`reported_at = ${at} WHERE reported_at IS NULL`;
    case 'close':
      return sql`closed_at = ${at}, outcome = ${outcome ?? ''} WHERE true`;
    default:
      return step satisfies never;
  }
}

const openFirst = sql`(closed_at IS NULL) DESC`;

export function createRegisterRepository(db: Kysely<Database>): RegisterRepository {
  return {
    async clockRules() {
      const rows = await db.selectFrom('clock_rule').selectAll().orderBy('key').orderBy('valid_from').execute();
      return rows.map(({ key, amount, unit, source, valid_from, valid_to }) =>
        clockRuleSchema.parse({ key, amount, unit, source, validFrom: valid_from, validTo: valid_to }),
      );
    },
    async publicHolidays() {
      const rows = await db.selectFrom('public_holiday').selectAll().orderBy('day').execute();
      return rows.map((row) => publicHolidaySchema.parse(row));
    },
    async subjectRequests(limit) {
      const rows = await db
        .selectFrom('subject_request')
        .selectAll()
        .orderBy(openFirst)
        .orderBy('received_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(requestOf);
    },
    async subjectRequest(id) {
      const row = await db.selectFrom('subject_request').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : requestOf(row);
    },
    async addSubjectRequest({ reference, kind, receivedAt, schoolId, summary }, told) {
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .insertInto('subject_request')
          .values({ reference, kind, received_at: new Date(receivedAt), school_id: schoolId, summary })
          .onConflict((conflict) => conflict.column('reference').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (row === undefined) return null;
        await appendRows(transaction, told(row.id));
        return row.id;
      });
    },
    async stepSubjectRequest(id, step, at, outcome, told) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql`UPDATE subject_request SET ${requestStep(step, at, outcome)}
          AND id = ${id} AND closed_at IS NULL RETURNING id`.execute(transaction);
        if (rows.length > 0) await appendRows(transaction, told());
        return rows.length > 0;
      });
    },
    async incidents(limit) {
      const rows = await db
        .selectFrom('incident')
        .selectAll()
        .orderBy(openFirst)
        .orderBy('discovered_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(incidentOf);
    },
    async incident(id) {
      const row = await db.selectFrom('incident').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : incidentOf(row);
    },
    async addIncident({ title, level, discoveredAt, description }, told) {
      return db.transaction().execute(async (transaction) => {
        const { id } = await transaction
          .insertInto('incident')
          .values({ title, level, discovered_at: new Date(discoveredAt), description })
          .returning('id')
          .executeTakeFirstOrThrow();
        await appendRows(transaction, told(id));
        return id;
      });
    },
    async stepIncident(id, step, at, outcome, told) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql`UPDATE incident SET ${incidentStep(step, at, outcome)}
          AND id = ${id} AND closed_at IS NULL RETURNING id`.execute(transaction);
        if (rows.length > 0) await appendRows(transaction, told());
        return rows.length > 0;
      });
    },
  };
}
