import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import type { Tally } from './looks.ts';
import { type Measure, type PlaceValue, planningKeys } from './measures.ts';

interface AnswerProps {
  readonly measure: Measure;
  readonly counts: Tally;
  readonly city: PlaceValue | null;
  readonly values: readonly number[];
}

/** The answer in one sentence, the largest thing on the page. */
export function Answer({ measure, counts, city, values }: AnswerProps): JSX.Element {
  const { t, format } = useTexts();
  const say = (value: number): string => format.number(value, Math.min(2, measure.decimals));
  const number = (count: number): string => format.number(count);
  const { bound, unit } = measure;
  const target = bound === null ? '' : `${bound.kind === 'atMost' ? '≤' : '≥'} ${say(bound.at)} ${unit}`;
  const cityValue = city?.value ?? null;
  const sentence =
    counts.known === 0
      ? t('plan.answer.nothing')
      : measure.key === planningKeys.reach
        ? t('plan.answer.reach', { count: number(values.filter((value) => value < 50).length) })
        : measure.key === planningKeys.places
          ? t('plan.answer.places', {
              count: number(counts.unmet),
              places: number(-values.filter((value) => value < 0).reduce((sum, value) => sum + value, 0)),
            })
          : bound !== null
            ? t(counts.unmet === 0 ? 'plan.answer.allMet' : 'plan.answer.unmet', { count: number(counts.unmet) })
            : cityValue === null
              ? t('plan.answer.wards', { count: number(counts.known) })
              : t('plan.answer.city', { value: say(cityValue), unit });
  const rest = [
    bound === null || measure.key === planningKeys.places
      ? null
      : t('plan.answer.target', { target, met: number(counts.met) }),
    bound === null || cityValue === null ? null : t('plan.answer.whole', { value: say(cityValue), unit }),
    t('plan.answer.missing', { missing: number(counts.missing), empty: number(counts.empty) }),
    counts.incomplete === 0 ? null : t('plan.answer.incomplete', { count: number(counts.incomplete) }),
  ];
  return (
    <header className="plan-answer" aria-live="polite">
      <h1>{sentence}</h1>
      <p>{rest.filter((part) => part !== null).join(' · ')}</p>
    </header>
  );
}
