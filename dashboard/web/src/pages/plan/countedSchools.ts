/** The schools that figures of a year are counted over. */
import { isOwnedBy, type School } from '@khue/domain/school';
import type { ReportedYear } from '@khue/domain/statisticsApi';
import type { Level, Owned } from '../../data/planning.ts';

/** What the page needs of a school, of today or of the day of the figures. */
export type PlanSchool = Omit<School, 'address'> & { readonly isOpen?: boolean };

export interface CountedSchools {
  /** Of the level and the ownership. */
  readonly schools: readonly PlanSchool[];
  /** Of the level, without a recorded ownership: left out where one is asked for. */
  readonly unknown: number;
}

/** Schools of a level and, where it is asked for, an ownership; null: all. */
export function countedSchools(schools: readonly PlanSchool[], level: Level, ownership: Owned): CountedSchools {
  const ofLevel = schools.filter(({ levels }) => level === null || levels.includes(level));
  return {
    schools: ofLevel.filter((school) => ownership === null || isOwnedBy(school.ownership, ownership)),
    unknown: ofLevel.filter((school) => school.ownership === null).length,
  };
}

/** When the register begins, where that is after the figures of a year; milliseconds; null: it knows their day. */
export function registerBeginsOf(reported: readonly ReportedYear[], year: string): number | null {
  const begins = reported.find(({ schoolYear, period }) => schoolYear === year && period === 'start')?.registerBegins;
  return begins === undefined || begins === null ? null : Date.parse(begins);
}
