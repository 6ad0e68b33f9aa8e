import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DashboardConfig } from '../config.ts';

/** Over https the name binds the cookie to this host alone (RFC 6265bis, 4.1.3.2): no neighbour can plant one. */
const secureName = '__Host-khue_session';
const plainName = 'khue_session';

type Cookies = Readonly<Record<string, string | undefined>>;

/** Whether the browser is told to send a cookie over https alone. */
export function isSecure(request: FastifyRequest, { cookieSecure }: Pick<DashboardConfig, 'cookieSecure'>): boolean {
  return cookieSecure === 'always' || request.protocol === 'https';
}

/** The session token a request brings. Over https only the bound cookie counts. */
export function sessionToken(
  request: FastifyRequest,
  config: Pick<DashboardConfig, 'cookieSecure'>,
): string | undefined {
  return request.cookies[isSecure(request, config) ? secureName : plainName];
}

/** The session token of an upgrade, whose scheme only a proxy knows. */
export function upgradeToken(
  cookies: Cookies,
  { cookieSecure }: Pick<DashboardConfig, 'cookieSecure'>,
): string | undefined {
  return cookies[secureName] ?? (cookieSecure === 'always' ? undefined : cookies[plainName]);
}

/** Hands the browser its session; the cookie is not readable by scripts and stays on this site. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  session: { readonly token: string; readonly lifetimeMs: number },
  config: Pick<DashboardConfig, 'cookieSecure'>,
): void {
  const secure = isSecure(request, config);
  reply.setCookie(secure ? secureName : plainName, session.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge: Math.floor(session.lifetimeMs / 1_000),
  });
}

/** Takes the browser's session away. */
export function clearSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  config: Pick<DashboardConfig, 'cookieSecure'>,
): void {
  const secure = isSecure(request, config);
  reply.clearCookie(secure ? secureName : plainName, { path: '/', secure });
}
