import type { LogAction, LogEntry } from '@khue/domain/log';
import type { Account } from '@khue/store/access';
import type { AdoptedIdentity } from '@khue/store/signIn';

interface Step {
  /** Known account, or what a stranger called himself. */
  readonly who: Pick<Account, 'id' | 'name'> | string;
  readonly action: LogAction;
  readonly result?: LogEntry['result'];
  readonly address: string;
  readonly sessionId?: string | null;
  readonly object?: LogEntry['object'];
  readonly details?: LogEntry['details'];
}

/** A step of signing in, as the log takes it. */
export function stepEntry({
  who,
  action,
  result = 'done',
  address,
  sessionId = null,
  object = null,
  details = {},
}: Step): LogEntry {
  const known = typeof who === 'string' ? null : who;
  return {
    actorId: known?.id ?? null,
    actorName: (typeof who === 'string' ? who : who.name).slice(0, 200),
    action,
    object,
    result,
    address: address.slice(0, 64),
    sessionId,
    details,
  };
}

/** An account as the object of an entry. */
export function accountObject(account: Pick<Account, 'id' | 'name'>): NonNullable<LogEntry['object']> {
  return { kind: 'account', id: account.id, name: account.name };
}

/** A line for each session that was ended. */
export function closedEntries(
  account: Account,
  sessionIds: readonly string[],
  address: string,
  reason: string,
): LogEntry[] {
  const step = { who: account, address, object: accountObject(account), details: { reason } };
  return sessionIds.map((sessionId) => stepEntry({ ...step, action: 'session.closed', sessionId }));
}

/** What a sign-in through the identity provider changed: nothing most often. */
export function adoptionEntries({ account, created, added, ended }: AdoptedIdentity, address: string): LogEntry[] {
  const step = { who: account, address, object: accountObject(account) };
  const way = 'identity_provider';
  const entries: LogEntry[] = [];
  if (created) entries.push(stepEntry({ ...step, action: 'account.created', details: { way } }));
  if (added > 0) entries.push(stepEntry({ ...step, action: 'grant.added', details: { count: added, way } }));
  if (ended > 0) entries.push(stepEntry({ ...step, action: 'grant.ended', details: { count: ended, way } }));
  return entries;
}
