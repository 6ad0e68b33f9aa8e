import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { populationQuerySchema, sheetQuerySchema } from '@khue/domain/statisticsApi';
import { levelNames } from '@khue/domain/statisticsSheet';
import { rightsOf } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { asAttachment, xlsxType } from '../statistics/attachment.ts';
import { createTemplateMaker } from '../statistics/makeTemplate.ts';
import { figuresTemplate, populationTemplate } from '../statistics/templateOrders.ts';

const answers = {
  200: { description: 'A workbook to be filled in', content: { [xlsxType]: { schema: z.string() } } },
  ...errorAnswers,
};

/** Workbooks that schools fill in. */
export function statisticsTemplateRoutes({ store, clock }: DashboardParts): FastifyPluginAsyncZod {
  const makeTemplate = createTemplateMaker();
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/statistics/template',
      config: { access: 'statistics.submit' },
      schema: {
        tags: ['statistics'],
        summary: 'The sheet of a level and school year, a row for every school one may report for',
        querystring: sheetQuerySchema,
        response: answers,
      },
      handler: async (request, reply) => {
        const { level, schoolYear, period } = request.query;
        const sight = rightsOf(request).schools('statistics.submit');
        const at = new Date(clock.now());
        const book = await makeTemplate(await figuresTemplate(store, request.query, { sight, at }));
        const name = `Số liệu ${levelNames[level].vi} ${schoolYear} ${period === 'start' ? 'đầu năm' : 'cuối năm'}.xlsx`;
        return asAttachment(reply, xlsxType, name).send(book);
      },
    });

    app.route({
      method: 'GET',
      url: '/api/statistics/population/template',
      config: { access: 'statistics.manage' },
      schema: {
        tags: ['statistics'],
        summary: 'The sheet for people aged 3–18 by ward',
        querystring: populationQuerySchema,
        response: answers,
      },
      handler: async (request, reply) => {
        const { schoolYear } = request.query;
        const book = await makeTemplate(await populationTemplate(store, schoolYear));
        return asAttachment(reply, xlsxType, `Dân số 3–18 tuổi ${schoolYear}.xlsx`).send(book);
      },
    });
  };
}
