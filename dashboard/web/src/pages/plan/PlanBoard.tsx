import type { SchoolListItem } from '@khue/domain/api';
import type { IndicatorDefinition } from '@khue/domain/indicator';
import { planningMeasures } from '@khue/domain/planningApi';
import type { ReportedYear } from '@khue/domain/statisticsApi';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useDeferredValue, useMemo, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import type { MapLayers } from '../../data/layers.ts';
import { type Level, type Owned, useSchoolsOfYear, useServiceAreas, valuesQuery } from '../../data/planning.ts';
import { useTexts } from '../../i18n/language.ts';
import type { PlanMap } from '../../map/planMap.ts';
import { placeSchools, schoolBounds } from '../../map/schoolMarks.ts';
import { classesOf, shareClasses } from './classes.ts';
import { countedSchools, registerBeginsOf } from './countedSchools.ts';
import { isAmong, type Ward, type WardFilter, wardLooks } from './looks.ts';
import { MapHead } from './MapHead.tsx';
import { fittingLevel, isToldByOwnership, measuresOf, yearsBetween } from './measures.ts';
import { choiceMade } from './paintTimes.ts';
import { PlanColumn, type PlanColumnProps } from './PlanColumn.tsx';
import { PlanControls, PlanTools } from './PlanControls.tsx';
import { PlanMapView } from './PlanMapView.tsx';
import { useMeasureValues, usePrefetch } from './useMeasureValues.ts';

/** What stands on the map when somebody comes in: an indicator with a target for schools of every level. */
const firstChoice = { key: 'I05', level: null, ownership: null } as const;
const usualMetres = 2_000;
const pupilsKey = 'S04';

interface PlanBoardProps {
  readonly definitions: readonly IndicatorDefinition[];
  readonly reported: readonly ReportedYear[];
  readonly layers: MapLayers;
  readonly schools: readonly SchoolListItem[];
}

