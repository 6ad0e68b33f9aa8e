import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { layersSchema } from '@khue/domain/api';
import { errorAnswers } from '../answers/errorSchemas.ts';
import { PreparedBody, sendPrepared } from '../answers/preparedBody.ts';
import type { DashboardParts } from '../parts.ts';

const geoJson = 'application/geo+json; charset=utf-8';
const versionSchema = z.object({ v: z.string().max(64).optional() });
const fileAnswer = {
  200: { description: 'GeoJSON', content: { 'application/geo+json': { schema: z.unknown() } } },
  ...errorAnswers,
};

/** Forever for the version an address names, otherwise only after asking again. */
async function sendVersion(
  request: FastifyRequest,
  reply: FastifyReply,
  body: PreparedBody,
  asked: string | undefined,
) {
  const isNamed = asked === body.version;
  return sendPrepared(request, reply, body, isNamed ? 'private, max-age=31536000, immutable' : 'private, no-cache');
}

/** Outlines for the map: which there are, and the files. */
export function layerRoutes({ layers }: DashboardParts): FastifyPluginAsyncZod {
  return async (app) => {
    const wards = new PreparedBody(geoJson, layers.wards.geojson);
    const base = new PreparedBody(geoJson, layers.base.geojson);

    app.route({
      method: 'GET',
      url: '/api/layers',
      config: { access: 'inventory.view' },
      schema: {
        tags: ['layers'],
        summary: 'Which outlines the map may draw, and where they come from',
        response: { 200: layersSchema, ...errorAnswers },
      },
      handler: async () => ({
        wards: {
          kind: layers.wards.kind,
          url: `/api/layers/wards.geojson?v=${wards.version}`,
          attribution: layers.wards.attribution,
          version: layers.wards.version,
        },
        base: {
          url: `/api/layers/base.geojson?v=${base.version}`,
          attribution: layers.base.attribution,
          version: layers.base.version,
        },
      }),
    });

    app.route({
      method: 'GET',
      url: '/api/layers/wards.geojson',
      config: { access: 'inventory.view' },
      schema: { tags: ['layers'], summary: 'Wards', querystring: versionSchema, response: fileAnswer },
      handler: async (request, reply) => sendVersion(request, reply, wards, request.query.v),
    });

    app.route({
      method: 'GET',
      url: '/api/layers/base.geojson',
      config: { access: 'inventory.view' },
      schema: { tags: ['layers'], summary: 'Base map', querystring: versionSchema, response: fileAnswer },
      handler: async (request, reply) => sendVersion(request, reply, base, request.query.v),
    });
  };
}
