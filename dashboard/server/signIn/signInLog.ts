import type { LogAction, LogEntry } from '@khue/domain/log';
import type { Account } from '@khue/store/access';

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
