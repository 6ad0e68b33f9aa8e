import type { SchoolDetail } from '@khue/domain/api';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useEffect, useRef } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { schoolDetailKey } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import type { SchoolLive } from '../../live/liveStore.ts';
import { CallRow } from '../../signs/CallRow.tsx';
import { type AttentionItem, troubledNames, troubleSince } from './attention.ts';

/** Records reach the database a moment after the feed: asked for again then. */
const recordsFollowMs = 1_500;

/** Reads a school's cameras again after the feed told of a change. */
export function useFreshDetail(schoolId: string, live: SchoolLive | undefined): void {
  const queries = useQueryClient();
  const before = useRef(live?.counts);
  const counts = live?.counts;
  useEffect(() => {
    if (before.current === counts) return undefined;
    before.current = counts;
    const timer = setTimeout(
      () => void queries.invalidateQueries({ queryKey: schoolDetailKey(schoolId) }),
      recordsFollowMs,
    );
    return () => clearTimeout(timer);
  }, [queries, schoolId, counts]);
}

function useTitle(live: SchoolLive, names: readonly string[]): string {
  const { t } = useTexts();
  const { counts, severity } = live;
  const [name] = names;
  const alone = names.length === 1 && name !== undefined ? name : null;
  switch (severity) {
    case 'critical':
      return t('attention.wholeSchool', { count: counts.offline });
    case 'high':
      return counts.offline === 1 && alone !== null
        ? t('attention.lostOne', { name: alone })
        : t('attention.lost', { count: counts.offline });
    case 'medium':
      return counts.unauthorised === 1 && alone !== null
        ? t('attention.refusedOne', { name: alone })
        : t('attention.refused', { count: counts.unauthorised });
    case 'low':
      return counts.degraded === 1 && alone !== null
        ? t('attention.degradedOne', { name: alone })
        : t('attention.degraded', { count: counts.degraded });
    case 'unknown':
      return t('attention.unknown', { count: counts.unknown });
    case 'normal':
    case 'none':
      return t('alarms.backToNormal');
    default:
      return severity satisfies never;
  }
}

interface AttentionRowProps {
  readonly item: AttentionItem;
  readonly detail: SchoolDetail | undefined;
  readonly selected: boolean;
  readonly onSelect: (schoolId: string) => void;
}

/** What is wrong, where, since when, for how long. */
export function AttentionRow({ item, detail, selected, onSelect }: AttentionRowProps): JSX.Element {
  const { t, format } = useTexts();
  const { school, live, alarms, severity, acknowledged } = item;
  const now = useSecond();
  const title = useTitle(live, troubledNames(live, detail));
  const since = troubleSince(live, detail);
  useFreshDetail(school.id, live);
  return (
    <li>
      <CallRow
        className="attention-row"
        data-school-id={school.id}
        data-alarms={alarms?.open}
        severity={severity}
        settled={acknowledged || severity === 'unknown'}
        selected={selected}
        title={title}
        since={since}
        now={now}
        place={
          <>
            {school.shortName}
            {school.wardName !== null && ` · ${school.wardName}`}
            {alarms !== undefined &&
              alarms.open > 1 &&
              ` · ${t('alarms.ofSchool', { open: format.number(alarms.open) })}`}
            {acknowledged && ` · ${t('alarms.inHand')}`}
          </>
        }
        waitedMs={since === null ? null : now - since}
        onClick={() => onSelect(school.id)}
      />
    </li>
  );
}
