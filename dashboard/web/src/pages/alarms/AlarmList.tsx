import type { Alarm, AlarmGroup } from '@khue/domain/alarm';
import type { OpenAlarms } from '@khue/domain/alarmApi';
import type { SchoolListItem } from '@khue/domain/api';
import type { UseQueryResult } from '@tanstack/react-query';
import { type JSX, useMemo, useRef, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useTexts } from '../../i18n/language.ts';
import { useShortcut } from '../monitor/useShortcut.ts';
import { type AlarmFilter, groupAlarms, isFiltering, noFilter } from './alarmFilter.ts';
import { AlarmFilterBar } from './AlarmFilterBar.tsx';
import { AlarmRow } from './AlarmRow.tsx';
import './alarmList.css';

/** Rows of a group drawn at most: a list that long is filtered, not read. */
const rowLimit = 200;

interface AlarmListProps {
  readonly open: UseQueryResult<OpenAlarms>;
  readonly schools: readonly SchoolListItem[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** Moves the focus between rows; the first time to the one that is chosen. */
function moveFocus(list: HTMLElement | null, by: number): void {
  const rows = [...(list?.querySelectorAll<HTMLButtonElement>('.alarm-row') ?? [])];
  const at = rows.findIndex((row) => row === document.activeElement);
  const chosen = rows.findIndex((row) => row.ariaCurrent === 'true');
  const next = at >= 0 ? at + by : chosen >= 0 ? chosen + by : 0;
  rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus();
}

interface GroupProps extends Pick<AlarmListProps, 'selectedId' | 'onSelect'> {
  readonly alarms: readonly Alarm[];
  readonly label: string;
  readonly wardOf: (schoolId: string) => string | null;
}

function Rows({ alarms, label, wardOf, selectedId, onSelect }: GroupProps): JSX.Element {
  const { t } = useTexts();
  return (
    <>
      <ul aria-label={label}>
        {alarms.slice(0, rowLimit).map((alarm) => (
          <AlarmRow
            key={alarm.id}
            alarm={alarm}
            wardName={wardOf(alarm.schoolId)}
            selected={alarm.id === selectedId}
            onSelect={onSelect}
          />
        ))}
      </ul>
      {alarms.length > rowLimit && (
        <p className="alarm-more">{t('alarms.more', { count: alarms.length - rowLimit })}</p>
      )}
    </>
  );
}

function Waiting(): JSX.Element {
  const { t } = useTexts();
  return (
    <div className="alarm-waiting" aria-busy="true">
      <p>{t('alarms.loading')}</p>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton" />
      ))}
    </div>
  );
}

interface EmptyProps {
  readonly filter: AlarmFilter;
  readonly onClear: () => void;
}

function Empty({ filter, onClear }: EmptyProps): JSX.Element {
  const { t } = useTexts();
  if (!isFiltering(filter)) {
    return (
      <div className="notice">
        <h3>{t('alarms.empty.title')}</h3>
        <p>{t('alarms.empty.body')}</p>
      </div>
    );
  }
  return (
    <div className="notice">
      <h3>{t('alarms.filtered.title')}</h3>
      <button type="button" className="quiet-button" onClick={onClear}>
        {t('alarms.filtered.action')}
      </button>
    </div>
  );
}

const shownGroups = ['unacknowledged', 'acknowledged'] as const satisfies readonly AlarmGroup[];

/** Open alarms: what to do first leads; those on a shelf are folded away with their ends. */
export function AlarmList({ open, schools, selectedId, onSelect }: AlarmListProps): JSX.Element {
  const { t, format } = useTexts();
  const [filter, setFilter] = useState(noFilter);
  const body = useRef<HTMLDivElement>(null);
  const wards = useMemo(() => new Map(schools.map(({ id, wardName }) => [id, wardName])), [schools]);
  const wardOf = (schoolId: string): string | null => wards.get(schoolId) ?? null;
  useShortcut('ArrowDown', () => moveFocus(body.current, 1));
  useShortcut('ArrowUp', () => moveFocus(body.current, -1));
  const { data } = open;
  const groups = groupAlarms(data?.alarms ?? [], filter, wardOf);
  const common = { wardOf, selectedId, onSelect };
  const found = groups.unacknowledged.length + groups.acknowledged.length + groups.shelved.length;
  return (
    <div className="alarm-list">
      <AlarmFilterBar filter={filter} onFilter={setFilter} />
      <div ref={body} className="alarm-list-body">
        {data === undefined && open.isError && (
          <Failure what={t('alarms.what')} error={open.error} onRetry={() => void open.refetch()} />
        )}
        {data === undefined && !open.isError && <Waiting />}
        {data !== undefined && open.isError && (
          <p className="alarm-stale" role="alert">
            {t('alarms.stale', { time: format.time(Date.parse(data.asOf)) })}
          </p>
        )}
        {data !== undefined && data.total > data.alarms.length && (
          <p className="alarm-stale">
            {t('alarms.truncated', { shown: format.number(data.alarms.length), total: format.number(data.total) })}
          </p>
        )}
        {data !== undefined && found === 0 && <Empty filter={filter} onClear={() => setFilter(noFilter)} />}
        {found > 0 &&
          shownGroups.map((group) => (
            <section key={group}>
              <h3 className="alarm-group">
                <span>
                  {t(`alarms.group.${group}`)} <b>{format.number(groups[group].length)}</b>{' '}
                  {group === 'unacknowledged' && t('alarms.order')}
                </span>
                {groups[group].length > 0 && <span>{t('alarms.columns')}</span>}
              </h3>
              <Rows alarms={groups[group]} label={t(`alarms.group.${group}`)} {...common} />
            </section>
          ))}
        {groups.shelved.length > 0 && (
          <details className="alarm-shelf">
            <summary className="alarm-group">
              {t('alarms.group.shelvedCount', { count: groups.shelved.length })}
            </summary>
            <Rows alarms={groups.shelved} label={t('alarms.group.shelved')} {...common} />
          </details>
        )}
      </div>
    </div>
  );
}
