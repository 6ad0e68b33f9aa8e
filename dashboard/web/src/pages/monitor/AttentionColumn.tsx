import type { SchoolListItem } from '@khue/domain/api';
import type { SchoolSeverity } from '@khue/domain/cameraStatus';
import type { UseQueryResult } from '@tanstack/react-query';
import { type JSX, useRef, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { useOpenAlarms } from '../../data/alarms.ts';
import { alarmCounts, useSchoolAlarms } from '../../data/schoolAlarms.ts';
import { useTexts } from '../../i18n/language.ts';
import { useFeedTrust, useOverview } from '../../live/useLive.ts';
import { linkTo, pathOf } from '../../router.ts';
import { SeveritySign } from '../../signs/SeveritySign.tsx';
import type { AttentionItem } from './attention.ts';
import { AttentionRow } from './AttentionRow.tsx';
import { SchoolSearchBox } from './SchoolSearchBox.tsx';
import { useAttention } from './useAttention.ts';
import { useShortcut } from './useShortcut.ts';
import './attentionColumn.css';

/** Rows drawn at most: a list that long is searched, not read. */
const rowLimit = 120;

const tallied = ['critical', 'high', 'medium', 'low', 'unknown'] as const satisfies readonly SchoolSeverity[];

function Tally({ items }: { readonly items: readonly AttentionItem[] }): JSX.Element {
  const { t, format } = useTexts();
  return (
    <span className="attention-tally">
      {tallied.map((severity) => {
        const count = items.filter((item) => item.severity === severity).length;
        return count === 0 ? null : (
          <span key={severity}>
            <SeveritySign severity={severity} />
            <span className="visually-hidden">{t(`severity.${severity}`)}</span>
            {format.number(count)}
          </span>
        );
      })}
    </span>
  );
}

interface SummaryProps {
  readonly items: readonly AttentionItem[];
}

/** How many alarms are open and wait, for those who see alarms; how many schools are not normal, for the others. */
function Summary({ items }: SummaryProps): JSX.Element {
  const { t, format } = useTexts();
  const { data } = useOpenAlarms();
  if (data === undefined) return <>{t('attention.summary', { count: items.length })}</>;
  const counts = alarmCounts(data);
  const values = { unacknowledged: format.number(counts.unacknowledged), open: format.number(counts.open) };
  return (
    <a aria-description={t('alarms.openRoom')} {...linkTo(pathOf({ page: 'alarms', tab: 'open', id: null }))}>
      {t('alarms.summary', values)}
    </a>
  );
}

interface EmptyProps {
  readonly schoolCount: number | undefined;
}

/** Why the list is empty, and the one thing to do. */
function EmptyList({ schoolCount }: EmptyProps): JSX.Element {
  const { t, format } = useTexts();
  const trust = useFeedTrust();
  const overview = useOverview();
  if (schoolCount === 0) {
    return (
      <div className="notice">
        <h3>{t('attention.noSchoolsTitle')}</h3>
        <p>{t('attention.noSchoolsBody')}</p>
        <a className="primary-button" {...linkTo(pathOf({ page: 'imports', runId: null }))}>
          {t('attention.noSchoolsAction')}
        </a>
      </div>
    );
  }
  if (trust === 'away') {
    return (
      <div className="notice hatched">
        <h3>{t('attention.feedAwayTitle')}</h3>
        <p>{t('attention.feedAwayBody')}</p>
      </div>
    );
  }
  if (trust === 'connecting' || schoolCount === undefined) {
    return (
      <div className="attention-waiting" aria-busy="true">
        <p>{t('attention.loading')}</p>
        {[0, 1, 2, 3, 4].map((row) => (
          <div key={row} className="skeleton" />
        ))}
      </div>
    );
  }
  return (
    <div className="notice">
      <h3>{t('attention.emptyTitle')}</h3>
      <p>
        {t('attention.emptyBody', {
          cameras: format.number(overview.total),
          schools: format.number(overview.schools.size),
        })}
      </p>
    </div>
  );
}

interface AttentionColumnProps {
  readonly schools: UseQueryResult<readonly SchoolListItem[]>;
  readonly selectedId: string | null;
  readonly onSelect: (schoolId: string) => void;
}

const noSchools: readonly SchoolListItem[] = [];

/** Moves the focus between rows. */
function moveFocus(list: HTMLElement | null, step: number): void {
  const rows = [...(list?.querySelectorAll<HTMLButtonElement>('.attention-row') ?? [])];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next =
    at < 0
      ? Math.max(
          0,
          rows.findIndex((row) => row.ariaCurrent === 'true'),
        )
      : at + step;
  rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus();
}

/** The right column: schools that are not normal, worst first, with the search for any school at its top. */
export function AttentionColumn({ schools, selectedId, onSelect }: AttentionColumnProps): JSX.Element {
  const { t } = useTexts();
  const overview = useOverview();
  const trust = useFeedTrust();
  const [searching, setSearching] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const alarms = useSchoolAlarms();
  const { items, details } = useAttention(trust === 'live' ? (schools.data ?? noSchools) : noSchools, overview, alarms);
  const rows = items.slice(0, rowLimit);

  useShortcut('ArrowDown', () => moveFocus(list.current, 1));
  useShortcut('ArrowUp', () => moveFocus(list.current, -1));

  return (
    <aside className="attention" aria-label={t('attention.title')}>
      <header className="attention-head">
        <h2>{t('attention.title')}</h2>
        <span className="attention-count" aria-live="polite">
          {trust === 'live' && <Summary items={items} />}
        </span>
        <Tally items={items} />
      </header>
      <SchoolSearchBox schools={schools.data ?? noSchools} onSelect={onSelect} onActive={setSearching} />
      {!searching && (
        <div className="attention-body">
          {schools.isError && schools.data === undefined && (
            <Failure what={t('attention.list')} error={schools.error} onRetry={() => void schools.refetch()} />
          )}
          {rows.length > 0 && (
            <p className="attention-columns">
              <span>{t('attention.order')}</span>
              <span>{t('attention.columns')}</span>
            </p>
          )}
          {rows.length === 0 && !schools.isError && <EmptyList schoolCount={schools.data?.length} />}
          <ul ref={list} aria-label={t('attention.list')}>
            {rows.map((item) => (
              <AttentionRow
                key={item.school.id}
                item={item}
                detail={details.get(item.school.id)}
                selected={item.school.id === selectedId}
                onSelect={onSelect}
              />
            ))}
          </ul>
          {items.length > rows.length && (
            <p className="attention-more">{t('attention.more', { count: items.length - rows.length })}</p>
          )}
        </div>
      )}
      <footer className="call-keys">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {t('attention.keys.move')}
        </span>
        <span>
          <kbd>↵</kbd> {t('attention.keys.open')}
        </span>
        <span className="attention-keys-end">
          <kbd>/</kbd> {t('attention.keys.search')}
        </span>
      </footer>
    </aside>
  );
}
