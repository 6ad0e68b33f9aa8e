import type { SchoolListItem } from '@khue/domain/api';
import { type JSX, lazy, Suspense, useEffect, useState } from 'react';
import { PageBoundary } from '../../controls/PageBoundary.tsx';
import { useSchools } from '../../data/schools.ts';
import { useTexts } from '../../i18n/language.ts';
import { navigate, pathOf } from '../../router.ts';
import { AttentionColumn } from './AttentionColumn.tsx';
import { CameraView } from './CameraView.tsx';
import { FeedBanner } from './FeedBanner.tsx';
import { Figures } from './Figures.tsx';
import { MapFooter } from './MapFooter.tsx';
import { SchoolPanel } from './SchoolPanel.tsx';
import { useShortcut } from './useShortcut.ts';
import './monitor.css';

const CityMap = lazy(async () => ({ default: (await import('../../map/CityMap.tsx')).CityMap }));

/** One list, so that the map does not see a new one at every drawing. */
const noSchools: readonly SchoolListItem[] = [];

interface MonitorPageProps {
  readonly schoolId: string | null;
  readonly cameraId: string | null;
}

function openSchool(schoolId: string | null): void {
  navigate(pathOf({ page: 'monitor', schoolId, cameraId: null }));
}

/** What needs a look now, where, and what does it look like. */
export function MonitorPage({ schoolId, cameraId }: MonitorPageProps): JSX.Element {
  const { t } = useTexts();
  const schools = useSchools();
  const [onlyTrouble, setOnlyTrouble] = useState(false);

  useShortcut('b', () => setOnlyTrouble((before) => !before));
  useShortcut('Escape', () => {
    if (cameraId !== null) openSchool(schoolId);
    else if (schoolId !== null) openSchool(null);
  });
  useEffect(() => {
    document.title = `${t('room.monitor')} · ${t('product')}`;
  }, [t]);

  return (
    <div className="monitor">
      <h1 className="visually-hidden">{t('room.monitor')}</h1>
      <section className="monitor-place">
        <Figures schools={schools.data} />
        <FeedBanner />
        <div className="map-stack">
          <div className="map-frame">
            <PageBoundary>
              <Suspense fallback={<div className="map-waiting">{t('map.loading')}</div>}>
                <CityMap
                  schools={schools.data ?? noSchools}
                  selectedId={schoolId}
                  onlyTrouble={onlyTrouble}
                  onOnlyTrouble={setOnlyTrouble}
                  onSelect={openSchool}
                />
              </Suspense>
            </PageBoundary>
          </div>
          <MapFooter />
          {schoolId !== null && cameraId !== null && (
            <CameraView key={cameraId} schoolId={schoolId} cameraId={cameraId} />
          )}
        </div>
        <SchoolPanel key={schoolId ?? ''} schoolId={schoolId} openCameraId={cameraId} />
      </section>
      <AttentionColumn schools={schools} selectedId={schoolId} onSelect={openSchool} />
    </div>
  );
}
