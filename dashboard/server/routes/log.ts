import { hostname } from 'node:os';
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import { type LogFilter, logExportQuerySchema, logPageSchema, logQuerySchema, logStateSchema } from '@khue/domain/log';
import { logWriter, type LogWriter } from '@khue/domain/logFormats';
import { signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';

/** Exports at once; further ones are told to wait. */
const exportLimit = 2;

/** A stream: its lines are made while they are sent. */
const file = { description: 'The rows, oldest first', content: { 'text/plain': { schema: z.unknown() } } };

/** The log: looked through page by page, taken away whole, and how it is itself. */
export function logRoutes({ store, clock }: DashboardParts): FastifyPluginAsyncZod {
  let exports = 0;

  async function* text(writer: LogWriter, filter: LogFilter): AsyncGenerator<string> {
    yield writer.begin;
    for await (const row of store.log.stream(filter)) yield writer.row(row);
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/log',
      config: { access: 'log.view' },
      schema: {
        tags: ['log'],
        summary: 'Rows of the log that match, newest first; `before` goes on from there',
        querystring: logQuerySchema,
        response: { 200: logPageSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { before, limit, ...filter } = request.query;
        const rows = await store.log.list(filter, { limit, ...(before !== undefined && { before }) });
        const last = rows.at(-1);
        return { rows, next: last === undefined || rows.length < limit ? null : last.number };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/log/state',
      config: { access: 'log.view' },
      schema: {
        tags: ['log'],
        summary: 'How long rows are kept, the newest anchor, and what the last verification found',
        response: { 200: logStateSchema, ...errorAnswers },
      },
      handler: async () => {
        const { log } = store;
        const [head, retention, verification, anchor] = await Promise.all([
          log.head(),
          log.retention(),
          log.lastVerification(),
          log.lastAnchor(),
        ]);
        return { newest: head.number, retention, verification, anchor };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/log/export',
      config: { access: 'log.export' },
      schema: {
        tags: ['log'],
        summary: 'All rows that match as CSV, JSON lines or syslog (RFC 5424); the log says who took them',
        querystring: logExportQuerySchema,
        response: { 200: file, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { format, locale, ...filter } = request.query;
        if (exports >= exportLimit) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: 10 });
        exports += 1;
        try {
          const { account, sessionId } = signedIn(request);
          const who = { actorId: account.id, actorName: account.name, address: request.ip, sessionId };
          const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
          const details = { format, ...Object.fromEntries(asked) };
          const entry = { ...who, action: 'log.exported', object: null, result: 'done', details } as const;
          await store.log.append([entry], new Date(clock.now()));
        } catch (error) {
          exports -= 1;
          throw error;
        }
        const writer = logWriter(format, locale, hostname());
        const stream = Readable.from(text(writer, filter));
        stream.once('close', () => {
          exports -= 1;
        });
        return reply
          .header('content-type', writer.contentType)
          .header('content-disposition', `attachment; filename="khue-log.${writer.extension}"`)
          .header('cache-control', 'no-store')
          .send(stream);
      },
    });
  };
}
