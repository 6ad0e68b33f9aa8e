import type { JSX } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { type Level, type Owned, useNearest } from '../../data/planning.ts';
import { useTexts } from '../../i18n/language.ts';

interface NearestListProps {
  readonly point: readonly [number, number];
  readonly level: Level;
  readonly ownership: Owned;
  readonly metres: number;
  readonly onClose: () => void;
}

/** The schools nearest to a point, in a straight line; those within reach first told apart from those beyond. */
export function NearestList({ point, level, ownership, metres, onClose }: NearestListProps): JSX.Element {
  const { t, format } = useTexts();
  const nearest = useNearest(point, { level, ownership });
  const [lon, lat] = point;
  const at = `${format.number(lat, 2)}; ${format.number(lon, 2)}`;
  return (
    <section className="plan-nearest" aria-label={t('plan.nearest.label')} aria-live="polite">
      <header>
        <h3>{t('plan.nearest.title', { at })}</h3>
        <button type="button" className="quiet-button" onClick={onClose}>
          {t('plan.nearest.close')}
        </button>
      </header>
      {nearest.isError && (
        <Failure what={t('plan.nearest.label')} error={nearest.error} onRetry={() => void nearest.refetch()} />
      )}
      {nearest.data?.nearest.length === 0 && <p className="nothing">{t('plan.nearest.none')}</p>}
      <ol>
        {nearest.data?.nearest.map(({ id, name, metres: away }) => (
          <li key={id} data-within={away <= metres}>
            <span>{name}</span>
            <b>{t('plan.tools.km', { km: format.number(away / 1_000, 2) })}</b>
          </li>
        ))}
      </ol>
      <small>{t('plan.tools.straight')}</small>
      {nearest.data?.partial === true && <small>{t('plan.partial')}</small>}
    </section>
  );
}
