import type { SchoolCamera } from '@khue/domain/api';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { liveStore, useSchoolLive } from '../../live/useLive.ts';
import { SeveritySign, severityOfCamera } from '../../signs/SeveritySign.tsx';
import './cameraList.css';

interface CameraListProps {
  readonly cameras: readonly SchoolCamera[];
  readonly onPick: (cameraId: string) => void;
}

/** Cameras without a tile: state as shape and word; a click brings one up. */
export function CameraList({ cameras, onPick }: CameraListProps): JSX.Element {
  const { t } = useTexts();
  // Wakes with the school; the states themselves are read below.
  useSchoolLive(cameras[0]?.schoolId ?? '');
  return (
    <section className="camera-list" aria-label={t('school.others', { count: cameras.length })}>
      <h3>
        {t('school.others', { count: cameras.length })} <span>{t('school.othersHint')}</span>
      </h3>
      <ul>
        {cameras.map((camera) => {
          const state = liveStore.cameraState(camera.id);
          return (
            <li key={camera.id}>
              <button
                type="button"
                data-camera-id={camera.id}
                data-camera-state={state}
                title={t('school.pick', { name: camera.name })}
                onClick={() => onPick(camera.id)}
              >
                <SeveritySign severity={severityOfCamera(state)} />
                <span className="camera-list-name">{camera.name}</span>
                <span className="camera-list-state">{t(`cameraState.${state}`)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
