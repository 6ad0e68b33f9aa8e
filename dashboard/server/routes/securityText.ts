import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { KhueError } from '@khue/domain/errors';
import type { DashboardParts } from '../parts.ts';

/** Where somebody who found a hole can tell it (RFC 9116); 404 where the installation names nobody. */
export function securityTextRoutes({ config }: DashboardParts): FastifyPluginAsyncZod {
  const { securityText } = config.hardening;
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/.well-known/security.txt',
      config: { access: 'public' },
      schema: { hide: true },
      handler: async (_request, reply) => {
        if (securityText === null) throw new KhueError('KHUE_NOT_FOUND');
        const lines = [
          ...securityText.contacts.map((contact) => `Contact: ${contact}`),
          `Expires: ${securityText.expiresAt}`,
          'Preferred-Languages: vi, en',
          ...(config.publicOrigin === null ? [] : [`Canonical: ${config.publicOrigin}/.well-known/security.txt`]),
        ];
        return reply
          .headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=86400' })
          .send(`${lines.join('\n')}\n`);
      },
    });
  };
}
