import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import type { LivePictureView } from '../../video/livePicture.ts';

/** How old the picture is, or how long it has been away. */
export function PictureAge({ view }: { readonly view: LivePictureView }): JSX.Element {
  const { t, format } = useTexts();
  switch (view.state) {
    case 'live':
    case 'late':
      return <span className="picture-age">{format.age(view.ageMs ?? 0)}</span>;
    case 'lost':
      return <span className="picture-age">{t('tile.lostFor', { duration: format.duration(view.ageMs ?? 0) })}</span>;
    case 'frozen':
      return <span className="picture-age">{t('tile.state.frozen')}</span>;
    case 'connecting':
    case 'unsupported':
    case 'refused':
    case 'closed':
      return <span className="picture-age">–</span>;
    default:
      return view.state satisfies never;
  }
}
