import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Permission, permissionSchema } from '@khue/domain/access';
import { KhueError } from '@khue/domain/errors';
import { errorBody, toKhueError } from '../answers/errorAnswer.ts';
import { preferredLocale } from '../answers/locale.ts';
import { clientAddress } from '../hardening/proxies.ts';
import type { UpgradeRates } from '../hardening/upgradeRates.ts';
import type { SignedIn } from './guard.ts';
import { checkOrigin } from './origin.ts';
import type { Refusals } from './refusals.ts';
import type { AccountRights, Rights } from './rights.ts';
import { requireStage } from './stages.ts';

/** Who comes in, and what the account may do. */
export interface Admitted {
  readonly signedIn: SignedIn;
  readonly rights: AccountRights;
}

/** A path that WebSockets come in at. */
export interface UpgradePath {
  /** The permission that has to be held somewhere. */
  readonly access: Permission;
  /** Takes over a connection whose origin, session and permission were checked. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer, admitted: Admitted): void | Promise<void>;
}

interface UpgradeDeps {
  /** The session of a request's cookie, or null. */
  readonly findSession: (cookieHeader: string) => Promise<SignedIn | null>;
  readonly rights: Pick<Rights, 'of'>;
  readonly refusals: Pick<Refusals, 'note'>;
  readonly rates: UpgradeRates;
  readonly publicOrigin: string | null;
  /** Whether an address is one of the trusted proxies. */
  readonly isProxy: (address: string) => boolean;
  readonly paths: ReadonlyMap<string, UpgradePath>;
  readonly onBug: (error: unknown) => void;
}

/** Upgrades whose session is being looked up; further ones are refused. */
const pendingLimit = 200;

/** Answers an upgrade with an error and closes the connection. */
export function refuseUpgrade(request: IncomingMessage, socket: Duplex, error: KhueError): void {
  const locale = preferredLocale(request.headers['accept-language']);
  const body = Buffer.from(JSON.stringify(errorBody(error, locale)));
  const { seconds } = error.details;
  const retryAfter = error.code === 'KHUE_TOO_MANY_ATTEMPTS' ? `retry-after: ${seconds ?? 1}\r\n` : '';
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${error.status} ${error.code}\r\n` +
          'content-type: application/json; charset=utf-8\r\n' +
          `content-length: ${body.length}\r\n` +
          `${retryAfter}cache-control: no-store\r\nconnection: close\r\n\r\n`,
      ),
      body,
    ]),
    () => socket.destroy(),
  );
}

/** Checks every upgrade's rate, path, origin, session and permission before a handler sees it. */
export class Upgrades {
  readonly #deps: UpgradeDeps;
  #pending = 0;
  #stopped = false;

  constructor(server: Server, deps: UpgradeDeps) {
    for (const [path, { access }] of deps.paths) {
      if (!permissionSchema.safeParse(access).success)
        throw new Error(`WebSockets at ${path} do not say who may come in`);
    }
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
    let who: SignedIn | null = null;
    const address = clientAddress(request, this.#deps.isProxy);
    try {
      this.#deps.rates.fromAddress(address);
      const path = this.#pathOf(request);
      who = await this.#deps.findSession(request.headers.cookie ?? '');
      if (who === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
      this.#deps.rates.byAccount(who.account.id, address);
      const rights = await this.#deps.rights.of(who.account.id);
      requireStage(who, path.access);
      if (!rights.holds(path.access)) throw new KhueError('KHUE_NOT_ALLOWED');
      if (!socket.destroyed) await path.handle(request, socket, head, { signedIn: who, rights });
    } catch (error) {
      const known = toKhueError(error, randomUUID(), 0);
      if (known.family === 'unexpected') this.#deps.onBug(known);
      const route = `UPGRADE ${pathIn(request)}`.slice(0, 200);
      this.#deps.refusals.note(known, { who, route, address });
      refuseUpgrade(request, socket, known);
    } finally {
      this.#pending -= 1;
    }
  }

  #pathOf(request: IncomingMessage): UpgradePath {
    if (this.#stopped || this.#pending > pendingLimit) {
      throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'dashboard' });
    }
    const path = this.#deps.paths.get(pathIn(request));
    if (path === undefined || request.method !== 'GET') throw new KhueError('KHUE_NOT_FOUND');
    if (request.headers.upgrade?.toLowerCase() !== 'websocket')
      throw new KhueError('KHUE_INPUT_INVALID', { fields: 'upgrade' });
    checkOrigin(request.headers, request.headers.host ?? '', this.#deps.publicOrigin);
    return path;
  }
}

function pathIn(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}
