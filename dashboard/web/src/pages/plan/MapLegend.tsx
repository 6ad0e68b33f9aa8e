import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import type { ValueClass } from './classes.ts';
import type { Measure } from './measures.ts';

/** A class as it is read: `< 12`, `12 – 18`, `≥ 18`. */
export function classText({ from, to }: ValueClass, say: (value: number) => string, all: string): string {
  if (from === null) return to === null ? all : `< ${say(to)}`;
  return to === null ? `≥ ${say(from)}` : `${say(from)} – ${say(to)}`;
}

interface MapLegendProps {
  readonly measure: Measure;
  readonly classes: readonly ValueClass[];
}

/** What the colours and marks of the map stand for. */
export function MapLegend({ measure, classes }: MapLegendProps): JSX.Element {
  const { t, format } = useTexts();
  const say = (value: number): string => format.number(value, Math.min(2, measure.decimals));
  return (
    <ul className="plan-legend" aria-label={t('plan.legend.label')}>
      {classes.map((one) => (
        <li key={one.colour + String(one.from)} data-met={one.met}>
          <svg viewBox="0 0 28 12" aria-hidden="true">
            <rect width="28" height="12" fill={one.colour} />
          </svg>
          {classText(one, say, t('plan.legend.all'))}
        </li>
      ))}
      <li>
        <svg viewBox="0 0 28 12" aria-hidden="true" className="swatch missing">
          <path d="M-2 12 10 0M6 12 18 0M14 12 26 0M22 12 34 0" />
        </svg>
        {t('plan.legend.missing')}
      </li>
      <li>
        <svg viewBox="0 0 28 12" aria-hidden="true" className="swatch incomplete">
          <path d="M4 6h.1M11 6h.1M18 6h.1M25 6h.1" />
        </svg>
        {t('plan.legend.incomplete')}
      </li>
      <li>
        <svg viewBox="0 0 28 12" aria-hidden="true" className="swatch empty" />
        {t('plan.legend.empty')}
      </li>
    </ul>
  );
}
