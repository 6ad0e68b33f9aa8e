import { schoolSeverities } from '@khue/domain/cameraStatus';
import { useMemo } from 'react';
import { useTexts } from '../i18n/language.ts';
import { useOverview } from '../live/useLive.ts';
import type { NamedMark } from './mapController.ts';
import type { PlacedSchool, SchoolMark } from './schoolMarks.ts';

/** Names on the map at most; the collision rules thin them out further. */
const nameLimit = 200;

/** The level stands before nearly every name: left out where room is short. */
function shortest(name: string): string {
  return name.replace(/^THPT /u, '');
}

/** Names beside marks: the selected, what the pointer is over, and schools in trouble, worst first. */
export function useMapNames(
  marks: readonly SchoolMark[],
  selected: PlacedSchool | null,
  hovered: PlacedSchool | null,
): readonly NamedMark[] {
  const { t, format } = useTexts();
  const overview = useOverview();
  return useMemo(() => {
    const markOf = new Map(marks.map(({ placed, mark }) => [placed, mark]));
    const named = new Set<PlacedSchool>();
    const worstFirst = marks
      .filter(({ mark }) => mark !== 'unknown')
      .toReversed()
      .map(({ placed }) => placed);
    for (const one of [selected, hovered, ...worstFirst]) if (one !== null && named.size < nameLimit) named.add(one);
    return [...named].map((placed, order): NamedMark => {
      const mark = markOf.get(placed);
      const live = overview.schools.get(placed.school.id);
      const large = placed === selected || mark === 'critical';
      const lost = live?.counts.offline ?? 0;
      const note =
        large && lost > 0
          ? t('map.camerasLost', { lost: format.number(lost), total: format.number(live?.total ?? 0) })
          : '';
      const rank = mark === undefined || mark === 'selected' ? 0 : schoolSeverities.indexOf(mark);
      return { placed, name: shortest(placed.school.shortName), note, large, order: order - rank * 0.01 };
    });
  }, [marks, selected, hovered, overview, t, format]);
}
