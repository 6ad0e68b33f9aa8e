import type { JSX } from 'react';
import { Trans } from 'react-i18next';
import { useFifth } from '../../clock/useNow.ts';
import { useMapLayers } from '../../data/layers.ts';
import { useTexts } from '../../i18n/language.ts';
import { useFeed } from '../../live/useLive.ts';
import { SeveritySign } from '../../signs/SeveritySign.tsx';
import './mapFooter.css';

const shown = ['critical', 'high', 'medium', 'low', 'unknown', 'normal'] as const;

function FeedAge(): JSX.Element {
  const { t, format } = useTexts();
  const feed = useFeed();
  const now = useFifth();
  if (feed.heardAt === null) return <span>{t('feed.connecting')}</span>;
  return (
    <span data-feed-age-ms={Math.max(0, now - feed.heardAt)}>
      <Trans i18nKey="feed.age" values={{ age: format.age(now - feed.heardAt) }} components={{ b: <b /> }} />
    </span>
  );
}

/** Legend, age of what is shown, and what the map does not know exactly. */
export function MapFooter(): JSX.Element {
  const { t } = useTexts();
  const layers = useMapLayers();
  const about = layers.data?.about;
  const notes = [
    about !== undefined && t(about.wards.kind === 'approximate' ? 'map.approximate' : 'map.reference'),
    (layers.data?.rivers.length ?? 0) > 0 && t('map.riversApproximate'),
    layers.isError && t('map.noBoundaries'),
    ...(about === undefined ? [] : new Set([about.base.attribution, about.wards.attribution])),
  ].filter((note) => note !== false);
  return (
    <div className="map-footer">
      <ul className="legend" aria-label={t('map.legend')}>
        {shown.map((severity) => (
          <li key={severity}>
            <SeveritySign severity={severity} />
            {t(`severity.${severity}`)}
          </li>
        ))}
        <li>
          <svg className="sign selected" viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="7.500" />
            <path d="M12 1v5M12 18v5M1 12h5M18 12h5" />
          </svg>
          {t('map.selected')}
        </li>
      </ul>
      <span className="map-truth">
        <FeedAge />
        {notes.map((note) => (
          <span key={note}>{note}</span>
        ))}
      </span>
    </div>
  );
}
