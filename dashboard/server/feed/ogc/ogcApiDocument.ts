import { z } from 'zod';
import { cameraPointRecordSchema, schoolRecordSchema, wardRecordSchema } from '@khue/domain/feed';
import { ogcMediaTypes } from './ogcAnswers.ts';
import { type OgcCollection, ogcCollections } from './ogcFeatures.ts';
import { pageSizes } from './ogcQuery.ts';

const records = {
  schools: schoolRecordSchema.omit({ lon: true, lat: true }),
  wards: wardRecordSchema,
  'camera-points': cameraPointRecordSchema.omit({ lon: true, lat: true }),
} satisfies Record<OgcCollection, z.ZodType>;

const parameters = {
  limit: {
    name: 'limit',
    in: 'query',
    description: 'Features on a page; where more are asked for than the maximum, the maximum is given',
    schema: { type: 'integer', minimum: 1, maximum: pageSizes.most, default: pageSizes.usual },
    style: 'form',
    explode: false,
  },
  offset: {
    name: 'offset',
    in: 'query',
    description: 'Features left out at the beginning; links lead on by it',
    schema: { type: 'integer', minimum: 0, default: 0 },
    style: 'form',
    explode: false,
  },
  bbox: {
    name: 'bbox',
    in: 'query',
    description: 'West, south, east, north in WGS 84 degrees',
    schema: {
      type: 'array',
      oneOf: [
        { minItems: 4, maxItems: 4 },
        { minItems: 6, maxItems: 6 },
      ],
      items: { type: 'number' },
    },
    style: 'form',
    explode: false,
  },
  datetime: {
    name: 'datetime',
    in: 'query',
    description: 'An instant or an interval (RFC 3339), open ends as `..`',
    schema: { type: 'string' },
    style: 'form',
    explode: false,
  },
} as const;

const error = {
  description: 'An error: its code and a sentence',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

function answer(description: string, mediaType: string, schema: object): object {
  return {
    responses: {
      200: { description, content: { [mediaType]: { schema } } },
      400: error,
      401: error,
      404: error,
    },
  };
}

function featureSchema(id: OgcCollection): object {
  const properties = z.toJSONSchema(records[id], { target: 'openapi-3.0' });
  return {
    type: 'object',
    required: ['type', 'id', 'geometry', 'properties'],
    properties: {
      type: { type: 'string', enum: ['Feature'] },
      id: { type: 'string' },
      geometry: { type: 'object', nullable: true },
      properties,
    },
  };
}

function pathsOf(id: OgcCollection): Record<string, object> {
  const feature = featureSchema(id);
  const page = {
    type: 'object',
    required: ['type', 'features'],
    properties: {
      type: { type: 'string', enum: ['FeatureCollection'] },
      features: { type: 'array', items: feature },
      links: { type: 'array', items: { type: 'object' } },
      timeStamp: { type: 'string', format: 'date-time' },
      numberMatched: { type: 'integer', minimum: 0 },
      numberReturned: { type: 'integer', minimum: 0 },
    },
  };
  const refs = Object.keys(parameters).map((name) => ({ $ref: `#/components/parameters/${name}` }));
  const featureId = { name: 'featureId', in: 'path', required: true, schema: { type: 'string' } };
  const object = { type: 'object' };
  return {
    [`/collections/${id}`]: {
      get: { operationId: `${id}.describe`, ...answer('The collection', 'application/json', object) },
    },
    [`/collections/${id}/items`]: {
      get: {
        operationId: `${id}.items`,
        parameters: refs,
        ...answer('A page of features', ogcMediaTypes.geoJson, page),
      },
    },
    [`/collections/${id}/items/{featureId}`]: {
      get: {
        operationId: `${id}.item`,
        parameters: [featureId],
        ...answer('A feature', ogcMediaTypes.geoJson, feature),
      },
    },
  };
}

/** The description of the collections (OpenAPI 3.0), made of the schemas of the records. */
export function ogcApiDocument(base: string, version: string): object {
  const object = { type: 'object' };
  const plain = (operationId: string, description: string) => ({
    get: { operationId, ...answer(description, 'application/json', object) },
  });
  return {
    openapi: '3.0.3',
    info: { title: 'Khuê – OGC API – Features', version },
    servers: [{ url: base }],
    security: [{ key: [] }],
    paths: {
      '/': plain('landing', 'Where to go from here'),
      '/conformance': plain('conformance', 'Conformance classes'),
      '/api': plain('api', 'This document'),
      '/collections': plain('collections', 'The collections'),
      ...Object.assign({}, ...ogcCollections.map(pathsOf)),
    },
    components: { parameters, securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  };
}
