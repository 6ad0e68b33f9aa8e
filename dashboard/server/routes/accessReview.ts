import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isAccountUnused } from '@khue/domain/accessReview';
import { accessReviewCsv } from '@khue/domain/accessReviewCsv';
import {
  type AccessReview,
  accessReviewSchema,
  reviewMarkedSchema,
  reviewMarkSchema,
} from '@khue/domain/administration';
import { signedIn } from '../access/guard.ts';
import { changesBy } from '../administration/changes.ts';
import { grantRows } from '../administration/grantRows.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';

const file = { description: 'One line per grant', content: { 'text/csv': { schema: z.string() } } };
const wholeReview = { kind: 'access_review', id: 'all', name: '' } as const;

/** The review of rights: who has what, and what of it has to be looked at. */
export function accessReviewRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock } = parts;

  async function review(): Promise<AccessReview> {
    const now = clock.now();
    const at = new Date(now);
    const [states, rules, accounts] = await Promise.all([
      store.access.grants({ endingAfter: at }),
      store.access.reviewRules(at),
      store.accounts.accountStates(),
    ]);
    const unused = accounts.filter(({ disabledAt, createdAt, lastSignInAt }) => {
      const times = { createdAt: createdAt.getTime(), lastSignInAt: lastSignInAt?.getTime() ?? null };
      return disabledAt === null && isAccountUnused(times, now, rules);
    });
    return {
      at: at.toISOString(),
      rules,
      grants: await grantRows(store, states, now, rules),
      unusedAccounts: unused.map(({ account, createdAt, lastSignInAt }) => ({
        id: account.id,
        name: account.name,
        displayName: account.displayName,
        createdAt: createdAt.toISOString(),
        lastSignInAt: lastSignInAt?.toISOString() ?? null,
      })),
    };
  }

  return async (app) => {
    app.route({
      method: 'GET',
      url: '/api/access/review',
      config: { access: 'access.review' },
      schema: {
        tags: ['administration'],
        summary: 'Every grant that has not ended, what has to be looked at, and accounts that nobody uses',
        response: { 200: accessReviewSchema, ...errorAnswers },
      },
      handler: review,
    });

    app.route({
      method: 'GET',
      url: '/api/access/review.csv',
      config: { access: 'access.review' },
      schema: {
        tags: ['administration'],
        summary: 'The same as a table for spreadsheets; the log says who took it',
        querystring: z.object({ locale: z.enum(['vi', 'en']).default('vi') }),
        response: { 200: file, ...errorAnswers },
      },
      handler: async (request, reply) => {
        const found = await review();
        const details = { grants: found.grants.length };
        const told = changesBy(request, parts, [{ action: 'access.exported', object: wholeReview, details }]);
        await store.log.append(
          told.map(({ entry }) => entry),
          new Date(clock.now()),
        );
        return reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="khue-access-review.csv"')
          .header('cache-control', 'no-store')
          .send(accessReviewCsv(found, request.query.locale));
      },
    });

    app.route({
      method: 'POST',
      url: '/api/access/review',
      config: { access: 'access.review' },
      schema: {
        tags: ['administration'],
        summary: 'Mark grants as looked at',
        body: reviewMarkSchema,
        response: { 200: reviewMarkedSchema, ...errorAnswers },
      },
      handler: async (request) => {
        const { account } = signedIn(request);
        const at = new Date(clock.now());
        const asked = new Set(request.body.grantIds);
        const states = (await store.access.grants({ endingAfter: at })).filter(({ grant }) => asked.has(grant.id));
        const holders = await store.access.holders(states.map(({ grant }) => grant.accountId));
        const grantIds = states.map(({ grant }) => grant.id);
        const marked = await store.access.reviewGrants(grantIds, account.id, at, (reviewed) => {
          const changes = states
            .filter(({ grant }) => reviewed.includes(grant.id))
            .map(({ grant: { id, accountId, role, scopeId } }) => ({
              action: 'grant.reviewed' as const,
              object: { kind: 'account', id: accountId, name: holders.get(accountId)?.account.name ?? '' },
              details: { grantId: id, role, scopeId },
            }));
          return changesBy(request, parts, changes);
        });
        return { reviewed: marked.length };
      },
    });
  };
}
