import { citySecond } from '@khue/domain/cityTime';
import { KhueError } from '@khue/domain/errors';
import { type FeedChange, type FeedChanges, feedChangeSchema, snapshotPath } from '@khue/domain/feed';
import type { FeedHead, FeedObject, FeedRepository, StoredChange } from '@khue/store/feed';
import { type FeedPosition, readCursor, ScopeTag, writeCursor } from './feedCursor.ts';

/** Schools that a client may read of; null: all of the city. */
export type FeedScope = ReadonlySet<string> | null;

type Store = { readonly feed: FeedRepository };

function gone(): KhueError {
  return new KhueError('KHUE_FEED_CURSOR_GONE', { snapshot: snapshotPath });
}

async function tagAt(store: Store, scope: FeedScope, number: number): Promise<ScopeTag | null> {
  return scope === null ? null : new ScopeTag(await store.feed.schoolsKnownAt(number, scope));
}

/** Which schools of a scope could have been heard of up to a number, as text; `all`: all of the city. */
export async function scopeTextAt(store: Store, scope: FeedScope, number: number): Promise<string> {
  return (await tagAt(store, scope, number))?.text ?? 'all';
}

/** The cursor of a scope at a number. */
export async function cursorAt(store: Store, { feedId }: FeedHead, scope: FeedScope, number: number): Promise<string> {
  const tag = await tagAt(store, scope, number);
  return writeCursor({ feedId, number, scope: tag?.text ?? null });
}

/**
 * Where a cursor stands. Throws KHUE_INPUT_INVALID where it is none, KHUE_FEED_CURSOR_GONE where it is of other tables,
 * too old, or of a scope that has lost or won schools since: then changes alone would leave a gap.
 */
export async function positionOf(store: Store, text: string, head: FeedHead, scope: FeedScope): Promise<FeedPosition> {
  const position = readCursor(text);
  if (position === null) throw new KhueError('KHUE_INPUT_INVALID', { fields: 'after' });
  const { feedId, number } = position;
  if (feedId !== head.feedId || number > head.number || number < head.expired) throw gone();
  const tag = await tagAt(store, scope, number);
  if (position.scope !== (tag?.text ?? null)) throw gone();
  return position;
}

/** A change in the words of the exchange protocol. */
export function changeOf(change: StoredChange, cursor: string): FeedChange {
  const { collection, objectId, event, version, at, record } = change;
  return feedChangeSchema.parse({
    cursor,
    IdBanGhi: `${collection}/${objectId}`,
    SuKien: event,
    PhienBan: version,
    ThoiGianCapNhat: citySecond(at.getTime()),
    collection,
    record,
  });
}

/** Changes behind a number, in order, with the cursor of each. */
export async function changesAfter(
  store: Store,
  head: FeedHead,
  scope: FeedScope,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<FeedChanges & { readonly number: number }> {
  const found = await store.feed.changes({ after, upTo: head.number, limit, schools: scope });
  const tag = await tagAt(store, scope, after);
  const cursorOf = (number: number) => writeCursor({ feedId: head.feedId, number, scope: tag?.text ?? null });
  const changes = found.map((change) => {
    if (change.collection === 'schools' && change.version === 1) tag?.add(change.objectId);
    return changeOf(change, cursorOf(change.number));
  });
  const more = found.length === limit;
  const number = more ? (found.at(-1)?.number ?? head.number) : head.number;
  return { changes, cursor: cursorOf(number), more, number };
}

/** A thing of a snapshot, as the change that would tell of it. */
export function snapshotChange(object: FeedObject, at: Date, cursor: string): FeedChange {
  return changeOf({ ...object, at, event: object.version === 1 ? 'NEW' : 'UPDATE' }, cursor);
}
