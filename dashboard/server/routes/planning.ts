import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  nearestQuerySchema,
  nearestSchema,
  placesQuerySchema,
  placesSchema,
  reachQuerySchema,
  reachSchema,
  type ServiceAreas,
  serviceAreasQuerySchema,
  serviceAreasSchema,
} from '@khue/domain/planningApi';
import { nearest } from '@khue/gis-data/nearest';
import { shareWithin } from '@khue/gis-data/reach';
import { rightsOf } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { placesOfWards } from '../planning/placesOfWards.ts';
import { PlanningDesk } from '../planning/planningDesk.ts';

/** Coordinates of an answer, degrees: about a metre. */
const precision = 1e5;
const rounded = ([lon, lat]: readonly [number, number]): [number, number] => [
  Math.round(lon * precision) / precision,
  Math.round(lat * precision) / precision,
];

type Area = Awaited<ReturnType<PlanningDesk['serviceAreas']>>[number];

function areaFeatures(areas: readonly Area[]): ServiceAreas['features'] {
  const borders = areas.flatMap((area) => area.borders);
  return [
    {
      type: 'Feature',
      id: 'borders',
      properties: {},
      geometry: { type: 'MultiLineString', coordinates: borders.map(([a, b]) => [rounded(a), rounded(b)]) },
    },
    ...areas.map(({ places, parts }): ServiceAreas['features'][number] => ({
      type: 'Feature',
      id: 'area',
      properties: { schools: places.map(({ id, shortName }) => ({ id, name: shortName })) },
      geometry: {
        type: 'MultiPolygon',
        coordinates: parts.flatMap(({ polygons }) =>
          polygons.map((rings) =>
            rings.map((ring) => {
              const closed = ring.map(rounded);
              const [first] = closed;
              return first === undefined ? closed : [...closed, first];
            }),
          ),
        ),
      },
    })),
  ];
}

/** Reach, nearest schools, service areas and places: for the schools that the account sees. */
export function planningRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store } = parts;
  const desk = new PlanningDesk(parts);

  async function sight(request: FastifyRequest, asked: Parameters<PlanningDesk['sight']>[2]) {
    return desk.sight(await store.schools.list(), rightsOf(request).schools('statistics.view'), asked);
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/planning/reach',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['planning'],
        summary:
          'Share of each ward within so many metres of a school of a level, in a straight line, demand spread evenly',
        querystring: reachQuerySchema,
        response: { 200: reachSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { metres } = request.query;
        const seen = await sight(request, request.query);
        const told = [...desk.distances(seen)].filter(([code]) => seen.wards === null || seen.wards.has(code));
        const wards = told.map(([place, distances]) => ({ place, share: shareWithin(distances, metres) }));
        return { ...seen.ground, wards };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/planning/nearest',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['planning'],
        summary: 'The schools nearest to a point, with metres in a straight line',
        querystring: nearestQuerySchema,
        response: { 200: nearestSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { lon, lat, k } = request.query;
        const seen = await sight(request, request.query);
        const found = nearest({ lon, lat }, seen.placed, k);
        return {
          ...seen.ground,
          nearest: found.map(({ place, metres }) => {
            const { id, shortName } = place;
            return { id, name: shortName, lon: place.lon, lat: place.lat, metres };
          }),
        };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/planning/service-areas',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['planning'],
        summary: 'What lies nearer to each school of a level than to any other, within the wards: GeoJSON, WGS 84',
        querystring: serviceAreasQuerySchema,
        response: { 200: serviceAreasSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const seen = await sight(request, request.query);
        const features = areaFeatures(await desk.serviceAreas(seen));
        return { ...seen.ground, type: 'FeatureCollection' as const, features };
      },
    });

    app.route({
      method: 'GET',
      url: '/api/planning/places',
      config: { access: 'statistics.view' },
      schema: {
        tags: ['planning'],
        summary: 'Classrooms by the norm against pupils, by ward, of the schools that reported both',
        querystring: placesQuerySchema,
        response: { 200: placesSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const seen = rightsOf(request).schools('statistics.view');
        const schools = await store.statistics.schools(request.query);
        return placesOfWards(parts, request.query, desk.sight(schools, seen, request.query));
      },
    });
  };
}
