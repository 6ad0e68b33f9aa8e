import type { FastifyRequest } from 'fastify';
import { KhueError } from '@khue/domain/errors';
import type { LogAction, LogEntry } from '@khue/domain/log';
import { holdsPersonalNumber } from '@khue/domain/personalNumber';
import { signedIn } from '../access/guard.ts';

interface Change {
  readonly action: LogAction;
  readonly object: NonNullable<LogEntry['object']>;
  readonly details?: LogEntry['details'];
  readonly result?: LogEntry['result'];
}

/** What somebody did about privacy, as the log takes it. */
export function privacyEntry(
  request: FastifyRequest,
  { action, object, details = {}, result = 'done' }: Change,
): LogEntry {
  const { account, sessionId } = signedIn(request);
  return {
    actorId: account.id,
    actorName: account.name,
    action,
    object: { ...object, name: object.name.slice(0, 200) },
    result,
    address: request.ip,
    sessionId,
    details,
  };
}

/** Throws KHUE_PERSONAL_NUMBER where a text holds what looks like one. */
export function refusePersonalNumbers(texts: Readonly<Record<string, string | undefined>>): void {
  for (const [field, text] of Object.entries(texts)) {
    if (text !== undefined && holdsPersonalNumber(text)) throw new KhueError('KHUE_PERSONAL_NUMBER', { field });
  }
}

/** A moment that somebody gave, now where none: throws KHUE_MOMENT_WRONG where it lies ahead or before `earliest`. */
export function pastMoment(text: string | undefined, earliest: string, now: number): number {
  const at = text === undefined ? now : Date.parse(text);
  if (at > now || at < Date.parse(earliest)) throw new KhueError('KHUE_MOMENT_WRONG');
  return at;
}
