import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PlanningGround } from '@khue/domain/planningApi';
import { type EducationLevel, isOwnedBy, type OwnershipFilter, type School } from '@khue/domain/school';
import { distancesToSchool, evenDemand, type WardSample } from '@khue/gis-data/reach';
import { type ServiceArea, serviceAreas } from '@khue/gis-data/voronoi';
import { readWardAreas, type WardArea } from '@khue/gis-data/wardAreas';
import type { DashboardDeps } from '../parts.ts';

/** Schools that one account sees, of one level or all, and what has to be said of them. */
export interface SchoolsInSight {
  readonly counted: readonly School[];
  /** Those with a position. */
  readonly placed: readonly PlacedSchool[];
  /** Codes of wards that may be told of; null: all. */
  readonly wards: ReadonlySet<string> | null;
  readonly ground: PlanningGround;
}
export type PlacedSchool = School & { readonly lon: number; readonly lat: number };

/** Answers that are kept; beyond it the one kept longest is worked out again. */
const keptAnswers = 24;
/** Longest stretch of work before others get their turn. */
const turnMs = 10;

type Area = ServiceArea<PlacedSchool>;
type Distances = ReadonlyMap<string, readonly number[]>;

function isPlaced(school: School): school is PlacedSchool {
  return school.lon !== null && school.lat !== null;
}

/** The answer for the same schools at the same places, where there is one. */
function once<Answer>(kept: Map<string, Answer>, placed: readonly PlacedSchool[], work: () => Answer): Answer {
  const key = placed.map(({ id, lon, lat }) => `${id} ${lon} ${lat}`).join();
  const known = kept.get(key);
  if (known !== undefined) return known;
  const answer = work();
  kept.set(key, answer);
  const [oldest] = kept.keys();
  if (kept.size > keptAnswers && oldest !== undefined) kept.delete(oldest);
  return answer;
}

async function areasOf(placed: readonly PlacedSchool[], wards: readonly WardArea[]): Promise<readonly Area[]> {
  const areas: Area[] = [];
  let since = performance.now();
  for (const area of serviceAreas(placed, wards)) {
    areas.push(area);
    if (performance.now() - since < turnMs) continue;
    await nextTurn();
    since = performance.now();
  }
  return areas;
}

/** Geometry of planning, worked out once for the same schools: for all who see the same ones. */
export class PlanningDesk {
  readonly #layers: DashboardDeps['layers'];
  #wards: readonly WardArea[] | null = null;
  #demand: readonly WardSample[] | null = null;
  readonly #distances = new Map<string, Distances>();
  readonly #areas = new Map<string, Promise<readonly Area[]>>();

  constructor({ layers }: Pick<DashboardDeps, 'layers'>) {
    this.#layers = layers;
  }

  /** Outlines of the wards as the map draws them. */
  get wards(): readonly WardArea[] {
    this.#wards ??= readWardAreas(this.#layers.wards.geojson);
    return this.#wards;
  }

  /** `seen`: ids of the schools in sight; null: all. */
  sight(
    schools: readonly School[],
    seen: ReadonlySet<string> | null,
    {
      level,
      ownership,
    }: { readonly level?: EducationLevel | undefined; readonly ownership?: OwnershipFilter | undefined },
  ): SchoolsInSight {
    const inSight = schools.filter(({ id }) => seen === null || seen.has(id));
    const counted = inSight.filter(
      (school) =>
        (level === undefined || school.levels.includes(level)) &&
        (ownership === undefined || isOwnedBy(school.ownership, ownership)),
    );
    const placed = counted.filter(isPlaced);
    return {
      counted,
      placed,
      wards: seen === null ? null : new Set(inSight.flatMap(({ wardCode }) => wardCode ?? [])),
      ground: {
        boundary: this.#layers.wards.kind,
        partial: seen !== null,
        synthetic: counted.some(({ synthetic }) => synthetic),
        schools: placed.length,
        withoutPosition: counted.length - placed.length,
      },
    };
  }

  /** Distances of every ward's demand to its nearest school. */
  distances({ placed }: SchoolsInSight): Distances {
    this.#demand ??= evenDemand(this.wards);
    const demand = this.#demand;
    return once(this.#distances, placed, () => distancesToSchool(demand, placed));
  }

  /** Service areas; others get their turn while they are worked out. */
  serviceAreas({ placed }: SchoolsInSight): Promise<readonly Area[]> {
    return once(this.#areas, placed, () => areasOf(placed, this.wards));
  }
}
