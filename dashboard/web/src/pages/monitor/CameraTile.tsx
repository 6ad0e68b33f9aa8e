import type { SchoolCamera } from '@khue/domain/api';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import { ClosedPicture } from './ClosedPicture.tsx';
import { HistoryStrip } from './HistoryStrip.tsx';
import { Picture } from './Picture.tsx';
import { PictureAge } from './PictureAge.tsx';
import './cameraTile.css';

interface CameraTileProps {
  readonly camera: SchoolCamera;
  readonly schoolId: string;
  /** It is shown large above. */
  readonly open: boolean;
}

/** One camera: picture edge to edge, one line below, its last 24 hours below that. A click enlarges it. */
export function CameraTile({ camera, schoolId, open }: CameraTileProps): JSX.Element {
  const { t } = useTexts();
  if (camera.closed) {
    return (
      <ClosedPicture className="tile" camera={camera}>
        <div className="tile-caption">
          <b>{camera.name}</b>
          <span className="tile-zone">{t(`zone.${camera.zone}`)}</span>
        </div>
        <HistoryStrip cameraId={camera.id} />
      </ClosedPicture>
    );
  }
  return (
    <Picture className="tile" camera={camera} profile="sub">
      {(view) => (
        <>
          <a
            className="tile-open"
            aria-current={open ? 'true' : undefined}
            aria-label={t('tile.open', { name: camera.name })}
            {...linkTo(pathOf({ page: 'monitor', schoolId, cameraId: camera.id }))}
          />
          <div className="tile-caption">
            <b>{camera.name}</b>
            <span className="tile-zone">{t(`zone.${camera.zone}`)}</span>
            <PictureAge view={view} camera={camera} />
          </div>
          <HistoryStrip cameraId={camera.id} />
        </>
      )}
    </Picture>
  );
}
