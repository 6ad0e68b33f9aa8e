import type { Logger } from 'pino';

/** How long one question may take: a store that hangs is asked again. */
export const questionDeadlineMs = 2_000;
/** Pictures go on so long after a look at rights that came to its end, counted from its beginning. */
export const pictureGraceMs = 4_000;

interface RecheckDeps {
  /** Looks at sessions and rights; each of its questions within a deadline (`inTime`). */
  readonly look: () => Promise<void>;
  /** Cuts every way to the gateway; returns how many. */
  readonly closePictures: () => number;
  readonly log: Logger;
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number;
}

/** What a question gives, or an error once the deadline is over; the store's own deadline ends the question itself. */
export async function inTime<Answer>(question: Promise<Answer>, deadlineMs = questionDeadlineMs): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  try {
    return await Promise.race([question, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Looks at what open sockets live on, again and again, one look at a time. Where no look has come to its end for too
 * long, nobody knows who may still look: pictures are cut until one does.
 */
export class Recheck {
  readonly #deps: RecheckDeps;
  #isLooking = false;
  /** null before the first look. */
  #goodAt: number | null = null;
  #missed = 0;
  #cut = 0;

  constructor(deps: RecheckDeps) {
    this.#deps = deps;
  }

  metrics(): Record<string, number> {
    return { rechecksMissed: this.#missed, picturesCutUnchecked: this.#cut };
  }

  /** To be called every second. */
  async tick(): Promise<void> {
    const { look, closePictures, log, monotonic } = this.#deps;
    const began = monotonic();
    this.#goodAt ??= began;
    if (began - this.#goodAt >= pictureGraceMs) this.#cut += closePictures();
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await look();
      this.#goodAt = began;
    } catch (error) {
      this.#missed += 1;
      log.warn({ err: error }, 'sessions and rights of open sockets could not be checked again');
    } finally {
      this.#isLooking = false;
    }
  }
}
