import type { Clock } from '@khue/domain/clock';
import type { LogEntry } from '@khue/domain/log';
import type { SessionState } from '@khue/store/signIn';
import type { Store } from '@khue/store/store';
import type { SignedIn } from './guard.ts';
import type { Rights } from './rights.ts';

/** A wall display's last sign of life is written down at most so often. */
const wallSeenEveryMs = 60_000;

/** Finds sessions and locks those that no hand has touched for as long as their roles allow. */
export class Sessions {
  readonly #store: Store;
  readonly #rights: Pick<Rights, 'of'>;
  readonly #clock: Clock;

  constructor(store: Store, rights: Pick<Rights, 'of'>, clock: Clock) {
    this.#store = store;
    this.#rights = rights;
    this.#clock = clock;
  }

  /** The session behind a token, or null. */
  async find(token: string | undefined): Promise<SignedIn | null> {
    if (token === undefined || token === '') return null;
    const state = await this.#store.accounts.session(token);
    if (state === null) return null;
    const locked = await this.#isLocked(state);
    if (state.account.kind === 'wall' && this.#clock.now() - state.activeAt.getTime() >= wallSeenEveryMs) {
      await this.#store.accounts.touchSession(state.sessionId, new Date(this.#clock.now()));
    }
    return { sessionId: state.sessionId, token, account: state.account, stage: state.stage, locked };
  }

  /** Which of these sessions are still good: there, full, and not locked. */
  async good(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
    const good = new Set<string>();
    for (const state of await this.#store.accounts.sessionsById(sessionIds)) {
      if (state.stage === 'full' && !(await this.#isLocked(state))) good.add(state.sessionId);
    }
    return good;
  }

  /** Locks a session by its owner's wish or for want of a hand; says so in the log once. */
  async lock(
    state: Pick<SessionState, 'sessionId' | 'account'>,
    reason: 'idle' | 'wish',
    address: string | null,
  ): Promise<void> {
    const at = new Date(this.#clock.now());
    const entry: LogEntry = {
      actorId: state.account.id,
      actorName: state.account.name,
      action: 'session.locked',
      object: null,
      result: 'done',
      address,
      sessionId: state.sessionId,
      details: { reason },
    };
    await this.#store.accounts.lockSession(state.sessionId, at, () => [{ entry, at }]);
  }

  async #isLocked(state: SessionState): Promise<boolean> {
    if (state.lockedAt !== null) return true;
    if (state.stage !== 'full') return false;
    const idleLockMs = (await this.#rights.of(state.account.id)).idleLockMs();
    if (idleLockMs === null || this.#clock.now() - state.activeAt.getTime() < idleLockMs) return false;
    await this.lock(state, 'idle', null);
    return true;
  }
}
