import { type Kysely, sql } from 'kysely';
import { accountLimit } from '@khue/domain/administration';
import { KhueError } from '@khue/domain/errors';
import type { AccountAdministrationRepository, AccountState } from '../administration.ts';
import type { Database } from '../database.ts';
import { growEpoch, insertGrant } from './access.ts';
import { keepAdministrator } from './administrators.ts';
import { appendRows } from './logRows.ts';
import { accountOf, hashPassword, oneTimePassword, readableSecret } from './passwords.ts';

function states(db: Kysely<Database>) {
  return db
    .selectFrom('account')
    .leftJoin('second_factor', 'second_factor.account_id', 'account.id')
    .select(['account.id', 'account.name', 'account.display_name', 'account.kind', 'account.created_at'])
    .select(['disabled_at', 'last_sign_in_at', 'must_change_password', 'password_hash', 'confirmed_at'])
    .where('account.kind', '<>', 'wall');
}

type StateRow = Awaited<ReturnType<ReturnType<typeof states>['execute']>>[number];

function stateOf(row: StateRow): AccountState {
  return {
    account: accountOf(row),
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    lastSignInAt: row.last_sign_in_at,
    mustChangePassword: row.must_change_password,
    hasPassword: row.password_hash !== null,
    hasSecondFactor: row.confirmed_at !== null,
  };
}

/** A client's password lasts: nobody sits there to change it. 199 bits. */
function clientPassword(): string {
  return readableSecret(8, 5);
}

async function requireRoom(db: Kysely<Database>, name: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('khue-new-account'))`.execute(db);
  const taken = await db.selectFrom('account').select('id').where('name', '=', name).executeTakeFirst();
  if (taken !== undefined) throw new KhueError('KHUE_NAME_TAKEN', { name });
  const { count } = await db
    .selectFrom('account')
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  if (count >= accountLimit) throw new KhueError('KHUE_LIST_FULL', { limit: accountLimit });
}

export function createAccountAdministration(db: Kysely<Database>): AccountAdministrationRepository {
  return {
    async accountStates() {
      return (await states(db).orderBy('account.name').execute()).map(stateOf);
    },
    async accountState(id) {
      const row = await states(db).where('account.id', '=', id).executeTakeFirst();
      return row === undefined ? null : stateOf(row);
    },
    async accountNamed(name) {
      const row = await states(db).where('account.name', '=', name).executeTakeFirst();
      return row === undefined ? null : stateOf(row);
    },
    async createAccount({ name, displayName, kind, grant }, at, told) {
      const password = kind === 'client' ? clientPassword() : oneTimePassword();
      const password_hash = await hashPassword(password);
      return db.transaction().execute(async (transaction) => {
        await requireRoom(transaction, name);
        const row = await transaction
          .insertInto('account')
          .values({ name, display_name: displayName, kind, password_hash, must_change_password: kind === 'person' })
          .returning(['id', 'name', 'display_name', 'kind'])
          .executeTakeFirstOrThrow();
        await sql`UPDATE account SET created_at = ${at} WHERE id = ${row.id}`.execute(transaction);
        await growEpoch(transaction);
        const account = accountOf(row);
        const given = grant === undefined ? null : { ...grant, accountId: account.id };
        const grantId = given === null ? null : await insertGrant(transaction, given, null);
        await appendRows(transaction, told({ account, grantId }));
        return { account, password };
      });
    },
    async renameAccount(id, displayName, told) {
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('account')
          .select(['id', 'name', 'display_name', 'kind'])
          .where('id', '=', id)
          .where('kind', '<>', 'wall')
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return null;
        await transaction.updateTable('account').set({ display_name: displayName }).where('id', '=', id).execute();
        await growEpoch(transaction);
        const before = accountOf(row);
        await appendRows(transaction, told(before));
        return before;
      });
    },
    async disableAccount(id, at, told) {
      return db.transaction().execute(async (transaction) => {
        const disabled = await keepAdministrator(transaction, async () => {
          const row = await transaction
            .updateTable('account')
            .set({ disabled_at: at })
            .where('id', '=', id)
            .where('kind', '<>', 'wall')
            .where('disabled_at', 'is', null)
            .returning(['id', 'name', 'display_name', 'kind'])
            .executeTakeFirst();
          if (row === undefined) return null;
          const ended = await transaction.deleteFrom('session').where('account_id', '=', id).returning('id').execute();
          await growEpoch(transaction);
          return { account: accountOf(row), sessionIds: ended.map((session) => session.id) };
        });
        if (disabled !== null) await appendRows(transaction, told(disabled));
        return disabled;
      });
    },
    async enableAccount(id, told) {
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('account')
          .set({ disabled_at: null })
          .where('id', '=', id)
          .where('kind', '<>', 'wall')
          .where('disabled_at', 'is not', null)
          .returning(['id', 'name', 'display_name', 'kind'])
          .executeTakeFirst();
        if (row === undefined) return null;
        await growEpoch(transaction);
        const account = accountOf(row);
        await appendRows(transaction, told(account));
        return account;
      });
    },
  };
}
