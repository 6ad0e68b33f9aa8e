import type { LogEntry } from '@khue/domain/log';
import type { Account } from '@khue/store/access';

/** The account that a new installation begins with; the store gives it a one-time password of its own. */
export const firstAccount = { name: 'quantri', displayName: 'Quản trị' } as const;

/** What the log says of it; `command` made it. */
export function accountCreated({ id, name }: Account, command: string): LogEntry {
  return {
    actorId: null,
    actorName: command,
    action: 'account.created',
    object: { kind: 'account', id, name },
    result: 'done',
    address: null,
    sessionId: null,
    details: {},
  };
}
