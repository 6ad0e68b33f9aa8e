/**
 * Whether a picture may be shown as live: decided from what was decoded and when it arrived, never from what the network
 * promises. Pure: a timer feeds it, so it also speaks when nothing at all happens any more.
 */
import { pictureState } from '@khue/domain/video';
import type { ChannelState } from '@khue/domain/video';

/** Pictures that stay identical this long, while fragments arrive, are a frozen camera. */
const frozenAfterMs = 30_000;
/** A mark clears after this long of steady picture. */
const steadyForMs = 2_000;
/** Fragments count as arriving while the last one is younger than this. */
const arrivingWithinMs = 3_000;
/** A channel that plays without a first picture this long is lost. */
const firstPictureWithinMs = 10_000;

export type TileState = 'connecting' | 'live' | 'late' | 'lost' | 'frozen' | 'unsupported' | 'refused' | 'closed';

/** What is known of a channel at one moment; times are server time, ms. */
export interface Sighting {
  readonly now: number;
  readonly channel: ChannelState;
  /** Arrival of the last decoded frame, or null before the first. */
  readonly frameArrivedAt: number | null;
  /** Arrival of the last fragment, decoded or not. */
  readonly fragmentArrivedAt: number | null;
  /** When the picture last differed from the one before, or null before the first. */
  readonly pictureChangedAt: number | null;
}

/** What a tile shows. `since`: when the state began. */
export interface PictureView {
  readonly state: TileState;
  readonly since: number;
  readonly ageMs: number | null;
  readonly frameArrivedAt: number | null;
}

export interface PictureWatch {
  see(sighting: Sighting): PictureView;
}

const troubled = new Set<TileState>(['late', 'lost', 'frozen']);

/** What the moment itself says, without memory. */
function judge(sighting: Sighting, startedAt: number): TileState {
  const { now, channel, frameArrivedAt, fragmentArrivedAt, pictureChangedAt } = sighting;
  if (channel === 'unsupported' || channel === 'refused') return channel;
  if (frameArrivedAt === null) {
    if (channel === 'closed' || channel === 'lost') return channel;
    return channel === 'playing' && now - startedAt > firstPictureWithinMs ? 'lost' : 'connecting';
  }
  const byAge = pictureState(now - frameArrivedAt);
  if (byAge === 'lost') return channel === 'closed' ? 'closed' : 'lost';
  const arriving = fragmentArrivedAt !== null && now - fragmentArrivedAt < arrivingWithinMs;
  if (arriving && pictureChangedAt !== null && now - pictureChangedAt >= frozenAfterMs) return 'frozen';
  return byAge;
}

/** When a state that is seen now really began. */
function beginning(state: TileState, sighting: Sighting, startedAt: number): number {
  if (state === 'frozen') return sighting.pictureChangedAt ?? sighting.now;
  // Where no picture ever came, it has been missing since it was asked for.
  if (state === 'lost' || state === 'late') return sighting.frameArrivedAt ?? startedAt;
  return sighting.now;
}

/** Watches one tile from `startedAt` on. */
export function createPictureWatch(startedAt: number): PictureWatch {
  let state: TileState = 'connecting';
  let since = startedAt;
  let steadySince: number | null = null;

  return {
    see: (sighting) => {
      const verdict = judge(sighting, startedAt);
      const recovering = verdict === 'live' && troubled.has(state);
      if (recovering) steadySince ??= sighting.now;
      else steadySince = null;
      const cleared = !recovering || sighting.now - (steadySince ?? sighting.now) >= steadyForMs;
      if (verdict !== state && cleared) {
        // From late to lost the trouble is the same one: it began with the last picture.
        since = beginning(verdict, sighting, startedAt);
        state = verdict;
        steadySince = null;
      }
      const { frameArrivedAt } = sighting;
      const ageMs = frameArrivedAt === null ? null : Math.max(0, sighting.now - frameArrivedAt);
      return { state, since, ageMs, frameArrivedAt };
    },
  };
}
