import { systemClock } from '@khue/domain/clock';
import type { Account } from '@khue/store/access';
import type { Told } from '@khue/store/told';

/** The account that a new installation begins with; the store gives it a one-time password of its own. */
export const firstAccount = { name: 'quantri', displayName: 'Quản trị' } as const;

/** What the log is told of it; `command` made it. */
export function accountCreated(command: string): Told<Account> {
  return ({ id, name }) => [
    {
      at: new Date(systemClock.now()),
      entry: {
        actorId: null,
        actorName: command,
        action: 'account.created',
        object: { kind: 'account', id, name },
        result: 'done',
        address: null,
        sessionId: null,
        details: {},
      },
    },
  ];
}
