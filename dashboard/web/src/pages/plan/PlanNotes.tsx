import type { JSX } from 'react';
import type { MapLayers } from '../../data/layers.ts';
import type { Owned } from '../../data/planning.ts';
import { useTexts } from '../../i18n/language.ts';
import type { CountedSchools } from './countedSchools.ts';
import { type Measure, type PlaceValue, planningKeys } from './measures.ts';
import type { MeasureValues } from './useMeasureValues.ts';

interface PlanNotesProps {
  readonly measure: Measure;
  readonly shown: MeasureValues;
  readonly layers: MapLayers;
  readonly year: string;
  readonly city: PlaceValue | null;
  readonly ownership: Owned;
  readonly counted: CountedSchools;
  readonly registerBegins: number | null;
}

/** What has to be known of what is shown, line by line: for the page and for the picture. */
export function usePlanNotes(props: PlanNotesProps): string[] {
  const { measure, shown, layers, year, city, ownership, counted, registerBegins } = props;
  const { t, format } = useTexts();
  const told = city ?? null;
  const lines = [
    measure.key === planningKeys.reach
      ? t('plan.notes.sourceNow', { source: measure.source })
      : t('plan.notes.source', { source: measure.source, year }),
    measure.bound === null ? null : t('plan.notes.target', { source: measure.bound.source }),
    told === null || told.due === 0
      ? null
      : t('plan.notes.reporting', {
          reporting: format.number(told.reporting),
          due: format.number(told.due),
          share: format.percent(told.reporting / told.due),
        }),
    t(layers.about.wards.kind === 'approximate' ? 'plan.notes.approximate' : 'plan.notes.reference', {
      source: layers.about.wards.attribution,
    }),
    measure.note,
    ownership === null
      ? null
      : t('plan.notes.ownership', {
          owned: t(`plan.ownership.${ownership}`),
          count: format.number(counted.schools.length),
          unknown: format.number(counted.unknown),
        }),
    registerBegins === null || measure.key === planningKeys.reach
      ? null
      : t('plan.notes.register', { date: format.date(registerBegins) }),
    shown.partial ? t('plan.partial') : null,
  ];
  return lines.filter((line) => line !== null);
}

/** Source, target's source, share reporting, boundaries. */
export function PlanNotes(props: PlanNotesProps): JSX.Element {
  const { t } = useTexts();
  const lines = usePlanNotes(props);
  return (
    <footer className="plan-notes">
      <h2 className="visually-hidden">{t('plan.notes.label')}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </footer>
  );
}
