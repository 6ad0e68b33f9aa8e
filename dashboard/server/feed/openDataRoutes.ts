import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { KhueError } from '@khue/domain/errors';
import type { ReportedYear } from '@khue/domain/statisticsApi';
import type { FeedHead } from '@khue/store/feed';
import { PreparedBody, sendPrepared } from '../answers/preparedBody.ts';
import { takeOne } from '../hardening/hardenRequests.ts';
import { RequestRate, siteOf } from '../hardening/requestRate.ts';
import type { DashboardParts } from '../parts.ts';
import { originOf } from './feedRequests.ts';
import { catalogue } from './openData/catalogue.ts';
import { countsCsv, schoolsCsv } from './openData/openDataCsv.ts';

/** Files that one address takes: whoever wants more asks again later. */
const fileRate = { burst: 30, perSecond: 1 };
const csv = 'text/csv; charset=utf-8; header=present';
const jsonLd = 'application/ld+json; charset=utf-8';

/** Open data: for everybody, without a key, at the pace of a person; off where the switch says so. */
export function openDataRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock, feed, config, turnedAway } = parts;
  const rate = new RequestRate(fileRate, clock);
  /** Files by name, as long as what they are made of stays. */
  const prepared = new Map<string, { readonly madeOf: string; readonly body: PreparedBody }>();

  /** Throws where an address asks too often, or nothing is published. */
  async function open(request: FastifyRequest): Promise<FeedHead> {
    takeOne(rate, siteOf(request.ip), turnedAway, request.ip, 'open data');
    const head = await store.feed.head();
    if (!head.openData) throw new KhueError('KHUE_NOT_FOUND');
    await feed.records.read(head);
    // A reading that had begun already may have ended before this head: a file is as new as what it is made of.
    return feed.records.head ?? head;
  }

  async function latest(): Promise<ReportedYear | null> {
    const years = await store.statistics.years(null);
    return years.findLast(({ reported }) => reported > 0) ?? null;
  }

  const schools = () => feed.records.schools.map(({ value }) => value).toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const isSynthetic = () => schools().some(({ synthetic }) => synthetic);

  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    file: { readonly name: string; readonly contentType: string; readonly madeOf: string },
    make: () => Promise<string> | string,
  ): Promise<FastifyReply> {
    const { name, contentType, madeOf } = file;
    const known = prepared.get(name);
    const body = known?.madeOf === madeOf ? known.body : new PreparedBody(contentType, await make());
    prepared.set(name, { madeOf, body });
    // What is open may be read by pages of other places.
    reply.header('access-control-allow-origin', '*');
    if (contentType === csv) {
      const mark = isSynthetic() ? 'mo-phong-' : '';
      reply.header('content-disposition', `attachment; filename="${mark}${name}"`);
    }
    return sendPrepared(request, reply, body, 'public, max-age=300');
  }

  return async (app) => {
    const access = { access: 'public' } as const;
    const describe = (summary: string) => ({ tags: ['open data'], summary });

    app.get(
      '/opendata/catalog.jsonld',
      { config: access, schema: describe('The catalogue, DCAT-AP') },
      async (request, reply) => {
        const head = await open(request);
        const [year, epoch] = await Promise.all([latest(), store.statistics.valuesEpoch()]);
        const base = `${originOf(request, config)}/opendata`;
        const madeOf = `${base} ${head.feedId} ${head.number} ${epoch}`;
        return send(request, reply, { name: 'catalog.jsonld', contentType: jsonLd, madeOf }, () =>
          JSON.stringify(
            catalogue({
              base,
              modified: head.lookedAt ?? new Date(clock.now()),
              synthetic: isSynthetic(),
              schoolYear: year?.schoolYear ?? null,
            }),
          ),
        );
      },
    );

    app.get(
      '/opendata/schools.csv',
      { config: access, schema: describe('Schools, one a line') },
      async (request, reply) => {
        const head = await open(request);
        const madeOf = `${head.feedId} ${head.number}`;
        return send(request, reply, { name: 'schools.csv', contentType: csv, madeOf }, () => schoolsCsv(schools()));
      },
    );

    app.get(
      '/opendata/counts.csv',
      { config: access, schema: describe('Pupils and teachers by school and level; small counts suppressed') },
      async (request, reply) => {
        const head = await open(request);
        const [year, epoch] = await Promise.all([latest(), store.statistics.valuesEpoch()]);
        if (year === null) throw new KhueError('KHUE_NOT_FOUND');
        const { schoolYear, period } = year;
        const madeOf = `${head.feedId} ${head.number} ${epoch} ${schoolYear} ${period}`;
        return send(request, reply, { name: 'counts.csv', contentType: csv, madeOf }, async () =>
          countsCsv(await store.statistics.reportedRows({ schoolYear, period }), schools(), { schoolYear, period }),
        );
      },
    );
  };
}
