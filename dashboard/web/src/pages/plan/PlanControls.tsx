import type { ReportedYear } from '@khue/domain/statisticsApi';
import { reachLimits } from '@khue/domain/planningApi';
import { type JSX, useId } from 'react';
import type { Level, Owned } from '../../data/planning.ts';
import { useTexts } from '../../i18n/language.ts';
import type { WardFilter } from './looks.ts';
import { isToldByOwnership, type Measure, type MeasureGroup, planningKeys } from './measures.ts';
import './planControls.css';

const groups: readonly MeasureGroup[] = ['P', 'I', 'S'];
const owned = ['public', 'non_public'] as const;
const filters: readonly WardFilter[] = ['all', 'ward', 'rural', 'unmet'];

interface PlanControlsProps {
  readonly measures: readonly Measure[];
  readonly measure: Measure | null;
  readonly onMeasure: (key: string) => void;
  readonly level: Level;
  readonly onLevel: (level: Level) => void;
  readonly ownership: Owned;
  /** Schools of the level whose ownership is not recorded. */
  readonly unknownOwnership: number;
  readonly onOwnership: (ownership: Owned) => void;
  readonly years: readonly string[];
  readonly reported: readonly ReportedYear[];
  readonly year: string;
  readonly onYear: (year: string) => void;
  readonly filter: WardFilter;
  readonly onFilter: (filter: WardFilter) => void;
}

/** What is asked, in words: the choices below make the sentence. */
function Question({
  measure,
  level,
  ownership,
  year,
}: Pick<PlanControlsProps, 'measure' | 'level' | 'ownership' | 'year'>): JSX.Element {
  const { t } = useTexts();
  if (measure === null) return <p className="plan-question">{t('plan.question.none')}</p>;
  return (
    <p className="plan-question">
      {t(measure.bound === null ? 'plan.question.where' : 'plan.question.unmet')} <b>{measure.name}</b>
      {', '}
      <b>{t(`plan.level.${level ?? 'all'}`)}</b>
      {', '}
      {ownership !== null && (
        <>
          <b>{t(`plan.ownership.${ownership}`)}</b>
          {', '}
        </>
      )}
      <b>{measure.key === planningKeys.reach ? t('plan.question.now') : t('plan.question.year', { year })}</b>?
    </p>
  );
}

