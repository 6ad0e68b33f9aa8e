import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { KhueError } from '@khue/domain/errors';
import { errorBody, toKhueError } from '../answers/errorAnswer.ts';
import { preferredLocale } from '../answers/locale.ts';
import type { SignedIn } from './guard.ts';
import { checkOrigin } from './origin.ts';

/** Takes over a connection whose origin and session were checked. */
export type UpgradeHandler = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  signedIn: SignedIn,
) => void | Promise<void>;

interface UpgradeDeps {
  /** The session of a request's cookie, or null. */
  readonly findSession: (cookieHeader: string) => Promise<SignedIn | null>;
  readonly publicOrigin: string | null;
  /** Handler by path. */
  readonly handlers: ReadonlyMap<string, UpgradeHandler>;
  readonly onBug: (error: unknown) => void;
}

/** Upgrades whose session is being looked up; further ones are refused. */
const pendingLimit = 200;

/** Answers an upgrade with an error and closes the connection. */
export function refuseUpgrade(request: IncomingMessage, socket: Duplex, error: KhueError): void {
  const locale = preferredLocale(request.headers['accept-language']);
  const body = Buffer.from(JSON.stringify(errorBody(error, locale)));
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${error.status} ${error.code}\r\n` +
          'content-type: application/json; charset=utf-8\r\n' +
          `content-length: ${body.length}\r\n` +
          'cache-control: no-store\r\nconnection: close\r\n\r\n',
      ),
      body,
    ]),
    () => socket.destroy(),
  );
}

/** Checks every upgrade's path, origin and session before a handler sees it. */
export class Upgrades {
  readonly #deps: UpgradeDeps;
  #pending = 0;
  #stopped = false;

  constructor(server: Server, deps: UpgradeDeps) {
    this.#deps = deps;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      void this.#admit(request, socket, head);
    });
  }

  /** From now on refuses everything. */
  stop(): void {
    this.#stopped = true;
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.#pending += 1;
    try {
      const { handler, session } = await this.#check(request);
      if (!socket.destroyed) await handler(request, socket, head, session);
    } catch (error) {
      const known = toKhueError(error, randomUUID(), 0);
      if (known.family === 'unexpected') this.#deps.onBug(known);
      refuseUpgrade(request, socket, known);
    } finally {
      this.#pending -= 1;
    }
  }

  async #check(request: IncomingMessage): Promise<{ handler: UpgradeHandler; session: SignedIn }> {
    if (this.#stopped || this.#pending > pendingLimit) {
      throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'dashboard' });
    }
    const handler = this.#deps.handlers.get((request.url ?? '').split('?')[0] ?? '');
    if (handler === undefined || request.method !== 'GET') throw new KhueError('KHUE_NOT_FOUND');
    if (request.headers.upgrade?.toLowerCase() !== 'websocket')
      throw new KhueError('KHUE_INPUT_INVALID', { fields: 'upgrade' });
    checkOrigin(request.headers, request.headers.host ?? '', this.#deps.publicOrigin);
    const session = await this.#deps.findSession(request.headers.cookie ?? '');
    if (session === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
    return { handler, session };
  }
}
