import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Where a reader of the changes stands. */
export interface FeedPosition {
  /** Of the tables that the number counts in. */
  readonly feedId: string;
  /** Of the last change it has. */
  readonly number: number;
  /** Which schools it could have heard of, as `ScopeTag` puts it; null: all of the city. */
  readonly scope: string | null;
}

const positionSchema = z.tuple([
  z.literal(1),
  z.uuid(),
  z.int().nonnegative(),
  z
    .string()
    .regex(/^[0-9a-f]{16}$/u)
    .nullable(),
]);

/** A position as text that says nothing to its reader. */
export function writeCursor({ feedId, number, scope }: FeedPosition): string {
  return Buffer.from(JSON.stringify([1, feedId, number, scope])).toString('base64url');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The position behind a text; null where it is none. */
export function readCursor(text: string): FeedPosition | null {
  const result = positionSchema.safeParse(parsed(text));
  if (!result.success) return null;
  const [, feedId, number, scope] = result.data;
  return { feedId, number, scope };
}

/** Where a reader of a snapshot stands: behind one thing, and with the cursor from its beginning. */
export interface SnapshotPage {
  readonly collection: string;
  readonly objectId: string;
  readonly cursor: string;
}

const pageSchema = z.tuple([z.string().max(40), z.string().max(80), z.string().max(200)]);

export function writePage({ collection, objectId, cursor }: SnapshotPage): string {
  return Buffer.from(JSON.stringify([collection, objectId, cursor])).toString('base64url');
}

/** The page behind a text; null where it is none. */
export function readPage(text: string): SnapshotPage | null {
  const result = pageSchema.safeParse(parsed(text));
  if (!result.success) return null;
  const [collection, objectId, cursor] = result.data;
  return { collection, objectId, cursor };
}

/**
 * Stands for a set of schools, whatever their order: grows with each school that is told of for the first time. Two sets
 * have one tag by chance once in 2^64.
 */
export class ScopeTag {
  #sum = 0n;

  constructor(schoolIds: Iterable<string>) {
    for (const id of schoolIds) this.add(id);
  }

  add(schoolId: string): void {
    this.#sum ^= createHash('sha256').update(schoolId).digest().readBigUInt64BE(0);
  }

  get text(): string {
    return this.#sum.toString(16).padStart(16, '0');
  }
}
