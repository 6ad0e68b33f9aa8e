import { type Kysely, sql } from 'kysely';
import { type Database, openDatabase } from './database.ts';
import { createEnvelope, makeFirstDataKey } from './envelope.ts';
import { createAccessRepository } from './repositories/access.ts';
import { createAccountRepository } from './repositories/accounts.ts';
import { createAlarmRepository } from './repositories/alarms.ts';
import { createAuditRepository } from './repositories/audits.ts';
import { createCameraRepository } from './repositories/cameras.ts';
import { createFeedRepository } from './repositories/feed.ts';
import { createImportRepository } from './repositories/imports.ts';
import { createLogRepository } from './repositories/log.ts';
import { createPrivacyRepository } from './repositories/privacy.ts';
import { createSchoolRepository } from './repositories/schools.ts';
import { createSecretRepository } from './repositories/secrets.ts';
import { createStatisticsRepository } from './repositories/statistics.ts';
import { createStatusRepository } from './repositories/statuses.ts';
import { createTicketKeyRepository } from './repositories/ticketKeys.ts';
import { createUnitRepository } from './repositories/units.ts';
import type { DatabaseEdition, Store, StoreConfig } from './store.ts';
import { createVault, type Vault } from './vault.ts';

const keyCheckText = 'khue';
/** No statement of the store should take longer: the slowest, a batch of 5,000 versions, takes about a second. */
const statementDeadlineMs = 60_000;

async function detectEdition(db: Kysely<Database>): Promise<{ edition: DatabaseEdition; version: string }> {
  const { rows } = await sql<{ server: string; timescale: string | null; license: string | null }>`
    SELECT current_setting('server_version') AS server,
      (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS timescale,
      current_setting('timescaledb.license', true) AS license`.execute(db);
  const found = rows[0];
  const server = `PostgreSQL ${found?.server.split(' ')[0] ?? '?'}`;
  if (found === undefined || found.timescale === null) return { edition: 'postgresql', version: server };
  const edition = found.license === 'apache' ? 'apache' : 'community';
  return { edition, version: `${server} · TimescaleDB ${found.timescale}` };
}

/** Opens the check text of every key that was ever used; the first use of a key stores one. */
async function checkKeys(db: Kysely<Database>, vault: Vault): Promise<void> {
  const checks = await db.selectFrom('secret_key_check').selectAll().execute();
  for (const check of checks) vault.open({ keyId: check.key_id, sealed: check.sealed }, keyCheckText);
  if (checks.some((check) => check.key_id === vault.activeKeyId)) return;
  const { keyId, sealed } = vault.seal(keyCheckText, keyCheckText);
  await db
    .insertInto('secret_key_check')
    .values({ key_id: keyId, sealed })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Opens the store on a migrated database. Throws KHUE_SECRET_KEY_WRONG where the keys do not open what was sealed
 * before, and the driver's error where the database does not answer.
 */
export async function openStore(config: StoreConfig): Promise<Store> {
  const db = openDatabase({ ...config, statementDeadlineMs });
  try {
    const keys = { keys: config.secretKeys, activeKeyId: config.activeKeyId };
    const { edition, version } = await detectEdition(db);
    await checkKeys(db, createVault(keys.keys, keys.activeKeyId));
    const vault = createEnvelope({ keys, reread: config.rereadSecretKeys });
    await makeFirstDataKey(db, vault);
    return {
      edition,
      version,
      units: createUnitRepository(db),
      schools: createSchoolRepository(db),
      cameras: createCameraRepository(db, vault),
      statuses: createStatusRepository(db),
      imports: createImportRepository(db, vault),
      accounts: createAccountRepository(db, vault),
      access: createAccessRepository(db),
      log: createLogRepository(db),
      privacy: createPrivacyRepository(db),
      statistics: createStatisticsRepository(db),
      feed: createFeedRepository(db),
      ticketKeys: createTicketKeyRepository(db, vault),
      audits: createAuditRepository(db),
      secrets: createSecretRepository(db, vault),
      alarms: createAlarmRepository(db),
      async ping(signal) {
        signal.throwIfAborted();
        const late = new Promise<never>((_done, failed) => {
          signal.addEventListener('abort', () => failed(new Error('the database does not answer')), { once: true });
        });
        await Promise.race([sql`SELECT 1`.execute(db), late]);
      },
      async close() {
        await db.destroy();
      },
    };
  } catch (cause) {
    await db.destroy();
    throw cause;
  }
}
