import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { KhueError } from '@khue/domain/errors';
import { type PictureFileKind, pictureFilePaths } from '@khue/domain/video';
import { signedIn } from '../access/guard.ts';
import { errorAnswers } from '../answers/errorSchemas.ts';
import type { DashboardParts } from '../parts.ts';
import { openPictureFile } from '../video/pictureFiles.ts';

/** Files passed on at once; further ones are told to wait. */
const fileLimit = 32;

const permissionOf = { snapshot: 'camera.snapshot', export: 'camera.export' } as const;
const nameOf = { snapshot: 'khue-snapshot.mp4', export: 'khue-clip.mp4' } as const;
const summaryOf = {
  snapshot:
    'The pictures of this moment as one MP4 file, for a ticket of the kind `snapshot`; its last one is the newest',
  export:
    'The pictures of the next seconds as one MP4 file, for a ticket of the kind `export`; breaks off where it is cut',
} as const;

const querySchema = z.object({ ticket: z.string().min(1).max(4_200) });
const file = { description: 'Fragmented MP4, H.264', content: { 'video/mp4': { schema: z.unknown() } } };

/**
 * Pictures that leave as files: passed on from the gateway, which checks the ticket. Who asks has to hold the permission,
 * and a session that ends, or a gateway that may have missed that a right did, ends the file as it ends live pictures.
 */
export function pictureFileRoutes({ config, sockets }: DashboardParts): FastifyPluginAsyncZod {
  let files = 0;

  async function pass(kind: PictureFileKind, ticket: string, request: FastifyRequest, reply: FastifyReply) {
    // Who has left already is told nothing; nothing would ever say that the file is over.
    if (reply.raw.destroyed) return reply.hijack();
    if (files >= fileLimit) throw new KhueError('KHUE_EXPORTS_BUSY');
    const { sessionId, account } = signedIn(request);
    const ended = new AbortController();
    const forget = sockets.add({
      sessionId,
      accountId: account.id,
      pictures: true,
      review: (rights) => {
        if (!rights.holds(permissionOf[kind])) ended.abort();
      },
      close: () => ended.abort(),
    });
    files += 1;
    // Who stops reading when the gateway has told everything would hold the place for as long as he likes.
    const late = setTimeout(() => reply.raw.destroy(), config.hardening.pictureFileDeadlineMs);
    reply.raw.once('close', () => {
      clearTimeout(late);
      files -= 1;
      forget();
      ended.abort();
    });
    const answer = await openPictureFile(config.gatewayUrl, { kind, ticket, sessionId, signal: ended.signal });
    const length = answer.headers['content-length'];
    if (length !== undefined) reply.header('content-length', length);
    return reply
      .header('content-type', answer.headers['content-type'] ?? 'video/mp4')
      .header('content-disposition', `attachment; filename="${nameOf[kind]}"`)
      .header('cache-control', 'no-store')
      .send(answer);
  }

  return async (app) => {
    // The server does not wait for the end of a minute.
    app.addHook('preClose', async () => void sockets.closeAllPictures());
    for (const kind of ['snapshot', 'export'] as const) {
      app.route({
        method: 'GET',
        url: pictureFilePaths[kind],
        // Asking for the head alone would use the ticket up.
        exposeHeadRoute: false,
        config: { access: permissionOf[kind] },
        schema: {
          tags: ['cameras'],
          summary: summaryOf[kind],
          querystring: querySchema,
          response: { 200: file, ...errorAnswers },
        },
        handler: (request, reply) => pass(kind, request.query.ticket, request, reply),
      });
    }
  };
}
