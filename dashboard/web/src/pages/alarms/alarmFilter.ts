/** Which of the open alarms are listed, and in which groups. */
import { type Alarm, alarmGroup, type AlarmGroup, type AlarmKind, type AlarmSeverity } from '@khue/domain/alarm';
import { foldForSearch } from '@khue/domain/text';

export interface AlarmFilter {
  /** null: all. */
  readonly severity: AlarmSeverity | null;
  readonly kind: AlarmKind | null;
  readonly condition: Alarm['condition'] | null;
  readonly text: string;
}

export const noFilter: AlarmFilter = { severity: null, kind: null, condition: null, text: '' };

export function isFiltering({ severity, kind, condition, text }: AlarmFilter): boolean {
  return severity !== null || kind !== null || condition !== null || text.trim() !== '';
}

/** Alarms of each group, in the order of the list. `wardOf`: name of a school's ward, null where it is not known. */
export function groupAlarms(
  alarms: readonly Alarm[],
  filter: AlarmFilter,
  wardOf: (schoolId: string) => string | null,
): Readonly<Record<AlarmGroup, readonly Alarm[]>> {
  const words = foldForSearch(filter.text)
    .split(' ')
    .filter((word) => word !== '');
  const isWanted = (alarm: Alarm): boolean => {
    if (filter.severity !== null && alarm.severity !== filter.severity) return false;
    if (filter.kind !== null && alarm.kind !== filter.kind) return false;
    if (filter.condition !== null && alarm.condition !== filter.condition) return false;
    if (words.length === 0) return true;
    const place = foldForSearch(`${alarm.schoolName} ${wardOf(alarm.schoolId) ?? ''} ${alarm.cameraName ?? ''}`);
    return words.every((word) => place.includes(word));
  };
  const groups: Record<AlarmGroup, Alarm[]> = { unacknowledged: [], acknowledged: [], shelved: [] };
  for (const alarm of alarms) if (isWanted(alarm)) groups[alarmGroup(alarm)].push(alarm);
  return groups;
}
