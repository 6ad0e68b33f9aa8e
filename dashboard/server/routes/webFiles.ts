import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ConfigurationError } from '@khue/domain/environment';

/** Vite puts a hash of the content into the names below `assets/`. */
const hashedPath = /[\\/]assets[\\/]/u;

/** Paths of all files of a folder, with `/`, without hidden ones. */
function filesOf(folder: string): Set<string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return new Set(paths.filter((path) => !path.split('/').some((part) => part.startsWith('.'))));
}

/** The page every place of the web client starts from. */
export function sendPage(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(200).sendFile('index.html');
}

/**
 * Serves the built web client, compressed where the build left a `.br` or `.gz` beside a file. Only files that were
 * there at the start are served. Hashed ones are kept for a year, the others asked for again. Throws
 * ConfigurationError where the folder holds no `index.html`.
 */
export async function serveWebFiles(app: FastifyInstance, webDir: string): Promise<void> {
  if (!existsSync(join(webDir, 'index.html'))) {
    throw new ConfigurationError('KHUE_WEB_DIR: the folder holds no index.html (build the web client first)');
  }
  const files = filesOf(webDir);
  await app.register(fastifyStatic, {
    serve: false,
    root: webDir,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', hashedPath.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.route({
    method: 'GET',
    url: '/*',
    config: { access: 'public' },
    schema: { hide: true },
    handler: (request, reply) => {
      const path = pathOf(request);
      if (path === '') return sendPage(request, reply);
      return files.has(path) ? reply.sendFile(path) : reply.callNotFound();
    },
  });
}

/** The path below `/` with its percent signs resolved; as it stands where that cannot be done. */
function pathOf(request: FastifyRequest): string {
  const raw = (request.url.split('?')[0] ?? '').slice(1);
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
