import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { bins, classOf, type ValueClass } from './classes.ts';
import type { Measure } from './measures.ts';
import './histogram.css';

const [width, height, floor] = [520, 110, 88];

interface HistogramProps {
  readonly measure: Measure;
  readonly values: readonly number[];
  readonly classes: readonly ValueClass[];
  /** Of the selected ward. */
  readonly marked: number | null;
}

/** How wards lie over the values: bars in the colours of the classes, bounds dashed, the target as a line. */
export function Histogram({ measure, values, classes, marked }: HistogramProps): JSX.Element | null {
  const { t, format } = useTexts();
  const { bound, decimals, unit } = measure;
  const bars = bins(values, classes, bound);
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return null;
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const x = (value: number): number => 4 + ((value - first.from) / (last.to - first.from)) * (width - 8);
  const say = (value: number): string => format.number(value, Math.min(2, decimals));
  const ends = bound === null ? values : [...values, bound.at];
  const bounds = classes.flatMap(({ to }) => to ?? []).filter((at) => at > first.from && at < last.to);
  return (
    <figure className="plan-histogram">
      <figcaption>
        {t('plan.histogram.title', { count: format.number(values.length) })} <span>{t('plan.histogram.note')}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('plan.histogram.label', {
          count: format.number(values.length),
          least: say(Math.min(...values)),
          most: say(Math.max(...values)),
          unit,
        })}
      >
        {bars.map(({ from, to, count, colour }) => {
          const tall = (count / most) * (floor - 18);
          return (
            <rect
              key={from}
              x={x(from) + 0.5}
              y={floor - tall}
              width={Math.max(1, x(to) - x(from) - 1)}
              height={tall}
              fill={colour === '' ? 'none' : colour}
              className="bar"
            />
          );
        })}
        {bounds.map((at) => (
          <line key={at} x1={x(at)} x2={x(at)} y1={20} y2={floor} className="class-bound" />
        ))}
        <line x1={0} x2={width} y1={floor} y2={floor} className="axis" />
        {bound !== null && (
          <g className="target">
            <line x1={x(bound.at)} x2={x(bound.at)} y1={14} y2={floor + 4} />
            <text
              x={Math.min(width - 2, Math.max(2, x(bound.at)))}
              y={10}
              textAnchor={x(bound.at) > width / 2 ? 'end' : 'start'}
            >
              {t('plan.target', { target: `${bound.kind === 'atMost' ? '≤' : '≥'} ${say(bound.at)}` })}
            </text>
          </g>
        )}
        {marked !== null && classOf(marked, classes, bound) !== null && (
          <path d={`M${x(marked)} ${floor - 1}l-5 9h10Z`} className="marked" />
        )}
        <text x={2} y={height - 2}>
          {say(Math.min(...ends))}
        </text>
        <text x={width - 2} y={height - 2} textAnchor="end">
          {`${say(Math.max(...ends))} ${unit}`}
        </text>
      </svg>
    </figure>
  );
}
