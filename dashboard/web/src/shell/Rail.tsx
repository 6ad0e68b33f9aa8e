import type { JSX } from 'react';
import { useTexts } from '../i18n/language.ts';
import { linkTo, pathOf, type Route } from '../router.ts';

const rooms = [
  {
    page: 'monitor',
    path: pathOf({ page: 'monitor', schoolId: null, cameraId: null }),
    icon: 'M3 4.500h18v12H3ZM8.500 20.500h7M12 16.500v4',
  },
  {
    page: 'imports',
    path: pathOf({ page: 'imports', runId: null }),
    icon: 'M4 15v5h16v-5M12 4v11M7.500 8.500 12 4l4.500 4.500',
  },
  {
    page: 'state',
    path: pathOf({ page: 'state' }),
    icon: 'M3 12.500h4.200l2.600-7 4.200 13 2.600-6H21',
  },
] as const;

/** The rooms of the house that exist. */
export function Rail({ page }: { readonly page: Route['page'] }): JSX.Element {
  const { t } = useTexts();
  return (
    <nav className="rail" aria-label={t('room.label')}>
      {rooms.map((room) => (
        <a key={room.page} aria-current={room.page === page ? 'page' : undefined} {...linkTo(room.path)}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={room.icon} />
          </svg>
          {t(`room.${room.page}`)}
        </a>
      ))}
    </nav>
  );
}
