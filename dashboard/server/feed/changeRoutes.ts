import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import { feedChangesSchema, feedPageLimit, feedSnapshotSchema, feedWaitLimitS, snapshotPath } from '@khue/domain/feed';
import type { FeedHead } from '@khue/store/feed';
import { signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { changesAfter, cursorAt, type FeedScope, positionOf, snapshotChange } from './feedChanges.ts';
import { readPage, writePage } from './feedCursor.ts';
import { bearerOf } from './feedKeys.ts';
import { tellHowToSignIn } from './feedRequests.ts';

const cursorSchema = z.string().min(1).max(400);
const limitSchema = z.coerce.number().int().min(1).max(feedPageLimit).default(feedPageLimit);
const changesQuerySchema = z.strictObject({
  after: cursorSchema,
  limit: limitSchema,
  waitS: z.coerce.number().int().min(0).max(feedWaitLimitS).default(0),
});
const snapshotQuerySchema = z.strictObject({ page: cursorSchema.optional(), limit: limitSchema });

/** The changes, and all that is true now to begin with. */
export function feedChangeRoutes(parts: DashboardParts): FastifyPluginAsyncZod {
  const { store, clock, feed, rights } = parts;

  /**
   * How far the feed has come, and what the client may read: in this order, so that rights are at least as new as the
   * newest change. Throws where the key or the right has ended, which may have happened while it waited.
   */
  async function standing(request: FastifyRequest): Promise<{ head: FeedHead; scope: FeedScope }> {
    const head = await store.feed.head();
    const key = bearerOf(request);
    if (key !== null && (await feed.keys.find(key)) === null) throw new KhueError('KHUE_SIGN_IN_REQUIRED');
    rights.lookAgain();
    const mine = await rights.of(signedIn(request).account.id);
    if (!mine.holds('feed.read')) throw new KhueError('KHUE_NOT_ALLOWED');
    return { head, scope: mine.schools('feed.read') };
  }

  /** Aborted once the client has left. */
  function leaving(reply: FastifyReply): AbortSignal {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    return left.signal;
  }

  async function page(request: FastifyRequest, after: string, limit: number) {
    const { head, scope } = await standing(request);
    const { number } = await positionOf(store, after, head, scope);
    return { from: number, ...(await changesAfter(store, head, scope, { after: number, limit })) };
  }

  async function changes(
    request: FastifyRequest,
    reply: FastifyReply,
    { after, limit, waitS }: z.infer<typeof changesQuerySchema>,
  ) {
    const who = signedIn(request);
    let found = await page(request, after, limit);
    const until = performance.now() + waitS * 1_000;
    const signal = leaving(reply);
    while (found.changes.length === 0 && performance.now() < until && !signal.aborted && !feed.isStopping) {
      const behind = found.number;
      if (!(await feed.changeBehind(behind, who.account.id, until - performance.now(), signal))) break;
      found = await page(request, after, limit);
    }
    await store.feed.markRead(who.account.id, found.from, new Date(clock.now()));
    feed.reads.note(who, request.ip, found.changes.length);
    const { changes: list, cursor, more } = found;
    return { changes: list, cursor, more };
  }

  async function snapshot(request: FastifyRequest, { page: asked, limit }: z.infer<typeof snapshotQuerySchema>) {
    const { head, scope } = await standing(request);
    const began = asked === undefined ? null : readPage(asked);
    if (asked !== undefined && began === null) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'page' });
    const cursor = began?.cursor ?? (await cursorAt(store, head, scope, head.number));
    // A page of a snapshot that began in another scope, or too long ago, leads to a cursor that is none any more.
    if (began !== null) await positionOf(store, cursor, head, scope);
    const after = began ?? { collection: '', objectId: '' };
    const objects = await store.feed.objects({ after, limit, schools: scope });
    const last = objects.at(-1);
    const at = head.lookedAt ?? new Date(clock.now());
    feed.reads.note(signedIn(request), request.ip, objects.length);
    return {
      changes: objects.map((object) => snapshotChange(object, at, cursor)),
      cursor,
      next: last === undefined || objects.length < limit ? null : writePage({ ...last, cursor }),
    };
  }

  return async (app) => {
    tellHowToSignIn(app);
    app.route({
      method: 'GET',
      url: '/feed/changes',
      config: { access: 'feed.read' },
      schema: {
        tags: ['feed'],
        summary: 'Changes behind a cursor, in their order; waits for one where asked to',
        querystring: changesQuerySchema,
        response: { 200: feedChangesSchema, ...errorAnswers },
      },
      handler: async (request, reply) => changes(request, reply, request.query),
    });

    app.route({
      method: 'GET',
      url: snapshotPath,
      config: { access: 'feed.read' },
      schema: {
        tags: ['feed'],
        summary: 'All that is true now, page by page, and the cursor from which changes go on',
        querystring: snapshotQuerySchema,
        response: { 200: feedSnapshotSchema, ...errorAnswers },
      },
      handler: async (request) => snapshot(request, request.query),
    });
  };
}
