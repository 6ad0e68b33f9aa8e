/** How rows of the log are bound to each other: what a hash is made over, and what is stored of an entry. */
import { createHash } from 'node:crypto';
import type { LogEntry, LogRow } from '@khue/domain/log';

/** Stands before the first row. */
export const logBeginning: Buffer = Buffer.alloc(32);

/** An entry as the database holds it; a row that somebody changed by hand may say anything. */
export type HeldEntry = Omit<LogRow, 'number' | 'at' | 'hash'>;

/** The bytes that a row's hash is made over, after the hash before it: its fields in a fixed order, details by name. */
export function logRowText(number: number, at: Date, entry: HeldEntry): string {
  const { actorId, actorName, action, object, result, address, sessionId, details } = entry;
  const sorted = Object.entries(details).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const thing = object === null ? null : [object.kind, object.id, object.name];
  return JSON.stringify([
    number,
    at.toISOString(),
    actorId,
    actorName,
    action,
    thing,
    result,
    address,
    sessionId,
    sorted,
  ]);
}

/** SHA-256 over the hash before and the row's text. */
export function chainHash(before: Uint8Array, text: string): Buffer {
  return createHash('sha256').update(before).update(text).digest();
}

/** Text as PostgreSQL takes it and gives it back: no NUL, no half of a surrogate pair, at most `most` code units. */
function storable(text: string, most: number): string {
  return text.slice(0, most).toWellFormed().replaceAll('\0', '\uFFFD');
}

/**
 * An entry as it will be read again. What strangers send must not keep a row from being written: texts that are too long
 * or cannot be stored are cut and mended, never refused.
 */
export function storableEntry(entry: LogEntry): LogEntry {
  const { object, address, sessionId } = entry;
  const details = Object.entries(entry.details).map(([name, value]): [string, LogEntry['details'][string]] => {
    if (typeof value === 'string') return [storable(name, 40), storable(value, 500)];
    if (typeof value === 'number' && !Number.isFinite(value)) return [storable(name, 40), null];
    return [storable(name, 40), value];
  });
  return {
    actorId: entry.actorId?.toLowerCase() ?? null,
    actorName: storable(entry.actorName, 200),
    action: entry.action,
    object: object && {
      kind: storable(object.kind, 40),
      id: storable(object.id, 80),
      name: storable(object.name, 200),
    },
    result: entry.result,
    address: address === null ? null : storable(address, 64),
    sessionId: sessionId === null ? null : storable(sessionId, 80),
    details: Object.fromEntries(details),
  };
}
