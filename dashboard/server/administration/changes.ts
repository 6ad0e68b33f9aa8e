import type { FastifyRequest } from 'fastify';
import { reachesBeyond } from '@khue/domain/accessReview';
import { KhueError } from '@khue/domain/errors';
import type { LogAction, LogEntry } from '@khue/domain/log';
import { cleanText } from '@khue/domain/text';
import type { AccountState } from '@khue/store/administration';
import type { DatedEntry } from '@khue/store/told';
import { rightsOf, signedIn } from '../access/guard.ts';
import type { DashboardParts } from '../parts.ts';

/** What a change was made to, and how. */
interface Change {
  readonly action: LogAction;
  readonly object: NonNullable<LogEntry['object']>;
  readonly details?: LogEntry['details'];
}

/** A name as it is kept; throws KHUE_INPUT_INVALID where nothing is left of it. */
export function requireText(text: string, field: string): string {
  const clean = cleanText(text);
  if (clean === '') throw new KhueError('KHUE_INPUT_INVALID', { fields: field });
  return clean;
}

/** What the one who asks has changed, for the store to write down together with the change. */
export function changesBy(
  request: FastifyRequest,
  { clock }: DashboardParts,
  changes: readonly Change[],
): readonly DatedEntry[] {
  const { account, sessionId } = signedIn(request);
  const who = { actorId: account.id, actorName: account.name, address: request.ip, sessionId };
  const at = new Date(clock.now());
  return changes.map(({ action, object, details = {} }) => ({
    entry: { ...who, action, object, result: 'done', details },
    at,
  }));
}

/**
 * The account that is to be changed. Throws KHUE_NOT_FOUND, and KHUE_BEYOND_OWN_RIGHTS where it may do what the one who
 * asks may neither do nor grant: whoever sets its password could sign in as it.
 */
export async function accountToChange(
  { store, clock }: DashboardParts,
  request: FastifyRequest,
  id: string,
): Promise<AccountState> {
  const state = await store.accounts.accountState(id);
  if (state === null) throw new KhueError('KHUE_NOT_FOUND');
  const mine = rightsOf(request);
  if (mine.holds('access.manage')) return state;
  const his = await store.access.holdings(id);
  if (reachesBeyond(his, mine.holdings, clock.now())) throw new KhueError('KHUE_BEYOND_OWN_RIGHTS');
  return state;
}
