import { type Alarm, alarmGroup } from '@khue/domain/alarm';
import type { JSX } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { useTexts } from '../../i18n/language.ts';
import { CallRow } from '../../signs/CallRow.tsx';
import { useAlarmTitle } from './useAlarmWords.ts';

interface AlarmRowProps {
  readonly alarm: Alarm;
  readonly wardName: string | null;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

/** What is wrong, where, when it was raised, how long it has waited since. Filled: nobody has it in hand. */
export function AlarmRow({ alarm, wardName, selected, onSelect }: AlarmRowProps): JSX.Element {
  const { t, format } = useTexts();
  const title = useAlarmTitle()(alarm);
  const now = useSecond();
  const group = alarmGroup(alarm);
  const raised = Date.parse(alarm.raisedAt);
  const { severity, condition, acknowledgedBy, acknowledgedAt, shelvedUntil } = alarm;
  const notes = [
    alarm.schoolName,
    wardName,
    condition === 'returned' && t('alarms.condition.returned'),
    acknowledgedBy !== null &&
      t('alarms.takenBy', { name: acknowledgedBy, time: format.moment(Date.parse(acknowledgedAt ?? ''), now) }),
    shelvedUntil !== null && t('alarms.shelvedUntil', { time: format.moment(Date.parse(shelvedUntil), now) }),
    alarm.recurrences > 0 && t('alarms.recurrences', { count: alarm.recurrences }),
  ].filter((note) => note !== false && note !== null);
  return (
    <li>
      <CallRow
        className={`alarm-row ${condition}`}
        data-alarm-id={alarm.id}
        data-state={`${condition} ${group}`}
        severity={severity}
        settled={group !== 'unacknowledged'}
        selected={selected}
        title={title}
        since={raised}
        now={now}
        place={notes.join(' · ')}
        waitedMs={now - raised}
        onClick={() => onSelect(alarm.id)}
      />
    </li>
  );
}
