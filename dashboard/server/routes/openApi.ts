import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { PreparedBody, sendPrepared } from '../answers/preparedBody.ts';

/** The description of this API, for those who are signed in. */
export function openApiRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    let body: PreparedBody | null = null;
    app.route({
      method: 'GET',
      url: '/api/openapi.json',
      config: { access: 'signed_in' },
      schema: { hide: true },
      handler: async (request, reply) => {
        body ??= new PreparedBody('application/json; charset=utf-8', JSON.stringify(app.swagger()));
        return sendPrepared(request, reply, body, 'private, no-cache');
      },
    });
  };
}
