import { isIPv6 } from 'node:net';
import type { Clock } from '@khue/domain/clock';
import { KhueError } from '@khue/domain/errors';
import { foldForSearch } from '@khue/domain/text';

interface Rule {
  /** Failures without a wait. */
  readonly free: number;
  /** The wait doubles from one second up to this. */
  readonly longestWaitMs: number;
}

/**
 * Per account from one address the wait grows long. Per account from anywhere it stays short: a stranger may slow the
 * operator's sign-in down, never lock it out.
 */
const rules = {
  pair: { free: 3, longestWaitMs: 15 * 60_000 },
  address: { free: 20, longestWaitMs: 15 * 60_000 },
  account: { free: 10, longestWaitMs: 30_000 },
} as const satisfies Record<string, Rule>;

const forgetAfterMs = 60 * 60_000;
/** Entries kept; the one that failed longest ago makes room. */
const entryLimit = 10_000;
/** Password hashing is dear on purpose: more at once are told to wait. */
const checkLimit = 8;

interface Entry {
  failures: number;
  lastAtMs: number;
  waitUntilMs: number;
}

/** An attempt under way. Counts as failed unless it says otherwise; `done` always has to be called. */
export interface SignInAttempt {
  succeeded(): void;
  done(): void;
}

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

/** Slows guessing down: waits that grow with failures per account, per address and for both together. */
export class SignInAttempts {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #checking = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts an attempt, before the password is looked at; throws KHUE_TOO_MANY_ATTEMPTS while a wait runs. */
  begin(accountName: string, address: string): SignInAttempt {
    if (this.#checking >= checkLimit) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: 1 });
    const account = foldForSearch(accountName);
    const group = addressGroup(address);
    const keys = { pair: `pair ${group} ${account}`, address: `address ${group}`, account: `account ${account}` };
    this.#refuseWhileWaiting(Object.values(keys));
    const ofAddress = this.#fail(keys.address, rules.address);
    this.#fail(keys.pair, rules.pair);
    this.#fail(keys.account, rules.account);
    this.#checking += 1;
    return {
      succeeded: () => {
        this.#entries.delete(keys.pair);
        this.#entries.delete(keys.account);
        ofAddress.failures -= 1;
        ofAddress.waitUntilMs = 0;
      },
      done: () => {
        this.#checking -= 1;
      },
    };
  }

  #refuseWhileWaiting(keys: readonly string[]): void {
    const until = Math.max(...keys.map((key) => this.#entries.get(key)?.waitUntilMs ?? 0));
    const waitMs = until - this.#clock.now();
    if (waitMs > 0) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: Math.ceil(waitMs / 1_000) });
  }

  #fail(key: string, rule: Rule): Entry {
    const now = this.#clock.now();
    const known = this.#entries.get(key);
    const entry =
      known && now - known.lastAtMs < forgetAfterMs ? known : { failures: 0, lastAtMs: now, waitUntilMs: 0 };
    entry.failures += 1;
    entry.lastAtMs = now;
    const beyond = entry.failures - rule.free;
    if (beyond >= 0) entry.waitUntilMs = now + Math.min(rule.longestWaitMs, 1_000 * 2 ** beyond);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > entryLimit) this.#dropOldest();
    return entry;
  }

  #dropOldest(): void {
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
