import type { FeedState } from '@khue/domain/feed';

/** Changes are looked for every second: after so long without a look the feed stands still. */
const standsAfterMs = 15_000;
/** A client that asks less often than this is behind, whatever it has. */
const silentAfterMs = 5 * 60_000;

/** Whether the feed is whole: `behind` counts the clients that are not up to date. */
export type Wholeness =
  | { readonly kind: 'yes' | 'stopped' | 'nobody' }
  | { readonly kind: 'behind'; readonly count: number };

type Clients = Pick<FeedState['clients'][number], 'disabled' | 'behind' | 'readAt'>;

export function wholeness(
  { lookedAt, clients }: { readonly lookedAt: string | null; readonly clients: readonly Clients[] },
  now: number,
): Wholeness {
  if (lookedAt === null || now - Date.parse(lookedAt) > standsAfterMs) return { kind: 'stopped' };
  const reading = clients.filter(({ disabled, readAt }) => !disabled && readAt !== null);
  if (reading.length === 0) return { kind: 'nobody' };
  const late = reading.filter(
    ({ behind, readAt }) => (behind ?? 0) > 0 && now - Date.parse(readAt ?? '') > silentAfterMs,
  );
  return late.length === 0 ? { kind: 'yes' } : { kind: 'behind', count: late.length };
}
