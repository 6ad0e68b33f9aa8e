import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  type PlanningExportQuery,
  planningExportQuerySchema,
  planningMeasures,
  reachLimits,
} from '@khue/domain/planningApi';
import { rightsOf, signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { exportBook } from '../planning/exportBook.ts';
import { exportContents } from '../planning/exportContents.ts';
import { exportGeoJson } from '../planning/exportGeoJson.ts';
import { PlanningDesk } from '../planning/planningDesk.ts';
import { asAttachment, xlsxType } from '../statistics/attachment.ts';

const geoJson = 'application/geo+json; charset=utf-8';
const fileOf = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: z.string() } } },
  ...errorAnswers,
});

/** Files of what the map shows. Who took one, and of what, stands in the log before it leaves. */
export function planningExportRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;
  const desk = new PlanningDesk(parts);

  async function contentsFor(request: FastifyRequest, query: PlanningExportQuery, format: string) {
    const contents = await exportContents(parts, desk, query, rightsOf(request).schools('statistics.view'));
    const { account, sessionId } = signedIn(request);
    const { key, schoolYear, period, level = null, ownership = null } = query;
    const metres = key === planningMeasures.reach ? { metres: query.metres ?? reachLimits.usual } : {};
    const entry = {
      actorId: account.id,
      actorName: account.name,
      action: 'statistics.exported',
      object: { kind: 'indicator', id: key, name: contents.measure.name.slice(0, 200) },
      result: 'done',
      address: request.ip,
      sessionId,
      details: {
        format,
        schoolYear,
        period,
        level,
        ownership,
        ...metres,
        wards: contents.wards.length,
        schools: contents.schools.length,
      },
    } as const;
    await store.log.append([entry], new Date(clock.now()));
    return contents;
  }

  const send = (reply: FastifyReply, query: PlanningExportQuery, file: { type: string; extension: string }) =>
    asAttachment(reply, file.type, `Khuê ${query.key} ${query.level ?? ''} ${query.schoolYear}.${file.extension}`);

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/planning/export.xlsx',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['planning'],
        summary: 'An indicator by ward and school as a workbook; the log says who took it',
        querystring: planningExportQuerySchema,
        response: fileOf(xlsxType, 'A workbook with its notes above the rows'),
      },
      handler: async (request, reply) => {
        const book = await exportBook(await contentsFor(request, request.query, 'xlsx'));
        return send(reply, request.query, { type: xlsxType, extension: 'xlsx' }).send(book);
      },
    });

    app.route({
      method: 'GET',
      url: '/api/planning/export.geojson',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['planning'],
        summary: 'The same as GeoJSON, WGS 84: wards as areas, schools as points',
        querystring: planningExportQuerySchema,
        response: fileOf('application/geo+json', 'GeoJSON with its notes in the member `khue`'),
      },
      handler: async (request, reply) => {
        const contents = await contentsFor(request, request.query, 'geojson');
        return send(reply, request.query, { type: geoJson, extension: 'geojson' }).send(
          exportGeoJson(contents, desk.wards),
        );
      },
    });
  };
}
