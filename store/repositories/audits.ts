import type { Kysely } from 'kysely';
import type { AuditRepository } from '../audit.ts';
import type { Database } from '../database.ts';
import { createAuditBoard } from './auditBoard.ts';
import { createAuditCampaigns } from './auditCampaigns.ts';
import { createAuditFindings } from './auditFindings.ts';
import { createAuditRegisters } from './auditRegisters.ts';
import { createAuditRetention } from './auditRetention.ts';
import { createAuditTasks } from './auditTasks.ts';

export function createAuditRepository(db: Kysely<Database>): AuditRepository {
  return {
    ...createAuditRegisters(db),
    ...createAuditCampaigns(db),
    ...createAuditTasks(db),
    ...createAuditFindings(db),
    ...createAuditBoard(db),
    ...createAuditRetention(db),
  };
}
