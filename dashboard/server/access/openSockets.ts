import type { AccountRights } from './rights.ts';

/** A WebSocket that lives on a session and a right: it ends when either ends. */
export interface SessionSocket {
  readonly sessionId: string;
  readonly accountId: string;
  /** It is a way to the gateway: pictures come through it. */
  readonly pictures?: boolean;
  /** Looks at what the account may do now: goes on with less or more, or closes. */
  review(rights: AccountRights): void;
  /** The session is over. */
  close(): void;
}

interface RecheckDeps {
  /** Which of these sessions are still good; one question for all. */
  readonly goodSessions: (sessionIds: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly rightsOf: (accountId: string) => Promise<AccountRights>;
}

/** Every WebSocket that lives on a session. Bounded by the limits of those who add to it. */
export class OpenSockets {
  readonly #sockets = new Set<SessionSocket>();

  get size(): number {
    return this.#sockets.size;
  }

  /** Adds a socket; the returned function forgets it. */
  add(socket: SessionSocket): () => void {
    this.#sockets.add(socket);
    return () => {
      this.#sockets.delete(socket);
    };
  }

  /** Ends what lives on a session: after sign-out. */
  closeSession(sessionId: string): void {
    for (const socket of this.#sockets) if (socket.sessionId === sessionId) socket.close();
  }

  /** Cuts a session's ways to the gateway. */
  closePictures(sessionId: string): void {
    for (const socket of this.#sockets) if (socket.pictures === true && socket.sessionId === sessionId) socket.close();
  }

  /** Cuts every way to the gateway; returns how many. */
  closeAllPictures(): number {
    const pictures = [...this.#sockets].filter((socket) => socket.pictures === true);
    for (const socket of pictures) socket.close();
    return pictures.length;
  }

  /** Ends what lives on sessions that are over, and lets the others look at the rights of their account. */
  async recheck({ goodSessions, rightsOf }: RecheckDeps): Promise<void> {
    // One that is added while this waits has just been checked.
    const sockets = [...this.#sockets];
    if (sockets.length === 0) return;
    const good = await goodSessions([...new Set(sockets.map(({ sessionId }) => sessionId))]);
    const accounts = new Map<string, AccountRights>();
    for (const socket of sockets) {
      if (!good.has(socket.sessionId)) {
        socket.close();
        continue;
      }
      const rights = accounts.get(socket.accountId) ?? (await rightsOf(socket.accountId));
      accounts.set(socket.accountId, rights);
      socket.review(rights);
    }
  }
}
