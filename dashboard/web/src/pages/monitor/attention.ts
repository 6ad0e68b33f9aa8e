/** Which schools need a look, in which order, and what to say of them in one line. */
import type { SchoolDetail, SchoolListItem } from '@khue/domain/api';
import { schoolSeverities, type CameraState, type SchoolSeverity } from '@khue/domain/cameraStatus';
import type { SchoolAlarms } from '../../data/schoolAlarms.ts';
import type { SchoolLive } from '../../live/liveStore.ts';
import { markOf } from '../../map/schoolMarks.ts';

export interface AttentionItem {
  readonly school: SchoolListItem;
  readonly live: SchoolLive;
  /** Its open alarms; undefined where there are none, or they may not be seen. */
  readonly alarms: SchoolAlarms | undefined;
  /** Of its cameras' states or its alarms, whichever is worse. */
  readonly severity: SchoolSeverity;
  /** Somebody has every open alarm in hand. */
  readonly acknowledged: boolean;
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

/** Schools that are not normal or have an open alarm: what nobody has in hand leads, then worst first, then the longest. */
export function orderAttention(
  schools: readonly SchoolListItem[],
  live: ReadonlyMap<string, SchoolLive>,
  alarms: ReadonlyMap<string, SchoolAlarms> | null,
  sinceOf: (live: SchoolLive) => number | null,
): AttentionItem[] {
  const collator = new Intl.Collator('vi', { numeric: true });
  return schools
    .flatMap((school) => {
      const state = live.get(school.id);
      if (state === undefined) return [];
      const own = alarms?.get(school.id);
      const { severity, acknowledged } = markOf(state.severity, own);
      if (worstState(severity) === null) return [];
      return [{ school, live: state, alarms: own, severity, acknowledged, since: sinceOf(state) ?? Infinity }];
    })
    .sort(
      (a, b) =>
        Number(a.acknowledged) - Number(b.acknowledged) ||
        schoolSeverities.indexOf(b.severity) - schoolSeverities.indexOf(a.severity) ||
        (a.since === b.since ? 0 : a.since - b.since) ||
        collator.compare(a.school.shortName, b.school.shortName),
    );
}
