import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DashboardConfig } from '../config.ts';

/** Where the one who asks reaches the server: `https://host`. */
export function originOf(
  { protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>,
  { publicOrigin }: Pick<DashboardConfig, 'publicOrigin'>,
): string {
  return publicOrigin ?? `${protocol}://${host}`;
}

/** Says with every 401 of these routes that a key opens them (RFC 6750 §3). */
export function tellHowToSignIn(app: Pick<FastifyInstance, 'addHook'>): void {
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 401) reply.header('www-authenticate', 'Bearer realm="khue-feed"');
  });
}
