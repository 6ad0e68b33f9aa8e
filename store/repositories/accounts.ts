import { type Kysely, sql } from 'kysely';
import type { AccountRepository } from '../access.ts';
import type { Database } from '../database.ts';
import type { Envelope } from '../envelope.ts';
import { grantFirst } from './access.ts';
import { createAccountAdministration } from './accountAdministration.ts';
import { createIdentityRepository } from './identities.ts';
import { createKnownBrowserRepository } from './knownBrowsers.ts';
import { appendRows } from './logRows.ts';
import { accountOf, createPasswordRepository, hashPassword, oneTimePassword } from './passwords.ts';
import { createSecondFactorRepository } from './secondFactors.ts';
import { createSessionRepository } from './sessions.ts';
import { createSignInFailureRepository } from './signInFailures.ts';
import { createWallRepository } from './walls.ts';

export function createAccountRepository(db: Kysely<Database>, vault: Envelope): AccountRepository {
  return {
    ...createPasswordRepository(db),
    ...createSessionRepository(db),
    ...createSecondFactorRepository(db, vault),
    ...createSignInFailureRepository(db),
    ...createKnownBrowserRepository(db),
    ...createWallRepository(db),
    ...createIdentityRepository(db),
    ...createAccountAdministration(db),
    async createFirst(name, displayName, told) {
      return db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('khue-first-account'))`.execute(transaction);
        const existing = await transaction.selectFrom('account').select('id').limit(1).executeTakeFirst();
        if (existing !== undefined) return null;
        const password = oneTimePassword();
        const password_hash = await hashPassword(password);
        const row = await transaction
          .insertInto('account')
          .values({ name, display_name: displayName, password_hash, must_change_password: true })
          .returning(['id', 'name', 'display_name', 'kind'])
          .executeTakeFirstOrThrow();
        await grantFirst(transaction, row.id);
        const account = accountOf(row);
        await appendRows(transaction, told(account));
        return { account, password };
      });
    },
  };
}
