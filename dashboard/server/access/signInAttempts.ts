import { isIPv6 } from 'node:net';
import type { Clock } from '@khue/domain/clock';
import { KhueError } from '@khue/domain/errors';
import type { SignInFailureRepository } from '@khue/store/signIn';

/** Password hashing is dear on purpose: more at once are told to wait. */
const checkLimit = 8;

/** What one party commands: an IPv4 address, or the first 64 bits of an IPv6 one. */
export function addressGroup(address: string): string {
  if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const gap = address.includes('::')
    ? Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
    : [];
  return [...first, ...gap, ...last].slice(0, 4).join(':');
}

/**
 * Slows guessing down: waits that grow with failures per account, per address and for both together
 * (domain/signInRules.ts). Counted in the store, so that neither a restart nor a second dashboard starts anew.
 */
export class SignInAttempts {
  readonly #store: SignInFailureRepository;
  readonly #clock: Clock;
  #checking = 0;

  constructor(store: SignInFailureRepository, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Runs a check of something secret, counted as failed before it begins and forgiven where it gives anything but null.
   * Throws KHUE_TOO_MANY_ATTEMPTS while a wait runs, or where eight checks run already.
   */
  async check<Result>(
    accountName: string,
    address: string,
    work: () => Promise<Result | null>,
  ): Promise<Result | null> {
    if (this.#checking >= checkLimit) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: 1 });
    this.#checking += 1;
    try {
      const group = addressGroup(address);
      const waitMs = await this.#store.countAttempt(accountName, group, new Date(this.#clock.now()));
      if (waitMs > 0) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: Math.ceil(waitMs / 1_000) });
      const result = await work();
      if (result !== null) await this.#store.forgiveAttempt(accountName, group);
      return result;
    } finally {
      this.#checking -= 1;
    }
  }
}
