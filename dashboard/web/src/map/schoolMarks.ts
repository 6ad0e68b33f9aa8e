/** Schools as the map draws them: normal ones as dots in one stable buffer, the others as marks in a short list. */
import type { SchoolListItem } from '@khue/domain/api';
import { schoolSeverities, type SchoolSeverity } from '@khue/domain/cameraStatus';
import type { SchoolAlarms } from '../data/schoolAlarms.ts';
import type { Overview } from '../live/liveStore.ts';
import type { Mark } from './markerAtlas.ts';

/** A school with a position. */
export interface PlacedSchool {
  readonly school: SchoolListItem;
  readonly lon: number;
  readonly lat: number;
}

export interface SchoolMark {
  readonly placed: PlacedSchool;
  readonly mark: Mark;
  /** Somebody has every open alarm of the school in hand. */
  readonly acknowledged: boolean;
}

/** Schools without a position are not drawn and never guessed. */
export function placeSchools(schools: readonly SchoolListItem[]): PlacedSchool[] {
  return schools.flatMap((school) =>
    school.lon === null || school.lat === null ? [] : [{ school, lon: school.lon, lat: school.lat }],
  );
}

/** Longitudes and latitudes, interleaved: never changes while the list of schools stays. */
export function dotPositions(placed: readonly PlacedSchool[]): Float64Array {
  const positions = new Float64Array(placed.length * 2);
  placed.forEach(({ lon, lat }, i) => {
    positions[i * 2] = lon;
    positions[i * 2 + 1] = lat;
  });
  return positions;
}

const normalDot = [125, 139, 153, 255] as const;
const emptyDot = [74, 86, 98, 255] as const;

/** One colour per dot: a school that has a mark, or is hidden, has a transparent dot. */
export function dotColours(placed: readonly PlacedSchool[], overview: Overview, onlyTrouble: boolean): Uint8Array {
  const colours = new Uint8Array(placed.length * 4);
  placed.forEach(({ school }, i) => {
    const severity = overview.schools.get(school.id)?.severity ?? 'none';
    if (severity === 'normal' && !onlyTrouble) colours.set(normalDot, i * 4);
    if (severity === 'none' && !onlyTrouble) colours.set(emptyDot, i * 4);
  });
  return colours;
}

/** How a school is marked: as bad as its cameras' states or its open alarms, whichever is worse. */
export function markOf(
  severity: SchoolSeverity,
  alarms: SchoolAlarms | undefined,
): { readonly severity: SchoolSeverity; readonly acknowledged: boolean } {
  if (alarms === undefined) return { severity, acknowledged: false };
  const rank = (of: SchoolSeverity): number => schoolSeverities.indexOf(of);
  const isWorse = rank(severity) > rank(alarms.worst);
  // A worse state that no alarm tells of yet is in nobody's hand.
  return { severity: isWorse ? severity : alarms.worst, acknowledged: !isWorse && alarms.unacknowledged === 0 };
}

/** Marks of schools that are not normal, or have an open alarm; the worst last, so that it is drawn on top. */
export function schoolMarks(
  placed: readonly PlacedSchool[],
  overview: Overview,
  alarms: ReadonlyMap<string, SchoolAlarms> | null,
): SchoolMark[] {
  const rank = ({ mark, acknowledged }: SchoolMark): number =>
    (mark === 'selected' ? -1 : schoolSeverities.indexOf(mark)) + (acknowledged ? 0 : 0.5);
  return placed
    .flatMap((one): SchoolMark[] => {
      const live = overview.schools.get(one.school.id)?.severity ?? 'none';
      const { severity, acknowledged } = markOf(live, alarms?.get(one.school.id));
      return severity === 'normal' || severity === 'none' ? [] : [{ placed: one, mark: severity, acknowledged }];
    })
    .sort((a, b) => rank(a) - rank(b));
}

export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** The box that holds most schools: a few far ones are named at the edge instead of shrinking everything else. */
export function schoolBounds(placed: readonly PlacedSchool[]): Bounds | null {
  if (placed.length === 0) return null;
  const cut = placed.length >= 12 ? 0.06 : 0;
  const range = (values: number[]): [number, number] => {
    const sorted = values.sort((a, b) => a - b);
    const skip = Math.floor(sorted.length * cut);
    return [sorted[skip] ?? 0, sorted[sorted.length - 1 - skip] ?? 0];
  };
  const [west, east] = range(placed.map(({ lon }) => lon));
  const [south, north] = range(placed.map(({ lat }) => lat));
  return { west, south, east, north };
}

export function isInside(bounds: Bounds, { lon, lat }: PlacedSchool): boolean {
  return lon >= bounds.west && lon <= bounds.east && lat >= bounds.south && lat <= bounds.north;
}
