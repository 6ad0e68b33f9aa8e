import type { FastifyRequest } from 'fastify';
import { reachesBeyond } from '@khue/domain/accessReview';
import { KhueError } from '@khue/domain/errors';
import type { LogAction, LogEntry } from '@khue/domain/log';
import { cleanText } from '@khue/domain/text';
import type { AccountState } from '@khue/store/administration';
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

/** Writes down what the one who asks has changed. */
export async function tellChanges(
  { store, clock }: DashboardParts,
  request: FastifyRequest,
  changes: readonly Change[],
): Promise<void> {
  const { account, sessionId } = signedIn(request);
  const who = { actorId: account.id, actorName: account.name, address: request.ip, sessionId };
  const entries = changes.map(
    ({ action, object, details = {} }): LogEntry => ({ ...who, action, object, result: 'done', details }),
  );
  await store.log.append(entries, new Date(clock.now()));
}

/** The same for one change. */
export async function tellChange(parts: DashboardParts, request: FastifyRequest, change: Change): Promise<void> {
  await tellChanges(parts, request, [change]);
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
