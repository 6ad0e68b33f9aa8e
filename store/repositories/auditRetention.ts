import { type Kysely, sql, type Transaction } from 'kysely';
import type { LogEntry } from '@khue/domain/log';
import type { AuditRetentionRepository } from '../audit.ts';
import type { Database } from '../database.ts';
import { appendRows } from './logRows.ts';

/** Small: each portion is a transaction of its own. A text may have 600,000 characters, a camera 48 of them. */
const portionPieces = 1_000;
const portionCameras = 200;

async function note(
  transaction: Transaction<Database>,
  at: Date,
  entry: Pick<LogEntry, 'action' | 'object' | 'details'>,
): Promise<void> {
  const nobody = { actorId: null, actorName: 'ingest', address: null, sessionId: null, result: 'done' } as const;
  await appendRows(transaction, [{ at, entry: { ...nobody, ...entry } }]);
}

/** How long what audits found is kept, and what lets it go. */
export function createAuditRetention(db: Kysely<Database>): AuditRetentionRepository {
  async function ruleOf(subject: string): Promise<{ readonly months: number; readonly source: string }> {
    const rule = await db
      .selectFrom('retention_rule')
      .select(['months', 'source'])
      .where('subject', '=', subject)
      .where('valid_from', '<=', sql<Date>`now()`)
      .orderBy('valid_from', 'desc')
      .executeTakeFirst();
    if (rule === undefined) throw new Error(`no retention of ${subject} is in force (table retention_rule)`);
    return rule;
  }

  return {
    async auditRetention() {
      const [evidence, findings] = await Promise.all([ruleOf('audit_evidence'), ruleOf('audit_findings')]);
      return { evidence, findings };
    },
    async expireEvidence(at) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ gone: number; kept_months: number }>`
          SELECT * FROM expire_audit_evidence(${portionPieces})`.execute(transaction);
        const [{ gone, kept_months: months } = { gone: 0, kept_months: 0 }] = rows;
        const details = { count: gone, months };
        if (gone > 0) await note(transaction, at, { action: 'audit.evidence_expired', object: null, details });
        return gone;
      });
    },
    async expireFindings(at) {
      return db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ campaign: string; title: string; is_over: boolean; kept_months: number }>`
          SELECT * FROM expire_audit_findings(${portionCameras})`.execute(transaction);
        const [found] = rows;
        if (found === undefined) return false;
        const object = { kind: 'audit' as const, id: found.campaign, name: found.title };
        const details = { months: found.kept_months };
        if (found.is_over) await note(transaction, at, { action: 'audit.findings_expired', object, details });
        return true;
      });
    },
  };
}
