import { createHash } from 'node:crypto';
import { KhueError } from '@khue/domain/errors';
import { type Kysely, sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import type { Database } from '../database.ts';
import type { Envelope } from '../envelope.ts';
import type { SecondFactorRepository } from '../signIn.ts';
import { appendRows } from './logRows.ts';
import { readableSecret } from './passwords.ts';
import { closedUntil, countWrongCode } from './wrongCodes.ts';

const periodSeconds = 30;
const secretBytes = 20;
const recoveryCodeCount = 10;

/** RFC 6238 with what every app understands: SHA-1, six digits, half a minute. */
function totp(secret: string): TOTP {
  return new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: periodSeconds });
}

/** The half minute whose code this is, this one or a neighbour; null where it is none of theirs. */
function stepOf(secret: string, code: string, at: Date): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: at.getTime(), window: 1 });
  return delta === null ? null : Math.floor(at.getTime() / 1_000 / periodSeconds) + delta;
}

function codeDigest(code: string): Buffer {
  return createHash('sha256').update(code.trim().toLowerCase().replaceAll(/[\s-]/gu, '')).digest();
}

/** Bound into the seal, so that a secret cannot be moved to another account. */
function owner(accountId: string): string {
  return `second factor of ${accountId}`;
}

export function createSecondFactorRepository(db: Kysely<Database>, vault: Envelope): SecondFactorRepository {
  /** The account's secret, locked for this transaction; null where there is none in the wanted state. */
  async function secretOf(transaction: Kysely<Database>, accountId: string, state: 'offered' | 'in_force') {
    const row = await transaction
      .selectFrom('second_factor')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('confirmed_at', state === 'offered' ? 'is' : 'is not', null)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return null;
    await vault.readyToOpen(transaction, [row.key_id]);
    const secret = vault.open({ keyId: row.key_id, sealed: row.sealed }, owner(accountId));
    return { secret, lastStep: Number(row.last_step) };
  }

  async function useRecoveryCode(transaction: Kysely<Database>, accountId: string, code: string, at: Date) {
    const used = await transaction
      .updateTable('recovery_code')
      .set({ used_at: at })
      .where('account_id', '=', accountId)
      .where('code_sha256', '=', codeDigest(code))
      .where('used_at', 'is', null)
      .returning('account_id')
      .executeTakeFirst();
    return used === undefined ? null : 'recovery_code';
  }

  async function useKnownCode(
    transaction: Kysely<Database>,
    accountId: string,
    { secret, lastStep }: { readonly secret: string; readonly lastStep: number },
    code: string,
    at: Date,
  ) {
    const digits = code.replaceAll(/\s/gu, '');
    if (!/^\d{6}$/u.test(digits)) return useRecoveryCode(transaction, accountId, code, at);
    const step = stepOf(secret, digits, at);
    if (step === null || step <= lastStep) return null;
    await transaction
      .updateTable('second_factor')
      .set({ last_step: String(step) })
      .where('account_id', '=', accountId)
      .execute();
    return 'code';
  }

  return {
    async offerSecondFactor(accountId) {
      const secret = new Secret({ size: secretBytes }).base32;
      return db.transaction().execute(async (transaction) => {
        await vault.readyToSeal(transaction);
        const { keyId, sealed } = vault.seal(secret, owner(accountId));
        const { rows } = await sql<{ account_id: string }>`
          INSERT INTO second_factor (account_id, key_id, sealed) VALUES (${accountId}, ${keyId}, ${sealed})
          ON CONFLICT (account_id) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed, last_step = 0
          WHERE second_factor.confirmed_at IS NULL RETURNING account_id`.execute(transaction);
        return rows.length === 0 ? null : secret;
      });
    },
    async confirmSecondFactor(accountId, code, at, told) {
      return db.transaction().execute(async (transaction) => {
        const offered = await secretOf(transaction, accountId, 'offered');
        const step = offered === null ? null : stepOf(offered.secret, code, at);
        if (step === null) return null;
        await transaction
          .updateTable('second_factor')
          .set({ confirmed_at: at, last_step: String(step) })
          .where('account_id', '=', accountId)
          .execute();
        const codes = Array.from({ length: recoveryCodeCount }, () => readableSecret(4, 4));
        await transaction.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
        await transaction
          .insertInto('recovery_code')
          .values(codes.map((text) => ({ account_id: accountId, code_sha256: codeDigest(text) })))
          .execute();
        await appendRows(transaction, told());
        return codes;
      });
    },
    async useCode(accountId, code, at, bound, told) {
      return db.transaction().execute(async (transaction) => {
        const known = await secretOf(transaction, accountId, 'in_force');
        const until = (await closedUntil(transaction, bound, at, accountId)).get(accountId);
        if (until !== undefined) {
          const minutes = Math.ceil((until.getTime() - at.getTime()) / 60_000);
          throw new KhueError('KHUE_CODES_USED_UP', { minutes });
        }
        const used = known === null ? null : await useKnownCode(transaction, accountId, known, code, at);
        if (used !== null) return used;
        const usedUp = known !== null && (await countWrongCode(transaction, bound, at, accountId));
        await appendRows(transaction, told({ usedUp }));
        return null;
      });
    },
    codesUsedUp: (bound, at) => closedUntil(db, bound, at, null),
    async removeSecondFactor(accountId, told) {
      return db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
        await transaction.deleteFrom('wrong_code').where('account_id', '=', accountId).execute();
        const removed = await transaction
          .deleteFrom('second_factor')
          .where('account_id', '=', accountId)
          .returning('confirmed_at')
          .executeTakeFirst();
        const wasInForce = removed !== undefined && removed.confirmed_at !== null;
        if (wasInForce) await appendRows(transaction, told());
        return wasInForce;
      });
    },
    async recoveryCodesLeft(accountId) {
      const { left } = await db
        .selectFrom('recovery_code')
        .select((expression) => expression.fn.countAll<string>().as('left'))
        .where('account_id', '=', accountId)
        .where('used_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(left);
    },
  };
}
