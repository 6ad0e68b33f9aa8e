/** Open alarms school by school: how many, how bad, and whether somebody has them in hand. */
import type { AlarmSeverity } from '@khue/domain/alarm';
import type { OpenAlarms, SchoolAlarms as SchoolCounts } from '@khue/domain/alarmApi';
import { useMemo } from 'react';
import { useOpenAlarms } from './alarms.ts';

export interface SchoolAlarms {
  /** Without those that are shelved. */
  readonly open: number;
  readonly unacknowledged: number;
  /** The worst that nobody acknowledged; where all are, the worst of them. */
  readonly worst: AlarmSeverity;
}

/** Schools with an alarm that is in sight: shelved ones are out of it until their time. */
export function alarmsBySchool(schools: readonly SchoolCounts[]): ReadonlyMap<string, SchoolAlarms> {
  return new Map(
    schools.flatMap(({ schoolId, open, unacknowledged, worst }) =>
      worst === null ? [] : [[schoolId, { open, unacknowledged, worst }] as const],
    ),
  );
}

/** How many alarms are open without those on a shelf, also beyond what is listed, and how many of them wait. */
export function alarmCounts({ schools }: Pick<OpenAlarms, 'schools'>): Omit<SchoolAlarms, 'worst'> {
  const sumOf = (key: 'open' | 'unacknowledged') => schools.reduce((sum, school) => sum + school[key], 0);
  return { open: sumOf('open'), unacknowledged: sumOf('unacknowledged') };
}

/** null where alarms may not be seen, or are not known yet. */
export function useSchoolAlarms(): ReadonlyMap<string, SchoolAlarms> | null {
  const { data } = useOpenAlarms();
  return useMemo(() => (data === undefined ? null : alarmsBySchool(data.schools)), [data]);
}