/** Choices on the left, the map in the middle, the answer on the right. */
export function PlanBoard({ definitions, reported, layers, schools }: PlanBoardProps): JSX.Element {
  const { t, language } = useTexts();
  const years = useMemo(() => yearsBetween(reported), [reported]);
  const [choice, setChoice] = useState<{ key: string; level: Level; ownership: Owned; year: string | null }>({
    ...firstChoice,
    year: null,
  });
  const [filter, setFilter] = useState<WardFilter>('all');
  const [metres, setMetres] = useState(usualMetres);
  const [selected, setSelected] = useState<string | null>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [measuring, setMeasuring] = useState(false);
  const [point, setPoint] = useState<readonly [number, number] | null>(null);
  const [overlays, setOverlays] = useState({ schools: true, areas: false });
  const [map, setMap] = useState<PlanMap | null>(null);

  const year = choice.year ?? years.at(-1) ?? '';
  const asked = useDeferredValue(metres);
  const measures = useMemo(
    () => measuresOf(definitions, { level: choice.level, metres: asked }, { t, language }),
    [definitions, choice.level, asked, t, language],
  );
  const measure = measures.find(({ key }) => key === choice.key) ?? measures[0] ?? null;
  const level = measure === null ? choice.level : fittingLevel(measure, choice.level);
  const ownership = measure !== null && isToldByOwnership(measure) ? choice.ownership : null;
  const shown = useMeasureValues({ measure, level, ownership, years, year, metres: asked });
  usePrefetch(measures, choice, years);
  const pupils = useQuery({
    ...valuesQuery({ key: pupilsKey, schoolYear: year, level, ownership: null }, 'school'),
    enabled: year !== '',
  });
  const areas = useServiceAreas(level, ownership, overlays.areas);
  const ofYear = useSchoolsOfYear(year).data;

  const wards = useMemo(
    () =>
      layers.wards
        .filter(({ code }) => code !== '')
        .map(({ code, name, fullName }): Ward => ({ code, name, fullName })),
    [layers],
  );
  const bound = measure?.bound ?? null;
  const isReach = measure?.key === planningMeasures.reach;
  const classes = useMemo(
    () => (isReach && shown.everyYear.length > 0 ? shareClasses() : classesOf(shown.everyYear, bound)),
    [isReach, shown.everyYear, bound],
  );
  const looks = useMemo(
    () => wardLooks(wards, shown.wards, { classes, bound, filter }),
    [wards, shown.wards, classes, bound, filter],
  );
  // Until the schools of the year are there, those of today stand in.
  const counted = useMemo(
    () => countedSchools(ofYear ?? schools, level, ownership),
    [ofYear, schools, level, ownership],
  );
  const drawn = useMemo(() => {
    const of = new Map(pupils.data?.values.map(({ place, value }) => [place, value]));
    if (!overlays.schools) return [];
    return counted.schools.flatMap(({ id, lon, lat }) =>
      lon === null || lat === null ? [] : [{ id, lon, lat, pupils: of.get(id) ?? null }],
    );
  }, [counted, pupils.data, overlays.schools]);
  const home = useMemo(() => schoolBounds(placeSchools(schools)), [schools]);
  const rows = useMemo(
    () =>
      wards
        .map((ward) => ({ ward, told: shown.wards.get(ward.code) }))
        .filter(({ ward, told }) => isAmong(ward, told, filter)),
    [wards, shown.wards, filter],
  );
  const registerBegins = registerBeginsOf(reported, year);
  const selectedWard = wards.find(({ code }) => code === selected) ?? null;
  const column = useMemo(
    (): PlanColumnProps | null =>
      measure === null
        ? null
        : {
            measure,
            level,
            year,
            years,
            metres,
            classes,
            rows,
            shown,
            point,
            ownership,
            counted,
            registerBegins,
            layers,
            selected: selectedWard,
            onSelect: setSelected,
            onPoint: setPoint,
          },
    [
      measure,
      level,
      ownership,
      year,
      years,
      metres,
      classes,
      rows,
      shown,
      selectedWard,
      point,
      counted,
      registerBegins,
      layers,
    ],
  );
  // The map first: the column beside it is worked out while its frame is drawn.
  const slow = useDeferredValue(column);
  const choose = (next: Partial<typeof choice>): void => {
    choiceMade();
    setChoice((last) => ({ ...last, ...next }));
  };

  return (
    <div className="plan">
      <aside className="plan-left">
        <PlanControls
          measures={measures}
          measure={measure}
          onMeasure={(key) => choose({ key })}
          level={level}
          onLevel={(next) => choose({ level: next })}
          ownership={ownership}
          unknownOwnership={counted.unknown}
          onOwnership={(next) => choose({ ownership: next })}
          years={years}
          reported={reported}
          year={year}
          onYear={(next) => choose({ year: next })}
          filter={filter}
          onFilter={setFilter}
        />
        <PlanTools
          level={level}
          metres={metres}
          onMetres={setMetres}
          measuring={measuring}
          onMeasuring={setMeasuring}
          onCentre={() => setPoint(map?.centre() ?? null)}
          areas={overlays.areas}
          onAreas={(on) => setOverlays((last) => ({ ...last, areas: on }))}
          schools={overlays.schools}
          onSchools={(on) => setOverlays((last) => ({ ...last, schools: on }))}
        />
      </aside>
      <section className="plan-middle" aria-label={t('plan.map')}>
        {measure !== null && (
          <MapHead
            {...{
              measure,
              level,
              ownership,
              counted,
              registerBegins,
              year,
              metres: asked,
              classes,
              map,
              shown,
              layers,
            }}
            hovered={wards.find(({ code }) => code === (hovered ?? selected)) ?? null}
          />
        )}
        <PlanMapView
          layers={layers}
          looks={looks}
          shown={`${measure?.key} ${level ?? 'all'} ${year}${shown.isWaiting ? ' waiting' : ''}`}
          schools={drawn}
          home={home}
          selected={selected}
          onSelect={setSelected}
          onHover={setHovered}
          measuring={measuring}
          point={point}
          metres={metres}
          onPoint={setPoint}
          areas={overlays.areas && level !== null ? (areas.data ?? null) : null}
          onMap={setMap}
        />
        {areas.isError && overlays.areas && (
          <Failure what={t('plan.tools.areas')} error={areas.error} onRetry={() => void areas.refetch()} />
        )}
      </section>
      <aside className="plan-right">{slow !== null && <PlanColumn {...slow} />}</aside>
    </div>
  );
}
