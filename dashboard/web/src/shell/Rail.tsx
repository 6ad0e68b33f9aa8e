import type { JSX } from 'react';
import { useHolds } from '../data/session.ts';
import { useTexts } from '../i18n/language.ts';
import { linkTo, type Route } from '../router.ts';
import { isOffered, rooms } from './rooms.ts';

/** On a phone the rail is wider than the screen: the room one stands in is brought into view. */
function bringIntoView(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

/** The rooms of the house that whoever is signed in may enter. */
export function Rail({ page }: { readonly page: Route['page'] }): JSX.Element {
  const { t } = useTexts();
  const holds = useHolds();
  return (
    <nav className="rail" aria-label={t('room.label')}>
      {rooms
        .filter((room) => isOffered(room, holds))
        .map((room) => (
          <a
            key={room.page}
            aria-current={room.page === page ? 'page' : undefined}
            ref={room.page === page ? bringIntoView : undefined}
            {...linkTo(room.path)}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={room.icon} />
            </svg>
            {t(`room.${room.page}`)}
          </a>
        ))}
    </nav>
  );
}
