import { type JSX, lazy, memo, Suspense, useMemo } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import type { MapLayers } from '../../data/layers.ts';
import { type Level, type Owned, useTrend } from '../../data/planning.ts';
import { useTexts } from '../../i18n/language.ts';
import { Answer } from './Answer.tsx';
import type { ValueClass } from './classes.ts';
import type { CountedSchools } from './countedSchools.ts';
import { Drill } from './Drill.tsx';
import { Histogram } from './Histogram.tsx';
import { tally, type Ward } from './looks.ts';
import type { Measure, PlaceValue } from './measures.ts';
import { NearestList } from './NearestList.tsx';
import { PlanNotes } from './PlanNotes.tsx';
import type { MeasureValues } from './useMeasureValues.ts';
import { WardTable } from './WardTable.tsx';

const TrendChart = lazy(async () => ({ default: (await import('./TrendChart.tsx')).TrendChart }));

export interface PlanColumnProps {
  readonly measure: Measure;
  readonly level: Level;
  readonly year: string;
  readonly years: readonly string[];
  readonly metres: number;
  readonly classes: readonly ValueClass[];
  /** Wards that are looked at, with what is told of them. */
  readonly rows: readonly { readonly ward: Ward; readonly told: PlaceValue | undefined }[];
  readonly shown: MeasureValues;
  readonly selected: Ward | null;
  readonly onSelect: (code: string | null) => void;
  readonly point: readonly [number, number] | null;
  readonly onPoint: (point: null) => void;
  readonly ownership: Owned;
  readonly counted: CountedSchools;
  /** Where the register begins after the figures of the year. */
  readonly registerBegins: number | null;
  readonly layers: MapLayers;
}

/** The years of what is selected against the target. */
function Trend({ measure, level, ownership, years, selected }: PlanColumnProps): JSX.Element | null {
  const { t } = useTexts();
  const trend = useTrend(measure.definition?.key ?? null, selected?.code ?? 'city', { level, ownership });
  const points = trend.data?.points;
  const values = useMemo(
    () => years.map((one) => points?.find(({ schoolYear }) => schoolYear === one)?.value ?? null),
    [years, points],
  );
  if (measure.definition === null || points === undefined) return null;
  const place = selected?.fullName ?? t('plan.city');
  const title = t('plan.trend.label', { name: measure.name, place });
  return (
    <section className="plan-trend-part">
      <h2>{t('plan.trend.title', { place })}</h2>
      <Suspense fallback={<div className="skeleton plan-trend" />}>
        <TrendChart measure={measure} title={title} years={years} values={values} />
      </Suspense>
    </section>
  );
}

/** The answer, and what it rests on. Comes a moment after the map: it is drawn while nothing else is waited for. */
export const PlanColumn = memo(function PlanColumn(props: PlanColumnProps): JSX.Element {
  const { measure, level, ownership, year, metres, classes, rows, shown, selected, onSelect, point, onPoint } = props;
  const { counted, registerBegins, layers } = props;
  const counts = useMemo(() => tally(rows), [rows]);
  const values = useMemo(() => rows.flatMap(({ told }) => told?.value ?? []), [rows]);
  const told = selected === null ? undefined : shown.wards.get(selected.code);
  return (
    <>
      {shown.error !== null && <Failure what={measure.name} error={shown.error} />}
      <Answer measure={measure} counts={counts} city={shown.city} values={values} />
      <Histogram measure={measure} values={values} classes={classes} marked={told?.value ?? null} />
      {point !== null && <NearestList {...{ point, level, ownership, metres }} onClose={() => onPoint(null)} />}
      <Trend {...props} />
      {selected !== null && (
        <Drill
          key={selected.code}
          {...{ measure, level, ownership, year, told }}
          schools={counted.schools}
          ward={selected}
        />
      )}
      <WardTable {...{ measure, rows, classes, onSelect }} selected={selected?.code ?? null} />
      <PlanNotes {...{ measure, shown, layers, year, ownership, counted, registerBegins }} city={shown.city} />
    </>
  );
});
