import type { SchoolListItem } from '@khue/domain/api';
import type { JSX, ReactNode } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { useFeedTrust, useOverview } from '../../live/useLive.ts';
import './figures.css';

interface FigureProps {
  readonly value: number;
  readonly word: string;
  readonly sign?: ReactNode;
}

function Figure({ value, word, sign }: FigureProps): JSX.Element {
  const { format } = useTexts();
  return (
    <span className="figure">
      {sign}
      <b>{format.number(value)}</b> {word}
    </span>
  );
}

const crossSign = (
  <svg className="figure-sign" viewBox="0 0 12 12" aria-hidden="true">
    <path d="m2 2 8 8M10 2l-8 8" />
  </svg>
);
const questionSign = <span aria-hidden="true">?</span>;

/** The city in one line of numbers; every camera counts once. */
export function Figures({ schools }: { readonly schools: readonly SchoolListItem[] | undefined }): JSX.Element {
  const { t, format } = useTexts();
  const overview = useOverview();
  const trust = useFeedTrust();
  const live = [...overview.schools.values()];
  const down = live.filter((school) => school.severity === 'critical').length;
  const unknown = live.filter((school) => school.counts.unknown === school.total).length;
  const located = schools?.filter((school) => school.lon !== null && school.lat !== null).length ?? 0;
  const { counts } = overview;
  return (
    <section className="figures" data-trust={trust} aria-label={t('figures.label')}>
      <span className="figure-group">
        <span className="figure-lead">
          {format.number(overview.total)} {t('figures.cameras')}
        </span>
        <Figure value={counts.online} word={t('figures.online')} />
        {counts.degraded > 0 && <Figure value={counts.degraded} word={t('figures.degraded')} />}
        <Figure value={counts.unknown} word={t('figures.unknown')} sign={questionSign} />
        {counts.unauthorised > 0 && <Figure value={counts.unauthorised} word={t('figures.unauthorised')} />}
        <Figure value={counts.offline} word={t('figures.offline')} sign={crossSign} />
      </span>
      <span className="figure-group">
        <span className="figure-lead">{t('figures.schoolsDown')}</span>
        <Figure value={down} word={t('figures.ofSchools', { total: format.number(live.length) })} />
        {unknown > 0 && <span className="figure-lead">· {t('figures.unknownSchools', { count: unknown })}</span>}
      </span>
      {schools !== undefined && (
        <span className="figure-group">
          <span className="figure-lead">{t('figures.located')}</span>
          <Figure value={located} word={t('figures.ofAllSchools', { total: format.number(schools.length) })} />
        </span>
      )}
    </section>
  );
}
