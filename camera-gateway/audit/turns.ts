/** Whoever waited longer than this, ms, gives up: its work is begun anew later. */
const patienceMs = 45_000;

/** It was not somebody's turn for too long. No fault of what was to be done. */
export class NoTurnError extends Error {
  override readonly name = 'NoTurnError';
}

interface Line {
  held: number;
  readonly waiting: Set<() => void>;
}

/**
 * At most so many at once of everything that shares something, such as a device or the line of a school; who came first
 * goes first. As many wait as there are callers.
 */
export class Turns {
  readonly #lines = new Map<string, Line>();

  /** Does the work when it is its turn. Rejects with a NoTurnError where that takes too long, or with the signal's reason. */
  async inTurn<Result>(key: string, limit: number, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const line = this.#lines.get(key) ?? { held: 0, waiting: new Set() };
    this.#lines.set(key, line);
    if (line.held < limit) line.held += 1;
    else await wait(line, signal);
    try {
      return await work();
    } finally {
      this.#pass(key, line);
    }
  }

  /** Keys of what is held now. */
  get size(): number {
    return this.#lines.size;
  }

  #pass(key: string, line: Line): void {
    const [next] = line.waiting;
    if (next !== undefined) return next();
    line.held -= 1;
    if (line.held === 0) this.#lines.delete(key);
  }
}

/** Resolves with the turn of somebody who is done. */
function wait(line: Line, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  return new Promise((resolve, reject) => {
    const end = (): void => {
      line.waiting.delete(go);
      reject(signal.aborted ? signal.reason : new NoTurnError('it was not its turn for too long'));
    };
    const go = (): void => {
      line.waiting.delete(go);
      limit.removeEventListener('abort', end);
      resolve();
    };
    if (limit.aborted) return end();
    limit.addEventListener('abort', end, { once: true });
    line.waiting.add(go);
  });
}
