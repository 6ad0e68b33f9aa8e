import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { errorBodySchema } from '@khue/domain/api';
import { errorSentence, KhueError, type Locale } from '@khue/domain/errors';
import { preferredLocale } from './locale.ts';

const kibibyte = 1_024;
const mebibyte = 1_048_576;

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** Codes of a connection that breaks or is not made, by Node or by PostgreSQL (classes 08, 53, 57P). */
const databaseAwayCode = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|08\w{3}|53\w{3}|57P\w{2})$/u;
/** The driver's own words for the same; these carry no code. */
const databaseAwayText = /^(?:Connection terminated|timeout exceeded when trying to connect)/u;

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return databaseAwayText.test(error.message) || ('code' in error && databaseAwayCode.test(String(error.code)));
}

function fieldsOf(instancePaths: readonly string[]): string {
  const names = instancePaths.map((path) => path.slice(1).replaceAll('/', '.'));
  return [...new Set(names.map((name) => (name === '' ? 'body' : name)))].join(', ');
}

function sizeText(bytes: number): string {
  return bytes < mebibyte ? `${Math.round(bytes / kibibyte)} kB` : `${Math.round(bytes / mebibyte)} MB`;
}

/** What went wrong, as an error of the registry; what nobody foresaw gets the request's id. */
export function toKhueError(error: unknown, requestId: string, bodyLimitBytes: number): KhueError {
  if (error instanceof KhueError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = fieldsOf(error.validation.map((fault) => fault.instancePath));
    return new KhueError('KHUE_INPUT_INVALID', { fields }, { cause: error });
  }
  if (isFastifyError(error)) {
    if (error.statusCode === 413) {
      return new KhueError('KHUE_FILE_TOO_LARGE', { limit: sizeText(bodyLimitBytes) }, { cause: error });
    }
    if (error.statusCode === 403 || error.statusCode === 404) {
      return new KhueError('KHUE_NOT_FOUND', {}, { cause: error });
    }
    if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
      return new KhueError('KHUE_INPUT_INVALID', { fields: 'body' }, { cause: error });
    }
  }
  if (isDatabaseAway(error)) return new KhueError('KHUE_TIER_UNAVAILABLE', { tier: 'database' }, { cause: error });
  return new KhueError('KHUE_UNEXPECTED', { id: requestId }, { cause: error });
}

/** Body of every answer that is not 2xx. */
export function errorBody(error: KhueError, locale: Locale): z.infer<typeof errorBodySchema> {
  return {
    code: error.code,
    message: errorSentence(error.code, error.details, locale),
    details: { ...error.details },
  };
}

/** The cause in one line: expected trouble needs no stack. */
function causeOf(error: KhueError): string | null {
  return error.cause instanceof Error ? error.cause.message : null;
}

function logError(request: FastifyRequest, error: KhueError): void {
  switch (error.family) {
    case 'unexpected':
      request.log.error({ err: error.cause, code: error.code }, 'unexpected');
      return;
    case 'operational':
      request.log.warn({ code: error.code, details: error.details, cause: causeOf(error) }, error.message);
      return;
    case 'user':
      request.log.debug({ code: error.code, details: error.details }, 'refused');
      return;
    default:
      error.family satisfies never;
  }
}

/** Answers with an error in the reader's language. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: KhueError): FastifyReply {
  logError(request, error);
  const locale = preferredLocale(request.headers['accept-language']);
  if (error.code === 'KHUE_TOO_MANY_ATTEMPTS') reply.header('retry-after', error.details['seconds'] ?? 1);
  return reply
    .code(error.status)
    .headers({
      'content-language': locale,
      'cache-control': 'no-store',
      vary: 'accept-language',
      'content-type': 'application/json; charset=utf-8',
    })
    .send(JSON.stringify(errorBody(error, locale)));
}

/** Turns whatever a route throws into an answer of the registry. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) =>
    sendError(request, reply, toKhueError(error, request.id, request.routeOptions.bodyLimit)),
  );
}
