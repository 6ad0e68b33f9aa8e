import { sheetColumns } from '@khue/domain/statisticsSheet';
import type { HeldFigure } from '@khue/domain/statisticsApi';
import type { IndicatorValue } from '@khue/domain/indicator';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Failure } from '../../controls/Failure.tsx';
import { type Level, type Owned, useFigures, valuesQuery } from '../../data/planning.ts';
import { useTexts } from '../../i18n/language.ts';
import type { PlanSchool } from './countedSchools.ts';
import type { Ward } from './looks.ts';
import type { Measure, PlaceValue } from './measures.ts';

interface DrillProps {
  readonly measure: Measure;
  readonly level: Level;
  readonly year: string;
  readonly ward: Ward;
  readonly told: PlaceValue | undefined;
  readonly ownership: Owned;
  /** Those that are counted. */
  readonly schools: readonly PlanSchool[];
}

/** The heading of the column that a figure stands in. */
function labelOf({ level, measure, grade, sex }: HeldFigure): string {
  const column = sheetColumns(level).find((one) => one.measure === measure && one.grade === grade && one.sex === sex);
  return column?.label ?? measure;
}

/** The cells that a school's figures were read from. */
function Cells({
  schoolId,
  year,
  level,
}: {
  readonly schoolId: string;
  readonly year: string;
  readonly level: Level;
}): JSX.Element {
  const { t, format } = useTexts();
  const figures = useFigures(schoolId, { schoolYear: year, level });
  if (figures.isError)
    return <Failure what={t('plan.drill.cells')} error={figures.error} onRetry={() => void figures.refetch()} />;
  if (figures.data === undefined) return <div className="skeleton plan-skeleton" aria-busy="true" />;
  if (figures.data.figures.length === 0) return <p className="nothing">{t('plan.drill.noCells')}</p>;
  const [first] = figures.data.figures;
  return (
    <>
      <p className="drill-source">
        {first !== undefined &&
          t('plan.drill.from', { file: first.fileName, at: format.dateTime(Date.parse(first.acceptedAt)) })}
      </p>
      <table className="drill-cells">
        <thead>
          <tr>
            <th scope="col">{t('plan.drill.figure')}</th>
            <th scope="col" className="numeric">
              {t('plan.drill.value')}
            </th>
            <th scope="col">{t('plan.drill.cell')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.data.figures.map((figure) => (
            <tr key={`${figure.level} ${figure.cell} ${figure.measure} ${figure.grade} ${figure.sex}`}>
              <td>{labelOf(figure)}</td>
              <td className="numeric">{format.number(figure.value)}</td>
              <td>{figure.cell}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {figures.data.more && <p className="nothing">{t('plan.drill.more')}</p>}
    </>
  );
}

/** A figure of a ward taken apart: its sums, its schools, and the cells of one of them. */
export function Drill({ measure, level, ownership, year, ward, told, schools }: DrillProps): JSX.Element {
  const { t, format } = useTexts();
  const [open, setOpen] = useState<string | null>(null);
  const key = measure.definition?.key ?? null;
  const hasSchools = measure.definition?.places.includes('school') === true;
  const values = useQuery({
    ...valuesQuery({ key: key ?? '', schoolYear: year, level, ownership }, 'school'),
    enabled: hasSchools,
  });
  const of = new Map(values.data?.values.map((value): [string, IndicatorValue] => [value.place, value]));
  const here = schools.filter(({ wardCode }) => wardCode === ward.code);
  const say = (value: number): string => format.number(value, Math.min(2, measure.decimals));
  const whole = (value: number): string => format.number(value);
  return (
    <section className="plan-drill" aria-label={t('plan.drill.label', { ward: ward.fullName })}>
      <h3>{t('plan.drill.title', { ward: ward.fullName, count: here.length })}</h3>
      {told !== undefined && told.numerator !== null && (
        <p className="drill-sum">
          {told.denominator === null
            ? t('plan.drill.total', { value: whole(told.numerator), unit: measure.unit })
            : t(measure.key === 'places' ? 'plan.drill.balance' : 'plan.drill.ratio', {
                above: whole(told.numerator),
                below: whole(told.denominator),
                value: told.value === null ? '–' : say(told.value),
              })}
        </p>
      )}
      {here.length === 0 && <p className="nothing">{t('plan.drill.noSchools')}</p>}
      <ul className="drill-schools">
        {here.map((school) => {
          const value = of.get(school.id);
          const isOpen = open === school.id;
          return (
            <li key={school.id}>
              <button type="button" aria-expanded={isOpen} onClick={() => setOpen(isOpen ? null : school.id)}>
                <span>
                  {school.shortName}
                  {school.isOpen === false && <small>{t('plan.drill.closed')}</small>}
                  {school.synthetic && <em className="plan-mark">{t('synthetic.mark')}</em>}
                </span>
                <b>
                  {value === undefined || value.value === null
                    ? hasSchools
                      ? t('plan.drill.notReported')
                      : ''
                    : say(value.value)}
                </b>
              </button>
              {isOpen && <Cells schoolId={school.id} year={year} level={level} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
