import type { SchoolListItem } from '@khue/domain/api';
import { type JSX, lazy, Suspense, useState } from 'react';
import { PageBoundary } from '../../controls/PageBoundary.tsx';
import { useAlarm, useOpenAlarms } from '../../data/alarms.ts';
import { useSchools } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import { navigate, pathOf } from '../../router.ts';
import { useEscape } from '../administration/useEscape.ts';
import { MapFooter } from '../monitor/MapFooter.tsx';
import { useShortcut } from '../monitor/useShortcut.ts';
import { AlarmList } from './AlarmList.tsx';
import { AlarmPictures } from './AlarmPictures.tsx';
import { ChosenAlarm } from './ChosenAlarm.tsx';

const CityMap = lazy(async () => ({ default: (await import('../../map/CityMap.tsx')).CityMap }));

/** One list, so that the map does not see a new one at every drawing. */
const noSchools: readonly SchoolListItem[] = [];

function choose(id: string | null): void {
  navigate(pathOf({ page: 'alarms', tab: 'open', id }));
}

/** What to do first, where it is, what it looks like, and who did what about it. A new alarm never takes the choice away. */
export function OpenAlarmsTab({ id }: { readonly id: string | null }): JSX.Element {
  const { t } = useTexts();
  const open = useOpenAlarms();
  const schools = useSchools();
  const [onlyTrouble, setOnlyTrouble] = useState(false);
  const list = schools.data ?? noSchools;
  const listed = open.data?.alarms.find((alarm) => alarm.id === id);
  const detail = useAlarm(id, listed?.version ?? null);
  const alarm = listed ?? detail.data?.alarm;
  useShortcut('b', () => setOnlyTrouble((before) => !before));
  useEscape(() => choose(null));

  function chooseSchool(schoolId: string): void {
    const first = open.data?.alarms.find((candidate) => candidate.schoolId === schoolId);
    if (first !== undefined) choose(first.id);
  }

  return (
    <div className="alarm-desk">
      <AlarmList open={open} schools={list} selectedId={id} onSelect={choose} />
      <div className="alarm-place-column">
        <div className="alarm-map">
          <PageBoundary>
            <Suspense fallback={<div className="map-waiting">{t('map.loading')}</div>}>
              <CityMap
                schools={list}
                selectedId={alarm?.schoolId ?? null}
                onlyTrouble={onlyTrouble}
                onOnlyTrouble={setOnlyTrouble}
                onSelect={chooseSchool}
              />
            </Suspense>
          </PageBoundary>
        </div>
        <MapFooter />
        {alarm !== undefined && list.some((school) => school.id === alarm.schoolId && school.lon === null) && (
          <p className="alarm-stale">{t('alarms.chosen.noPosition')}</p>
        )}
        {alarm !== undefined && <AlarmPictures key={alarm.id} alarm={alarm} />}
      </div>
      <ChosenAlarm id={id} detail={detail} />
    </div>
  );
}
