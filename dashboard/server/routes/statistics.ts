import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  figureListSchema,
  figuresLimit,
  figuresQuerySchema,
  momentSchoolsQuerySchema,
  momentSchoolsSchema,
  reportedYearsSchema,
  reportingQuerySchema,
  reportingSchema,
} from '@khue/domain/statisticsApi';
import { requireHeld, rightsOf } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { placeKindOf } from '../statistics/sight.ts';

/** Figures as reported: which years there are, who reported, and the cells behind a value. */
export function statisticsRoutes({ store }: DashboardParts): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/statistics/years',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'School years with figures of schools in sight, and how many reported',
        response: { 200: reportedYearsSchema, ...errorAnswers },
      },
      handler: async (request) => ({
        years: await store.statistics.years(rightsOf(request).schools('statistics.view')),
      }),
    });

    app.route({
      method: 'GET',
      url: '/api/statistics/schools',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'Schools in sight as they stood on the day that the figures of a school year are of',
        querystring: momentSchoolsQuerySchema,
        response: { 200: momentSchoolsSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const sight = rightsOf(request).schools('statistics.view');
        const schools = await store.statistics.schools(request.query);
        return { schools: schools.filter(({ id }) => sight === null || sight.has(id)) };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/statistics/reporting',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'Which schools in sight reported, and which did not',
        querystring: reportingQuerySchema,
        response: { 200: reportingSchema, ...errorAnswers },
      },
      handler: async (request) => ({
        rows: await store.statistics.reporting(request.query, rightsOf(request).schools('statistics.view')),
      }),
    });

    app.route({
      method: 'GET',
      url: '/api/statistics/figures',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['statistics'],
        summary: 'The cells behind a figure: those of schools in sight at a place, with sheet and cell',
        querystring: figuresQuerySchema,
        response: { 200: figureListSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const rights = rightsOf(request);
        const { place } = request.query;
        if (placeKindOf(place) === 'school') requireHeld(rights, 'statistics.view', { schoolId: place, camera: null });
        const filter = { ...request.query, schools: rights.schools('statistics.view') };
        const figures = await store.statistics.figures(filter, figuresLimit + 1);
        return { figures: figures.slice(0, figuresLimit), more: figures.length > figuresLimit };
      },
    });
  };
}
