import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ConfigurationError } from '@khue/domain/environment';
import { isMachinePath } from '../answers/notFound.ts';

/** Vite puts a hash of the content into the names below `assets/`. */
const hashedPath = /[\\/]assets[\\/]/u;

/** The page every place of the web client starts from. */
export function sendPage(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(200).sendFile('index.html');
}

/**
 * Serves the built web client, compressed where the build left a `.br` or `.gz` beside a file. Hashed files are kept
 * for a year, the others asked for again. Throws ConfigurationError where the folder holds no `index.html`.
 */
export async function serveWebFiles(app: FastifyInstance, webDir: string): Promise<void> {
  if (!existsSync(join(webDir, 'index.html'))) {
    throw new ConfigurationError('KHUE_WEB_DIR: the folder holds no index.html (build the web client first)');
  }
  await app.register(fastifyStatic, {
    serve: false,
    root: webDir,
    dotfiles: 'ignore',
    index: false,
    preCompressed: true,
    cacheControl: false,
    allowedPath: () => true,
    setHeaders: (reply, path) => {
      reply.header('cache-control', hashedPath.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.route({
    method: 'GET',
    url: '/*',
    config: { public: true },
    schema: { hide: true },
    handler: (request, reply) => {
      const path = pathOf(request);
      if (path === null || isMachinePath(path)) return reply.callNotFound();
      return path === '/' ? sendPage(request, reply) : reply.sendFile(path.slice(1));
    },
  });
}

/** The path with its percent signs resolved; null where that cannot be done. */
function pathOf(request: FastifyRequest): string | null {
  try {
    return decodeURIComponent(request.url.split('?')[0] ?? '');
  } catch {
    return null;
  }
}