function YearSlider({
  years,
  reported,
  year,
  onYear,
}: Pick<PlanControlsProps, 'years' | 'reported' | 'year' | 'onYear'>): JSX.Element {
  const { t, format } = useTexts();
  const id = useId();
  const of = (schoolYear: string): ReportedYear | undefined =>
    reported.find((one) => one.schoolYear === schoolYear && one.period === 'start');
  const now = of(year);
  const said =
    now === undefined
      ? t('plan.year.nothing')
      : t('plan.year.share', { share: format.percent(now.reported / Math.max(1, now.due)) });
  return (
    <div className="plan-year">
      <label htmlFor={id}>
        {t('plan.year.label')} <b>{year}</b> <span>{said}</span>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={Math.max(0, years.length - 1)}
        step={1}
        value={Math.max(0, years.indexOf(year))}
        aria-valuetext={`${year}, ${said}`}
        onChange={(event) => onYear(years[event.target.valueAsNumber] ?? year)}
      />
      <ol className="plan-year-ticks" aria-hidden="true">
        {years.map((one) => (
          <li key={one} className={of(one) === undefined ? 'hatched' : ''} data-now={one === year}>
            {`${one.slice(0, 4)}–${one.slice(7)}`}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Public schools alone, or the others: how many are in neither is said as soon as one is chosen. */
function OwnershipChoice({ measure, ownership, unknownOwnership, onOwnership }: PlanControlsProps): JSX.Element {
  const { t, format } = useTexts();
  const id = useId();
  const isTold = measure === null || isToldByOwnership(measure);
  return (
    <div className="plan-field">
      <label htmlFor={id}>{t('plan.ownership.label')}</label>
      <select
        id={id}
        value={ownership ?? 'all'}
        disabled={!isTold}
        onChange={(event) => onOwnership(owned.find((one) => one === event.target.value) ?? null)}
      >
        <option value="all">{t('plan.ownership.all')}</option>
        {owned.map((one) => (
          <option key={one} value={one}>
            {t(`plan.ownership.${one}`)}
          </option>
        ))}
      </select>
      {!isTold && <small>{t('plan.ownership.notOf')}</small>}
      {ownership !== null && unknownOwnership > 0 && (
        <small>{t('plan.ownership.unknown', { count: format.number(unknownOwnership) })}</small>
      )}
    </div>
  );
}

/** What is shown: indicator, level, year, ownership, and which wards are looked at. */
export function PlanControls(props: PlanControlsProps): JSX.Element {
  const { measures, measure, onMeasure, level, onLevel, filter, onFilter } = props;
  const { t } = useTexts();
  const id = useId();
  return (
    <form className="plan-controls" aria-label={t('plan.controls')} onSubmit={(event) => event.preventDefault()}>
      <Question {...props} />
      <div className="plan-field">
        <label htmlFor={`${id}m`}>{t('plan.measure')}</label>
        <select id={`${id}m`} value={measure?.key ?? ''} onChange={(event) => onMeasure(event.target.value)}>
          {groups.map((group) => (
            <optgroup key={group} label={t(`plan.group.${group}`)}>
              {measures
                .filter((one) => one.group === group)
                .map((one) => (
                  <option key={one.key} value={one.key}>
                    {one.name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
        {measure !== null && <small>{t('plan.unit', { unit: measure.unit })}</small>}
      </div>
      <fieldset className="plan-levels">
        <legend>{t('plan.levels')}</legend>
        {([null, '01', '02', '03', '04', '05'] as const).map((one) => (
          <label key={one ?? 'all'} data-off={measure?.levels.includes(one) === false}>
            <input
              type="radio"
              name={`${id}l`}
              checked={level === one}
              disabled={measure?.levels.includes(one) === false}
              onChange={() => onLevel(one)}
            />
            {t(`plan.level.${one ?? 'all'}`)}
          </label>
        ))}
      </fieldset>
      <YearSlider {...props} />
      <OwnershipChoice {...props} />
      <div className="plan-field">
        <label htmlFor={`${id}f`}>{t('plan.filter.label')}</label>
        <select
          id={`${id}f`}
          value={filter}
          onChange={(event) => onFilter(filters.find((one) => one === event.target.value) ?? 'all')}
        >
          {filters.map((one) => (
            <option key={one} value={one} disabled={one === 'unmet' && measure?.bound === null}>
              {t(`plan.filter.${one}`)}
            </option>
          ))}
        </select>
      </div>
    </form>
  );
}

interface PlanToolsProps {
  readonly level: Level;
  readonly metres: number;
  readonly onMetres: (metres: number) => void;
  readonly measuring: boolean;
  readonly onMeasuring: (on: boolean) => void;
  readonly onCentre: () => void;
  readonly areas: boolean;
  readonly onAreas: (on: boolean) => void;
  readonly schools: boolean;
  readonly onSchools: (on: boolean) => void;
}

/** What is laid over the map: a reach in a straight line, service areas, the schools. */
export function PlanTools(props: PlanToolsProps): JSX.Element {
  const { level, metres, onMetres, measuring, onMeasuring, onCentre, areas, onAreas, schools, onSchools } = props;
  const { t, format } = useTexts();
  const id = useId();
  const km = format.number(metres / 1_000, 1);
  return (
    <section className="plan-tools" aria-label={t('plan.tools.label')}>
      <div className="plan-year">
        <label htmlFor={id}>
          {t('plan.tools.metres')} <b>{t('plan.tools.km', { km })}</b>
        </label>
        <input
          id={id}
          type="range"
          min={reachLimits.least}
          max={reachLimits.most}
          step={100}
          value={metres}
          aria-valuetext={t('plan.tools.km', { km })}
          onChange={(event) => onMetres(event.target.valueAsNumber)}
        />
        <small>{t('plan.tools.straight')}</small>
      </div>
      <div className="plan-buttons">
        <button type="button" className="quiet-button" aria-pressed={measuring} onClick={() => onMeasuring(!measuring)}>
          {t('plan.tools.point')}
        </button>
        <button type="button" className="quiet-button" onClick={onCentre}>
          {t('plan.tools.centre')}
        </button>
      </div>
      <fieldset className="plan-layers">
        <legend>{t('plan.tools.layers')}</legend>
        <label>
          <input type="checkbox" checked={schools} onChange={(event) => onSchools(event.target.checked)} />
          {t('plan.tools.schools')}
        </label>
        <label>
          <input
            type="checkbox"
            checked={areas && level !== null}
            disabled={level === null}
            onChange={(event) => onAreas(event.target.checked)}
          />
          {t('plan.tools.areas')}
          {level === null && <small>{t('plan.tools.areasNeedLevel')}</small>}
        </label>
      </fieldset>
    </section>
  );
}
