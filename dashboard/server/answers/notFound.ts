import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KhueError } from '@khue/domain/errors';
import { sendError } from './errorAnswer.ts';

interface KnownRoute {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/gu, '\\$&');
  return new RegExp(`^${escaped.replace(/:\w+/gu, '[^/]+').replace(/\*/gu, '.*')}$`, 'u');
}

/** Remembers what routes there are, but for the one that takes every path: a path asked with the wrong method is told which ones it knows. */
export class KnownRoutes {
  readonly #routes = new Map<string, KnownRoute>();

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', (route) => {
      if (route.url === '/*') return;
      const known = this.#routes.get(route.url) ?? { pattern: patternOf(route.url), methods: new Set() };
      for (const method of [route.method].flat()) known.methods.add(method);
      this.#routes.set(route.url, known);
    });
  }

  /** Every `METHOD /path`, sorted. */
  list(): string[] {
    return [...this.#routes].flatMap(([url, { methods }]) => [...methods].map((method) => `${method} ${url}`)).sort();
  }

  /** Methods a path answers to. */
  methodsFor(path: string): string[] {
    return [...this.#routes.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ methods }) => [...methods]);
  }
}

/** Paths that belong to machines: an unknown one is never answered with the web client's page. */
export function isMachinePath(path: string): boolean {
  return /^\/(api|video|healthz|ogc|feed|opendata)(\/|$)/u.test(path);
}

/**
 * Answers what no route answers: 405 with the methods there are, the web client's page for a place of its own, else
 * 404. `page` is null where no web client is served.
 */
export function answerUnknown(
  app: FastifyInstance,
  routes: KnownRoutes,
  page: ((request: FastifyRequest, reply: FastifyReply) => FastifyReply) | null,
): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const methods = routes.methodsFor(path);
    if (methods.length > 0 && !methods.includes(request.method)) {
      reply.header('allow', methods.sort().join(', '));
      return sendError(request, reply, new KhueError('KHUE_METHOD_NOT_ALLOWED'));
    }
    if (page && isRead && !isMachinePath(path) && !path.startsWith('/assets/')) return page(request, reply);
    return sendError(request, reply, new KhueError('KHUE_NOT_FOUND'));
  });
}
