import type { SchoolCamera } from '@khue/domain/api';
import type { JSX, ReactNode } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { linkTo, pathOf } from '../../router.ts';
import './picture.css';
import './closedPicture.css';

interface ClosedPictureProps {
  readonly camera: SchoolCamera;
  readonly className: string;
  /** The lines below the picture. */
  readonly children: ReactNode;
}

/** In the place of a picture that nobody may ask for: the zone is closed, and how it can be opened. */
export function ClosedPicture({ camera, className, children }: ClosedPictureProps): JSX.Element {
  const { t } = useTexts();
  const query = new URLSearchParams({ truong: camera.schoolId, camera: camera.id });
  return (
    <article
      className={`picture ${className} closed-picture`}
      data-camera-id={camera.id}
      data-picture-state="zone_closed"
      aria-label={t('privacy.closedCamera.label', { name: camera.name })}
    >
      <div className="picture-box">
        <span className="closed-plate">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path className="lock-body" d="M5.500 10.500h13v9.500h-13Z" />
            <path d="M8 10.500V7.500a4 4 0 0 1 8 0v3" />
          </svg>
          <b>{t('privacy.closedCamera.word')}</b>
          <span>{t('privacy.closedCamera.body')}</span>
          <a className="quiet-button" {...linkTo(`${pathOf({ page: 'privacy', tab: 'zones' })}?${query.toString()}`)}>
            {t('privacy.closedCamera.ask')}
          </a>
        </span>
        {camera.synthetic && <span className="synthetic-mark">{t('synthetic.mark')}</span>}
      </div>
      {children}
    </article>
  );
}
