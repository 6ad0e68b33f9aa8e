import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DashboardConfig } from '../config.ts';
import { isSecure } from './sessionCookie.ts';

const secureName = '__Host-khue_known';
const plainName = 'khue_known';
/** Browsers keep no cookie longer (RFC 6265bis, 5.5). */
const lifetimeSeconds = 400 * 24 * 3_600;
const tokenLength = 43;

type Config = Pick<DashboardConfig, 'cookieSecure'>;

/** The token by which this browser is known, or null. It holds no right: only failures are counted by it (ADR 0030). */
export function knownBrowserToken(request: FastifyRequest, config: Config): string | null {
  const token = request.cookies[isSecure(request, config) ? secureName : plainName];
  return token?.length === tokenLength ? token : null;
}

/** Lets the browser be known when it comes again. */
export function setKnownBrowserCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  config: Config,
): void {
  const secure = isSecure(request, config);
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge: lifetimeSeconds } as const;
  reply.setCookie(secure ? secureName : plainName, token, options);
}
