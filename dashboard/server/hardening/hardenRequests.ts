import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, KhueError } from '@khue/domain/errors';
import type { Clock } from '@khue/domain/clock';
import { sendError } from '../answers/errorAnswer.ts';
import type { HardeningConfig } from './hardeningConfig.ts';
import { RequestRate, siteOf } from './requestRate.ts';
import type { TurnedAway, TurnedAwayFor } from './turnedAway.ts';

interface HardenDeps {
  readonly config: HardeningConfig;
  readonly clock: Clock;
  readonly turnedAway: TurnedAway;
}

/** How often a body that is under way is looked at. */
const lookIntervalMs = 1_000;

const reasons: Partial<Record<ErrorCode, TurnedAwayFor>> = {
  KHUE_TOO_SLOW: 'slow',
  KHUE_FILE_TOO_LARGE: 'large',
  KHUE_INPUT_INVALID: 'input',
};

/** Which refusals of a request are counted and written down, and as what. */
export function turnedAwayFor(error: KhueError): TurnedAwayFor | null {
  return reasons[error.code] ?? null;
}

/** Ends a request whose body comes too slowly, with an answer; what came of it is thrown away. */
function breakOff(request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) {
    request.raw.destroy();
    return;
  }
  reply.raw.once('finish', () => request.raw.destroy());
  reply.header('connection', 'close');
  sendError(request, reply, new KhueError('KHUE_TOO_SLOW'));
}

/**
 * A body has to be there in time: JSON within the deadline, a file at a rate. A client that sends a byte a second holds
 * nothing for long.
 */
function watchBody(request: FastifyRequest, reply: FastifyReply, { config, turnedAway }: HardenDeps): void {
  const { raw } = request;
  if (raw.complete || (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined))
    return;
  const isFile = raw.headers['content-type']?.startsWith('multipart/form-data') === true;
  const began = performance.now();
  const readBefore = raw.socket.bytesRead;
  const timer = setInterval(
    () => {
      if (raw.complete || raw.destroyed) {
        clearInterval(timer);
        return;
      }
      const ms = performance.now() - began;
      if (ms < config.bodyDeadlineMs) return;
      const rate = ((raw.socket.bytesRead - readBefore) / ms) * 1_000;
      // A file that nobody reads yet is not its sender's fault.
      if (isFile && (rate >= config.uploadMinimumRate || raw.isPaused())) return;
      clearInterval(timer);
      turnedAway.note('slow', request.ip, isFile ? 'upload' : 'body');
      breakOff(request, reply);
    },
    Math.min(lookIntervalMs, config.bodyDeadlineMs),
  );
  raw.once('close', () => clearInterval(timer));
}

/** True where a header that may stand there once stands there more often: clients and proxies would read it differently. */
function isAmbiguous(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === 'host') hosts += 1;
  return hosts > 1;
}

/** Before anybody is looked up: how often an address asks, and that its request can be read one way alone. */
export function hardenRequests(app: FastifyInstance, deps: HardenDeps): void {
  const { config, clock, turnedAway } = deps;
  const perAddress = new RequestRate(config.perAddress, clock);
  app.addHook('onRequest', async (request, reply) => {
    if (isAmbiguous(request.raw.rawHeaders)) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'host' });
    takeOne(perAddress, siteOf(request.ip), turnedAway, request.ip, 'address');
    watchBody(request, reply, deps);
  });
  app.addHook('onError', async (request, _reply, error) => {
    const reason = error instanceof KhueError ? turnedAwayFor(error) : null;
    const isLarge = 'statusCode' in error && error.statusCode === 413;
    if (reason !== null) turnedAway.note(reason, request.ip, request.routeOptions.url ?? 'none');
    else if (isLarge) turnedAway.note('large', request.ip, request.routeOptions.url ?? 'none');
    else if ('statusCode' in error && error.statusCode === 400)
      turnedAway.note('input', request.ip, request.routeOptions.url ?? 'none');
  });
}

/** Takes one of a rate; what is over it is counted and written down, and throws KHUE_TOO_MANY_ATTEMPTS. */
export function takeOne(
  rate: RequestRate,
  client: string,
  turnedAway: TurnedAway,
  address: string,
  kind: string,
): void {
  try {
    rate.take(client);
  } catch (error) {
    turnedAway.note('rate', address, kind);
    throw error;
  }
}

/** After it is known who asks: how often an account does, from wherever. To be added after the guard. */
export function limitAccounts(app: FastifyInstance, { config, clock, turnedAway }: HardenDeps): void {
  const perAccount = new RequestRate(config.perAccount, clock);
  const perClient = new RequestRate(config.perClient, clock);
  app.addHook('onRequest', async (request) => {
    if (request.signedIn === null) return;
    const { id, kind } = request.signedIn.account;
    takeOne(kind === 'client' ? perClient : perAccount, id, turnedAway, request.ip, 'account');
  });
}
