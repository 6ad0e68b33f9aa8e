/** A WebSocket that lives on a session: it ends when the session ends. */
export interface SessionSocket {
  readonly sessionId: string;
  /** The session's token, to ask whether it is still good. */
  readonly token: string;
  close(): void;
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

  /** Ends what lives on sessions that have run out or were closed elsewhere. */
  async recheck(isGood: (token: string) => Promise<boolean>): Promise<void> {
    for (const token of new Set([...this.#sockets].map((socket) => socket.token))) {
      if (await isGood(token)) continue;
      for (const socket of this.#sockets) if (socket.token === token) socket.close();
    }
  }
}
