/** Open alarms school by school: how many, how bad, and whether somebody has them in hand. */
import { type Alarm, alarmGroup, type AlarmSeverity, alarmSeveritySchema } from '@khue/domain/alarm';
import type { OpenAlarms } from '@khue/domain/alarmApi';
import { useMemo } from 'react';
import { useOpenAlarms } from './alarms.ts';

export interface SchoolAlarms {
  /** Without those that are shelved. */
  readonly open: number;
  readonly unacknowledged: number;
  /** The worst that nobody acknowledged; where all are, the worst of them. */
  readonly worst: AlarmSeverity;
}

function worse(a: AlarmSeverity, b: AlarmSeverity): AlarmSeverity {
  const { options } = alarmSeveritySchema;
  return options.indexOf(a) <= options.indexOf(b) ? a : b;
}

/** Shelved alarms are out of sight until their time. */
export function alarmsBySchool(alarms: readonly Alarm[]): ReadonlyMap<string, SchoolAlarms> {
  const schools = new Map<string, SchoolAlarms>();
  for (const alarm of alarms) {
    const group = alarmGroup(alarm);
    if (group === 'shelved') continue;
    const isNew = group === 'unacknowledged';
    const known = schools.get(alarm.schoolId);
    const { open, unacknowledged, worst } = known ?? { open: 0, unacknowledged: 0, worst: alarm.severity };
    const outranks = isNew && unacknowledged === 0;
    const isHidden = !isNew && unacknowledged > 0;
    schools.set(alarm.schoolId, {
      open: open + 1,
      unacknowledged: unacknowledged + (isNew ? 1 : 0),
      worst: outranks ? alarm.severity : isHidden ? worst : worse(worst, alarm.severity),
    });
  }
  return schools;
}

/** How many alarms are open without those on a shelf, also beyond what is listed, and how many of them wait. */
export function alarmCounts({ alarms, total }: Pick<OpenAlarms, 'alarms' | 'total'>): Omit<SchoolAlarms, 'worst'> {
  const groups = alarms.map(alarmGroup);
  return {
    open: total - groups.filter((group) => group === 'shelved').length,
    unacknowledged: groups.filter((group) => group === 'unacknowledged').length,
  };
}

/** null where alarms may not be seen, or are not known yet. */
export function useSchoolAlarms(): ReadonlyMap<string, SchoolAlarms> | null {
  const { data } = useOpenAlarms();
  return useMemo(() => (data === undefined ? null : alarmsBySchool(data.alarms)), [data]);
}
