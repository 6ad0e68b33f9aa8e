import type { IncomingHttpHeaders } from 'node:http';
import { KhueError } from '@khue/domain/errors';

/**
 * Refuses what a page of another site sent (KHUE_ORIGIN_REFUSED). A browser names its page in `Origin` and
 * `Sec-Fetch-Site`, and a page cannot change either; a client without both is no browser and carries no one's cookie
 * but its own.
 */
export function checkOrigin(headers: IncomingHttpHeaders, host: string, publicOrigin: string | null): void {
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw new KhueError('KHUE_ORIGIN_REFUSED');
  const { origin } = headers;
  if (origin === undefined) return;
  const allowed = publicOrigin === null ? hostOf(origin) === host.toLowerCase() : origin === publicOrigin;
  if (!allowed) throw new KhueError('KHUE_ORIGIN_REFUSED');
}

/** Host and port of an origin; null for `null` and everything that is no origin. */
function hostOf(origin: string): string | null {
  return URL.parse(origin)?.host ?? null;
}
