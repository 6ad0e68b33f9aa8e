import type { SchoolCamera } from '@khue/domain/api';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { HistoryStrip } from './HistoryStrip.tsx';
import { Picture } from './Picture.tsx';
import { PictureAge } from './PictureAge.tsx';

interface CameraTileProps {
  readonly camera: SchoolCamera;
  readonly schoolId: string;
  /** true: the stream is let go while one camera is shown large. */
  readonly paused: boolean;
}

/** One camera: picture edge to edge, one line below, its last 24 hours below that. A click enlarges it. */
export function CameraTile({ camera, schoolId, paused }: CameraTileProps): JSX.Element {
  const { t } = useTexts();
  if (paused) return <div className="tile-waiting" />;
  return (
    <Picture className="tile" cameraId={camera.id} name={camera.name} profile="sub" synthetic={camera.synthetic}>
      {(view) => (
        <>
          <a
            className="tile-open"
            aria-label={t('tile.open', { name: camera.name })}
            {...linkTo(pathOf({ page: 'monitor', schoolId, cameraId: camera.id }))}
          />
          <div className="tile-caption">
            <b>{camera.name}</b>
            <span className="tile-zone">{t(`zone.${camera.zone}`)}</span>
            <PictureAge view={view} />
          </div>
          <HistoryStrip cameraId={camera.id} />
        </>
      )}
    </Picture>
  );
}
