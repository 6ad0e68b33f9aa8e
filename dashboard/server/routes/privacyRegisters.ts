import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Locale } from '@khue/domain/errors';
import { clockRuleListSchema, type Register, registerSchema } from '@khue/domain/privacyApi';
import { approvalsCsv, incidentsCsv, subjectRequestsCsv } from '@khue/domain/privacyCsv';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { Approvals } from '../privacy/approvals.ts';
import { privacyEntry } from '../privacy/privacyEntry.ts';
import { Registers } from '../privacy/registers.ts';

/** The registers to take along, and the rules their clocks are counted by. */
export function privacyRegisterRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const approvals = new Approvals(parts);
  const registers = new Registers(parts);

  async function csvOf(request: FastifyRequest, register: Register, locale: Locale): Promise<string> {
    switch (register) {
      case 'zone-approvals':
        return approvalsCsv(await approvals.list(request), locale);
      case 'subject-requests':
        return subjectRequestsCsv(await registers.requests(), locale);
      case 'incidents':
        return incidentsCsv(await registers.incidents(), locale);
      default:
        return register satisfies never;
    }
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/clock-rules',
      config: { access: 'privacy.view' },
      schema: {
        tags: ['privacy'],
        summary: 'The clocks of the law and the holidays they are counted by, with their sources',
        response: { 200: clockRuleListSchema, ...errorAnswers },
      },
      handler: async () => {
        const [rules, holidays] = await Promise.all([store.privacy.clockRules(), store.privacy.publicHolidays()]);
        return { rules, holidays };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/privacy-registers/:register',
      config: { access: 'privacy.view' },
      schema: {
        tags: ['privacy'],
        summary: 'A register as a spreadsheet',
        params: z.object({ register: registerSchema }),
        querystring: z.object({ locale: z.enum(['vi', 'en']).default('vi') }),
        response: {
          200: { description: 'The register', content: { 'text/csv': { schema: z.string() } } },
          ...errorAnswers,
        },
      },
      handler: async (request, reply) => {
        const { register } = request.params;
        const csv = await csvOf(request, register, request.query.locale);
        const object = { kind: 'register', id: register, name: register };
        const entry = privacyEntry(request, { action: 'privacy.exported', object });
        await store.log.append([entry], new Date(clock.now()));
        return reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${register}.csv"`)
          .send(csv);
      },
    });
  };
}
