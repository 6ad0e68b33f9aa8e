import { randomBytes } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type TicketKey, ticketKeyTimes } from '@khue/domain/ticket';
import type { Database } from '../database.ts';
import type { Envelope } from '../envelope.ts';
import type { TicketKeyRepository } from '../store.ts';

/** Bound to the sealed key, so that it cannot be taken for a secret of another kind. */
function ownerOf(id: string): string {
  return `ticket key ${id}`;
}

async function readKeys(db: Kysely<Database>, vault: Envelope, at: Date): Promise<TicketKey[]> {
  const rows = await db
    .selectFrom('ticket_key')
    .selectAll()
    .where('expires_at', '>', at)
    .orderBy('signs_from')
    .execute();
  await vault.readyToOpen(
    db,
    rows.map((row) => row.key_id),
  );
  return rows.map(({ id, key_id, sealed, signs_from, expires_at }) => ({
    id,
    key: vault.openBytes({ keyId: key_id, sealed }, ownerOf(id)),
    signsFrom: signs_from.getTime(),
    expiresAt: expires_at.getTime(),
  }));
}

/** A first key signs at once: no gateway can hold another one. */
async function makeKey(db: Transaction<Database>, vault: Envelope, at: Date, isFirst: boolean): Promise<void> {
  const id = randomBytes(9).toString('base64url');
  await vault.readyToSeal(db);
  const { keyId, sealed } = vault.sealBytes(randomBytes(32), ownerOf(id));
  const signsFrom = new Date(at.getTime() + (isFirst ? 0 : ticketKeyTimes.signsAfterMs));
  const expiresAt = new Date(at.getTime() + ticketKeyTimes.lastsMs);
  await db
    .insertInto('ticket_key')
    .values({ id, key_id: keyId, sealed, made_at: at, signs_from: signsFrom, expires_at: expiresAt })
    .execute();
  await db.deleteFrom('ticket_key').where('expires_at', '<=', at).execute();
}

export function createTicketKeyRepository(db: Kysely<Database>, vault: Envelope): TicketKeyRepository {
  return {
    list: (at) => readKeys(db, vault, at),
    async renew(at) {
      return db.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('khue-ticket-keys'))`.execute(transaction);
        const newest = await transaction
          .selectFrom('ticket_key')
          .select('made_at')
          .where('expires_at', '>', at)
          .orderBy('made_at', 'desc')
          .limit(1)
          .executeTakeFirst();
        const isDue = newest === undefined || at.getTime() - newest.made_at.getTime() >= ticketKeyTimes.renewAfterMs;
        if (isDue) await makeKey(transaction, vault, at, newest === undefined);
        return readKeys(transaction, vault, at);
      });
    },
  };
}
