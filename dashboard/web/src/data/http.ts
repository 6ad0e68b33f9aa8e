/** Requests to our own server: JSON in, JSON out, checked by the schemas of the domain. */
import { errorBodySchema } from '@khue/domain/api';
import { errorSentence, isErrorCode } from '@khue/domain/errors';
import type { z } from 'zod';
import type { Language } from '../i18n/format.ts';
import { currentLanguage } from '../i18n/language.ts';

type ErrorBody = z.infer<typeof errorBodySchema>;

/** Longest wait for an answer. */
const deadlineMs = 15_000;

/** A request that failed. `code` is the server's, or `offline` (no answer) or `badAnswer` (not what was agreed). */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: string;
  readonly status: number;
  /** What the sentence of the code is filled with. */
  readonly #details: ErrorBody['details'];

  constructor(
    code: string,
    status: number,
    message: string,
    { cause, details = {} }: { readonly cause?: unknown; readonly details?: ErrorBody['details'] } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.#details = details;
  }

  /** The sentence in the language of the screen now; of a code that this page does not know, as the server said it. */
  sentence(language: Language): string {
    return isErrorCode(this.code) ? errorSentence(this.code, this.#details, language) : this.message;
  }
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Statuses besides 2xx whose body is an answer all the same, e.g. 503 of `/healthz`. */
  readonly alsoAnswers?: readonly number[];
}

/** The error a server's answer stands for. */
export function errorOf(status: number, text: string): RequestError {
  try {
    const body = errorBodySchema.parse(JSON.parse(text));
    return new RequestError(body.code, status, body.message, { details: body.details });
  } catch (cause) {
    return new RequestError('badAnswer', status, `HTTP ${status}`, { cause });
  }
}

/** The session is over, locked, or waits for a step: whoever shows it looks at it again. */
export const sessionChanged = 'khue:session-changed';
const sessionCodes: ReadonlySet<string> = new Set([
  'KHUE_SESSION_LOCKED',
  'KHUE_SIGN_IN_REQUIRED',
  'KHUE_SIGN_IN_STEP',
]);

function refusalOf(path: string, status: number, text: string): RequestError {
  const error = errorOf(status, text);
  if (sessionCodes.has(error.code) && path !== '/api/session') window.dispatchEvent(new Event(sessionChanged));
  return error;
}

async function send(
  path: string,
  options: RequestOptions,
  deadline = AbortSignal.timeout(deadlineMs),
): Promise<Response> {
  const init: RequestInit = {
    method: options.method ?? 'GET',
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      'accept-language': currentLanguage(),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal: options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]),
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  };
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause;
    throw new RequestError('offline', 0, 'no answer', { cause });
  }
}

/** Asks and checks. Throws a `RequestError`; an abort by the caller throws its own reason. */
export async function request<T>(path: string, schema: z.ZodType<T>, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  const text = await response.text();
  const answered = response.ok || (options.alsoAnswers ?? []).includes(response.status);
  if (!answered) throw refusalOf(path, response.status, text);
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RequestError('badAnswer', response.status, 'answer of the wrong shape', { cause });
  }
}

/** Asks for something whose answer has no body. */
export async function requestNothing(path: string, options: RequestOptions = {}): Promise<void> {
  const response = await send(path, options);
  const text = await response.text();
  if (!response.ok) throw refusalOf(path, response.status, text);
}

/** Longest wait for a file to begin: a camera that nobody looks at is given time for its first picture. */
const fileDeadlineMs = 30_000;

/**
 * Asks for a file whose body is read as it comes. The deadline is over once it has begun; the signal ends it at any time.
 * Throws a `RequestError` where there is no file.
 */
export async function requestFile(path: string, signal: AbortSignal): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), fileDeadlineMs);
  try {
    const response = await send(path, { signal }, late.signal);
    if (!response.ok) throw refusalOf(path, response.status, await response.text());
    return response;
  } finally {
    clearTimeout(timer);
  }
}
