import type { IndicatorValue } from '@khue/domain/indicator';
import type { Places } from '@khue/domain/planningApi';
import type { EducationLevel } from '@khue/domain/school';
import { placesAgainstPupils } from '@khue/gis-data/placesAgainstPupils';
import type { ReportMoment } from '@khue/store/statistics';
import type { DashboardDeps } from '../parts.ts';
import type { SchoolsInSight } from './planningDesk.ts';

/** Indicators that hold what is compared, and the one whose target is the number of pupils a classroom is for. */
const keys = { classrooms: 'S10.rooms', pupils: 'S04', norm: 'S09.mean' } as const;

function valueOf(values: readonly IndicatorValue[]): ReadonlyMap<string, number | null> {
  return new Map(values.map(({ place, value }) => [place, value]));
}

/** Places against pupils by ward at a level, of the schools given. */
export async function placesOfWards(
  { store, clock }: Pick<DashboardDeps, 'store' | 'clock'>,
  moment: ReportMoment & { readonly level: EducationLevel },
  { ground, counted }: Pick<SchoolsInSight, 'ground' | 'counted'>,
): Promise<Places> {
  const frame = { ...moment, by: 'school' } as const;
  const [definitions, classrooms, pupils] = await Promise.all([
    store.statistics.definitions(new Date(clock.now())),
    store.statistics.values({ ...frame, key: keys.classrooms }),
    store.statistics.values({ ...frame, key: keys.pupils }),
  ]);
  const target = definitions
    .find(({ key }) => key === keys.norm)
    ?.targets.find(({ level, atMost }) => level === moment.level && atMost !== null);
  const { boundary, partial, synthetic } = ground;
  const answer = { boundary, partial, synthetic };
  if (target === undefined || target.atMost === null) return { ...answer, norm: null, wards: [] };
  const [roomsOf, pupilsOf] = [valueOf(classrooms), valueOf(pupils)];
  const rows = counted.map(({ id, wardCode, synthetic: invented }) => ({
    wardCode,
    classrooms: roomsOf.get(id) ?? null,
    pupils: pupilsOf.get(id) ?? null,
    synthetic: invented,
  }));
  return {
    ...answer,
    norm: { pupils: target.atMost, source: target.source },
    wards: placesAgainstPupils(rows, target.atMost).map(
      ({ wardCode, places, pupils: all, balance, reporting, due }) => ({
        place: wardCode,
        places,
        pupils: all,
        balance,
        reporting,
        due,
      }),
    ),
  };
}
