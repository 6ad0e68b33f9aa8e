import { createHash } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError, type Locale } from '@khue/domain/errors';
import { changesBy } from '../administration/changes.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import { gatherMinutes } from '../audit/minutes/gatherMinutes.ts';
import type { Minutes } from '../audit/minutes/minutes.ts';
import { minutesPdf } from '../audit/minutes/minutesPdf.ts';
import { minutesXlsx } from '../audit/minutes/minutesXlsx.ts';
import type { DashboardParts } from '../parts.ts';

/** Files made at once; further ones are told to wait. */
const makingLimit = 2;
const waitSeconds = 10;

const files: readonly {
  readonly format: 'pdf' | 'xlsx';
  readonly type: string;
  readonly summary: string;
  readonly make: (minutes: Minutes, locale: Locale) => Promise<Buffer>;
}[] = [
  {
    format: 'pdf',
    type: 'application/pdf',
    summary: 'The minutes of an audit, to be printed and signed',
    make: minutesPdf,
  },
  {
    format: 'xlsx',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    summary: 'What the minutes of an audit rest on: every verdict and the hash of every piece of evidence',
    make: minutesXlsx,
  },
];

/** Minutes of audits as files. The log says who took them, and the hash of the file that was taken. */
export function auditMinutesRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  let making = 0;

  async function oneOfFew<Made>(make: () => Promise<Made>): Promise<Made> {
    if (making >= makingLimit) throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: waitSeconds });
    making += 1;
    try {
      return await make();
    } finally {
      making -= 1;
    }
  }

  return async (app) => {
    for (const { format, type, summary, make } of files) {
      app.route({
        method: 'GET',
        url: `/api/audits/:id/minutes.${format}`,
        config: { access: 'audit.view' },
        schema: {
          tags: ['audit'],
          summary,
          params: z.object({ id: z.uuid() }),
          querystring: z.object({
            locale: z.enum(['vi', 'en']).default('vi'),
            schoolId: z.uuid().optional(),
            ward: z.string().min(1).max(40).optional(),
          }),
          response: {
            200: { description: 'The file', content: { [type]: { schema: z.unknown() } } },
            ...errorAnswers,
          },
        },
        handler: async (request, reply) => {
          const { locale, schoolId = null, ward: wardCode = null } = request.query;
          const { minutes, file } = await oneOfFew(async () => {
            const gathered = await gatherMinutes(parts, request, { campaignId: request.params.id, schoolId, wardCode });
            return { minutes: gathered, file: await make(gathered, locale) };
          });
          const { id, title } = minutes.campaign;
          const sha256 = createHash('sha256').update(file).digest('hex');
          const exported = changesBy(request, parts, [
            {
              action: 'audit.exported',
              object: { kind: 'audit', id, name: title },
              details: { format, locale, school: schoolId, ward: wardCode, sha256 },
            },
          ]);
          await store.log.append(
            exported.map(({ entry }) => entry),
            new Date(clock.now()),
          );
          return reply
            .header('content-type', type)
            .header('content-disposition', `attachment; filename="khue-kiem-tra-${id.slice(0, 8)}.${format}"`)
            .header('cache-control', 'no-store')
            .send(file);
        },
      });
    }
  };
}
