import type { SchoolCamera } from '@khue/domain/api';
import type { JSX } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { useTexts } from '../../i18n/language.ts';
import type { LivePictureView } from '../../video/livePicture.ts';

/**
 * Since when a picture is away, ms: where none was ever seen here, the camera's own record of its loss is older and truer
 * than the moment this tile was opened.
 */
export function lostSince(view: LivePictureView, camera: SchoolCamera): number {
  if (view.frameArrivedAt !== null || camera.status?.state !== 'offline') return view.since;
  return Math.min(view.since, Date.parse(camera.status.since));
}

interface PictureAgeProps {
  readonly view: LivePictureView;
  readonly camera: SchoolCamera;
}

/** How old the picture is, or how long it has been away. */
export function PictureAge({ view, camera }: PictureAgeProps): JSX.Element {
  const { t, format } = useTexts();
  const now = useSecond();
  const away = format.duration(now - lostSince(view, camera));
  switch (view.state) {
    case 'live':
    case 'late':
      return <span className="picture-age">{format.age(view.ageMs ?? 0)}</span>;
    case 'lost':
      return <span className="picture-age">{t('tile.lostFor', { duration: away })}</span>;
    case 'frozen':
      return <span className="picture-age">{t('tile.frozenFor', { duration: away })}</span>;
    case 'connecting':
    case 'unsupported':
    case 'refused':
    case 'closed':
      return <span className="picture-age">–</span>;
    default:
      return view.state satisfies never;
  }
}
