import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { useFeed } from '../../live/useLive.ts';
import './feedBanner.css';

/** Loud and honest while the state feed is away: unknown is not normal. */
export function FeedBanner(): JSX.Element | null {
  const { t, format } = useTexts();
  const feed = useFeed();
  if (feed.trust !== 'away') return null;
  return (
    <div className="feed-banner hatched" role="alert">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M3 9.500a13 13 0 0 1 18 0M6.500 13.200a8 8 0 0 1 11 0M12 18.500h.01M4 3l16 18" />
      </svg>
      <strong>{t('feed.lostTitle')}</strong>
      <span>{t('feed.lostSince', { time: feed.heardAt === null ? '–' : format.time(feed.heardAt) })}</span>
    </div>
  );
}
