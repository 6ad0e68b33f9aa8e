import type { Logger } from 'pino';
import type { Clock } from '@khue/domain/clock';
import { type ErrorCode, KhueError } from '@khue/domain/errors';
import type { LogEntry } from '@khue/domain/log';
import type { LogRepository } from '@khue/store/access';
import type { SignedIn } from './guard.ts';

/** A refusal that knows more than it tells: the reason goes to the log, never to the one who asked. */
export class Refused extends KhueError {
  readonly reason: string;
  readonly object: { readonly kind: string; readonly id: string };

  constructor(code: ErrorCode, reason: string, object: { readonly kind: string; readonly id: string }) {
    super(code);
    this.reason = reason;
    this.object = object;
  }
}

/** Who was refused where. */
export interface Asked {
  readonly who: SignedIn | null;
  /** Method and pattern, e.g. `GET /api/schools/:id`. */
  readonly route: string;
  readonly address: string;
}

interface RefusalDeps {
  readonly store: { readonly log: Pick<LogRepository, 'append'> };
  readonly clock: Clock;
  readonly log: Logger;
}

const minuteMs = 60_000;
/** Refusals of one account that are written down in a minute; the rest is counted. */
const writtenPerAccount = 10;
/** The same for all who are not signed in together. */
const writtenForStrangers = 30;
/** Accounts counted at once; beyond it the one counted longest begins anew. */
const minuteLimit = 10_000;

interface Minute {
  readonly endsAtMs: number;
  refused: number;
}

/** Codes that say no to a person; of those without a session there is nobody to write down. */
const written = new Set<ErrorCode>(['KHUE_NOT_ALLOWED', 'KHUE_ORIGIN_REFUSED']);

/** What is written down of an error: its reason; null where it is no refusal. */
function reasonOf(error: unknown): string | null {
  if (error instanceof Refused) return error.reason;
  return error instanceof KhueError && written.has(error.code) ? error.code : null;
}

/**
 * Writes refusals into the log (`access.refused`) and counts them. Whoever is refused without end fills neither the log
 * nor memory: beyond a limit per minute and account refusals are counted alone, and the next one that is written down
 * says how many there were.
 */
export class Refusals {
  readonly #deps: RefusalDeps;
  readonly #minutes = new Map<string, Minute>();
  #refused = 0;
  #withoutSession = 0;
  #notWritten = 0;

  constructor(deps: RefusalDeps) {
    this.#deps = deps;
  }

  /** Takes note of what ended a request, where it is a refusal. */
  note(thrown: unknown, asked: Asked): void {
    if (thrown instanceof KhueError && thrown.code === 'KHUE_SIGN_IN_REQUIRED') this.#withoutSession += 1;
    const reason = reasonOf(thrown);
    if (reason === null) return;
    this.#refused += 1;
    const skipped = this.#admit(asked.who?.account.id ?? null);
    if (skipped === null) {
      this.#notWritten += 1;
      return;
    }
    const object = thrown instanceof Refused ? { ...thrown.object, name: '' } : null;
    const entry = this.#entry(asked, object, {
      route: asked.route,
      reason,
      ...(skipped > 0 && { notWritten: skipped }),
    });
    this.#deps.log.info({ route: asked.route, reason, account: entry.actorName, address: asked.address }, 'refused');
    // Nobody waits for it: the answer takes as long whether something was written down or not.
    this.#deps.store.log.append([entry], new Date(this.#deps.clock.now())).catch((err: unknown) => {
      this.#notWritten += 1;
      this.#deps.log.warn({ err }, 'a refusal could not be written into the log');
    });
  }

  metrics(): Record<string, number> {
    return {
      accessRefused: this.#refused,
      accessRefusedWithoutSession: this.#withoutSession,
      accessRefusedNotWritten: this.#notWritten,
    };
  }

  #entry({ who, address }: Asked, object: LogEntry['object'], details: LogEntry['details']): LogEntry {
    return {
      actorId: who?.account.id ?? null,
      actorName: who?.account.name ?? '',
      action: 'access.refused',
      object,
      result: 'refused',
      address,
      sessionId: who?.sessionId ?? null,
      details,
    };
  }

  /** How many went unwritten in the account's last minute, where this one is written down; null where it is not. */
  #admit(accountId: string | null): number | null {
    const now = this.#deps.clock.now();
    const key = accountId ?? 'strangers';
    const limit = accountId === null ? writtenForStrangers : writtenPerAccount;
    const known = this.#minutes.get(key);
    if (known !== undefined && now < known.endsAtMs) {
      known.refused += 1;
      return known.refused <= limit ? 0 : null;
    }
    this.#minutes.delete(key);
    this.#minutes.set(key, { endsAtMs: now + minuteMs, refused: 1 });
    const [oldest] = this.#minutes.keys();
    if (this.#minutes.size > minuteLimit && oldest !== undefined) this.#minutes.delete(oldest);
    return Math.max(0, (known?.refused ?? 0) - limit);
  }
}
