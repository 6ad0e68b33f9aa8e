import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import type { IndicatorDefinition } from '@khue/domain/indicator';
import type { Measure } from '@khue/domain/statistics';
import {
  indicatorBreakdownQuerySchema,
  indicatorBreakdownSchema,
  indicatorListSchema,
  indicatorTrendQuerySchema,
  indicatorTrendSchema,
  indicatorValuesQuerySchema,
  indicatorValuesSchema,
} from '@khue/domain/statisticsApi';
import { rightsOf } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import { sendPrepared } from '../answers/preparedBody.ts';
import type { DashboardParts } from '../parts.ts';
import { PreparedAnswers } from '../statistics/preparedAnswers.ts';
import { indicatorValues } from '../statistics/indicatorValues.ts';
import { SchoolsOfMoments } from '../statistics/schoolsOfMoments.ts';
import { requireTotal, valuesInSight, wholeWards } from '../statistics/sight.ts';

const keySchema = z.object({ key: z.string().regex(/^[A-Z]\d\d(\.[a-z]+)?$/u) });

/** The measure of a total that can be told apart by grade and sex. */
function measureOf({ formula, breakdown }: IndicatorDefinition): Measure | null {
  const [part] = formula.form === 'total' ? formula.of.sum : [];
  return breakdown.length > 0 && part?.of === 'measure' ? part.measure : null;
}

/** Indicators: what they are, and their values by place and year. */
export function indicatorRoutes({ store, clock }: DashboardParts): FastifyPluginAsyncZod {
  const answers = new PreparedAnswers();
  const register = new SchoolsOfMoments(store);

  async function definitionOf(key: string): Promise<IndicatorDefinition> {
    const all = await store.statistics.definitions(new Date(clock.now()));
    const definition = all.find((known) => known.key === key);
    if (definition === undefined) throw new KhueError('KHUE_NOT_FOUND');
    return definition;
  }

  async function trendOf(
    definition: IndicatorDefinition,
    frame: Omit<Parameters<typeof indicatorValues>[2], 'schoolYear'>,
    place: string,
  ) {
    if (frame.ownership === undefined) return store.statistics.trend({ ...frame, key: definition.key }, place);
    const moments = (await store.statistics.moments()).filter(({ period }) => period === frame.period);
    const points = await Promise.all(
      moments.map(async ({ schoolYear }) => {
        const asked = { ...frame, schoolYear };
        const values = await indicatorValues(store, definition, asked, () => register.of(asked));
        return values.filter((value) => value.place === place).map((value) => ({ ...value, schoolYear }));
      }),
    );
    return points.flat();
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/indicators',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'Definitions of indicators in force: formula, unit, targets, sources',
        response: { 200: indicatorListSchema, ...errorAnswers },
      },
      handler: async () => ({ indicators: await store.statistics.definitions(new Date(clock.now())) }),
    });

    app.route({
      method: 'GET',
      url: '/api/indicators/:key/values',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'One indicator of a school year by school, ward or city: every place that is in sight as a whole',
        params: keySchema,
        querystring: indicatorValuesQuerySchema,
        response: { 200: indicatorValuesSchema, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const { key } = request.params;
        const { schoolYear, period, level = null, by, ownership } = request.query;
        const sight = rightsOf(request).schools('statistics.view');
        const epoch = await register.epoch();
        const name = [key, schoolYear, period, level, by, ownership].join(' ');
        const body = await answers.get({ sight, name, epoch }, async () => {
          const definition = await definitionOf(key);
          const all = await indicatorValues(store, definition, { schoolYear, period, level, by, ownership }, () =>
            register.of(request.query),
          );
          const values = valuesInSight(all, by, sight, sight === null ? [] : await register.toBeSeen(request.query));
          return indicatorValuesSchema.parse({ values, synthetic: values.some(({ synthetic }) => synthetic) });
        });
        return sendPrepared(request, reply, body, 'private, no-cache');
      },
    });

    app.route({
      method: 'GET',
      url: '/api/indicators/:key/trend',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'One indicator of one place over the school years',
        params: keySchema,
        querystring: indicatorTrendQuerySchema,
        response: { 200: indicatorTrendSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { place, period, level = null, ownership } = request.query;
        const rights = rightsOf(request);
        const by = await requireTotal(rights, place, () => store.schools.list());
        const definition = await definitionOf(request.params.key);
        const points = await trendOf(definition, { period, level, by, ownership }, place);
        const sight = rights.schools('statistics.view');
        if (by !== 'ward' || sight === null) return { points };
        const seen = await Promise.all(
          points.map(async ({ schoolYear }) =>
            wholeWards(await register.toBeSeen({ schoolYear, period }), sight).has(place),
          ),
        );
        return { points: points.filter((_, i) => seen[i]) };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/indicators/:key/breakdown',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'A total of one place by grade and sex; 404 where the indicator has no such parts',
        params: keySchema,
        querystring: indicatorBreakdownQuerySchema,
        response: { 200: indicatorBreakdownSchema, ...errorAnswers },
      },
      handler: async (request) => {
        await requireTotal(rightsOf(request), request.query.place, () => register.toBeSeen(request.query));
        const measure = measureOf(await definitionOf(request.params.key));
        if (measure === null) throw new KhueError('KHUE_NOT_FOUND');
        const schools = rightsOf(request).schools('statistics.view');
        return { cells: await store.statistics.breakdown({ ...request.query, schools }, measure) };
      },
    });
  };
}
