/** Which schools need a look, in which order, and what to say of them in one line. */
import type { SchoolDetail, SchoolListItem } from '@khue/domain/api';
import { schoolSeverities, type CameraState, type SchoolSeverity } from '@khue/domain/cameraStatus';
import type { SchoolLive } from '../../live/liveStore.ts';

export interface AttentionItem {
  readonly school: SchoolListItem;
  readonly live: SchoolLive;
}

/** The camera state that makes a school as bad as it is; null where nothing is wrong. */
function worstState(severity: SchoolSeverity): CameraState | null {
  switch (severity) {
    case 'critical':
    case 'high':
      return 'offline';
    case 'medium':
      return 'unauthorised';
    case 'low':
      return 'degraded';
    case 'unknown':
      return 'unknown';
    case 'normal':
    case 'none':
      return null;
    default:
      return severity satisfies never;
  }
}

/** Moment from which the school has been this bad, ms: told by the cameras' own records, else seen by this browser. */
export function troubleSince(live: SchoolLive, detail: SchoolDetail | undefined): number | null {
  const state = worstState(live.severity);
  const told = (detail?.cameras ?? [])
    .filter((camera) => camera.status?.state === state && camera.status !== null)
    .map((camera) => Date.parse(camera.status?.since ?? ''))
    .filter((since) => Number.isFinite(since));
  // A whole school is lost since its last camera went; otherwise the first loss counts.
  if (told.length > 0) return live.severity === 'critical' ? Math.max(...told) : Math.min(...told);
  return live.since;
}

/** Names of the cameras that make the trouble, in the order of the inventory. */
export function troubledNames(live: SchoolLive, detail: SchoolDetail | undefined): readonly string[] {
  const state = worstState(live.severity);
  return (detail?.cameras ?? []).filter((camera) => camera.status?.state === state).map((camera) => camera.name);
}

/** Schools that are not normal: worst first, then the longest; those of unknown length last, by name. */
export function orderAttention(
  schools: readonly SchoolListItem[],
  live: ReadonlyMap<string, SchoolLive>,
  sinceOf: (live: SchoolLive) => number | null,
): AttentionItem[] {
  const collator = new Intl.Collator('vi', { numeric: true });
  return schools
    .flatMap((school) => {
      const state = live.get(school.id);
      if (state === undefined || worstState(state.severity) === null) return [];
      return [{ school, live: state, since: sinceOf(state) ?? Infinity }];
    })
    .sort(
      (a, b) =>
        schoolSeverities.indexOf(b.live.severity) - schoolSeverities.indexOf(a.live.severity) ||
        (a.since === b.since ? 0 : a.since - b.since) ||
        collator.compare(a.school.shortName, b.school.shortName),
    );
}
