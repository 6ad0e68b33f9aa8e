import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { KhueError } from '@khue/domain/errors';
import { rightsOf, signedIn } from '../access/guard.ts';
import { preferredLocale } from '../answers/locale.ts';
import product from '../package.json' with { type: 'json' };
import type { DashboardParts } from '../parts.ts';
import { originOf, tellHowToSignIn } from './feedRequests.ts';
import { collection, conformsTo, crs84, itemsPage, itemText, landing, ogcMediaTypes } from './ogc/ogcAnswers.ts';
import { ogcApiDocument } from './ogc/ogcApiDocument.ts';
import { isAskedFor, type OgcCollection, ogcCollections, OgcFeatures } from './ogc/ogcFeatures.ts';
import { itemsQuerySchema, nothingSchema, pageSizes, parseQuery } from './ogc/ogcQuery.ts';

/** What is told has to be looked at within so long; otherwise nothing is told. */
const freshForMs = 60_000;

interface CollectionParams {
  readonly collectionId: string;
}
interface ItemParams extends CollectionParams {
  readonly featureId: string;
}

function collectionOf({ collectionId }: CollectionParams): OgcCollection {
  const known = ogcCollections.find((id) => id === collectionId);
  if (known === undefined) throw new KhueError('KHUE_NOT_FOUND');
  return known;
}

/** Every parameter once: one that comes twice says two things. */
function askedOf(query: unknown): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const [name, value] of Object.entries(query ?? {})) {
    if (typeof value !== 'string') throw new KhueError('KHUE_INPUT_INVALID', { fields: name.slice(0, 80) });
    asked[name] = value;
  }
  return asked;
}

const paramsSchema = { tags: ['feed'] };

/** OGC API – Features Part 1 (OGC 17-069r4): Core, GeoJSON, OpenAPI 3.0. */
export function ogcRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { feed, clock, config, layers } = parts;
  const features = new OgcFeatures(feed.records, layers);

  /** When the records were last looked at; throws where that is too long ago to be told as what is true. */
  async function lookedAt(): Promise<Date> {
    if (feed.records.head === null) await feed.records.read();
    const at = feed.records.head?.lookedAt ?? null;
    if (at === null || clock.now() - at.getTime() > freshForMs) {
      throw new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'database' });
    }
    return at;
  }

  function baseOf(request: FastifyRequest): string {
    return `${originOf(request, config)}/ogc`;
  }

  function seen(request: FastifyRequest, id: OgcCollection) {
    return features.within(id, rightsOf(request).schools('feed.read'));
  }

  function sendGeoJson(reply: FastifyReply, text: string): FastifyReply {
    return reply
      .headers({ 'content-crs': `<${crs84}>`, 'cache-control': 'private, no-cache', vary: 'authorization' })
      .type(ogcMediaTypes.geoJson)
      .send(text);
  }

  async function sendItems(request: FastifyRequest, reply: FastifyReply, id: OgcCollection): Promise<FastifyReply> {
    const asked = askedOf(request.query);
    const query = parseQuery(itemsQuerySchema, asked);
    const at = await lookedAt();
    const matched = seen(request, id).filter((feature) => isAskedFor(feature, query));
    const { limit = pageSizes.usual, offset = 0 } = query;
    const { text, returned } = itemsPage({ base: baseOf(request), id, asked, query: { limit, offset }, matched, at });
    feed.reads.note(signedIn(request), request.ip, returned);
    return sendGeoJson(reply, text);
  }

  return async (app) => {
    tellHowToSignIn(app);
    const access = { access: 'feed.read' } as const;
    const describe = (summary: string) => ({ ...paramsSchema, summary });

    for (const url of ['/ogc', '/ogc/']) {
      app.get(url, { config: access, schema: describe('OGC API – Features: landing page') }, async (request, reply) => {
        parseQuery(nothingSchema, request.query);
        return reply.send(landing(baseOf(request), preferredLocale(request.headers['accept-language'])));
      });
    }

    app.get('/ogc/conformance', { config: access, schema: describe('Conformance classes') }, async (request, reply) => {
      parseQuery(nothingSchema, request.query);
      return reply.send({ conformsTo });
    });

    app.get(
      '/ogc/api',
      { config: access, schema: describe('OpenAPI 3.0 of the collections') },
      async (request, reply) => {
        parseQuery(nothingSchema, request.query);
        return reply.type(ogcMediaTypes.openApi).send(JSON.stringify(ogcApiDocument(baseOf(request), product.version)));
      },
    );

    app.get('/ogc/collections', { config: access, schema: describe('The collections') }, async (request, reply) => {
      parseQuery(nothingSchema, request.query);
      await lookedAt();
      const base = baseOf(request);
      const locale = preferredLocale(request.headers['accept-language']);
      const links = [{ href: `${base}/collections`, rel: 'self', type: 'application/json' }];
      return reply.send({
        links,
        collections: ogcCollections.map((id) => collection(base, id, seen(request, id), locale)),
      });
    });

    app.get<{ Params: CollectionParams }>(
      '/ogc/collections/:collectionId',
      { config: access, schema: describe('One collection') },
      async (request, reply) => {
        const id = collectionOf(request.params);
        parseQuery(nothingSchema, request.query);
        await lookedAt();
        const locale = preferredLocale(request.headers['accept-language']);
        return reply.send(collection(baseOf(request), id, seen(request, id), locale));
      },
    );

    app.get<{ Params: CollectionParams }>(
      '/ogc/collections/:collectionId/items',
      { config: access, schema: describe('Features of a collection, by bbox and datetime, page by page') },
      async (request, reply) => sendItems(request, reply, collectionOf(request.params)),
    );

    app.get<{ Params: ItemParams }>(
      '/ogc/collections/:collectionId/items/:featureId',
      { config: access, schema: describe('One feature') },
      async (request, reply) => {
        const id = collectionOf(request.params);
        parseQuery(nothingSchema, request.query);
        await lookedAt();
        const found = seen(request, id).find((feature) => feature.id === request.params.featureId);
        if (found === undefined) throw new KhueError('KHUE_NOT_FOUND');
        feed.reads.note(signedIn(request), request.ip, 1);
        return sendGeoJson(reply, itemText(baseOf(request), id, found));
      },
    );
  };
}
