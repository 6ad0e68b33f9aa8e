import { type JSX, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { classOf, type ValueClass } from './classes.ts';
import type { Ward } from './looks.ts';
import { type Measure, type PlaceValue, planningKeys } from './measures.ts';
import { isComplete } from './useMeasureValues.ts';
import './wardTable.css';

type Column = 'name' | 'value' | 'reporting';

interface Row {
  readonly ward: Ward;
  readonly told: PlaceValue | undefined;
}

interface WardTableProps {
  readonly measure: Measure;
  readonly rows: readonly Row[];
  readonly classes: readonly ValueClass[];
  readonly selected: string | null;
  readonly onSelect: (code: string | null) => void;
}

const share = ({ reporting, due }: PlaceValue): number => (due === 0 ? 1 : reporting / due);

/** Rows in order; those without a value come last whichever way it goes. */
function sorted(rows: readonly Row[], column: Column, downward: boolean): Row[] {
  const way = downward ? -1 : 1;
  const names = new Intl.Collator('vi');
  const number = ({ told }: Row): number | null =>
    told === undefined ? null : column === 'value' ? told.value : told.due === 0 ? null : share(told);
  return [...rows].sort((a, b) => {
    const byName = names.compare(a.ward.name, b.ward.name);
    if (column === 'name') return byName * way;
    const [one, other] = [number(a), number(b)];
    if (one === null || other === null) return one === other ? byName : one === null ? 1 : -1;
    return one === other ? byName : (one - other) * way;
  });
}

function Bar({
  value,
  most,
  colour,
}: {
  readonly value: number;
  readonly most: number;
  readonly colour: string;
}): JSX.Element {
  return (
    <svg className="ward-bar" viewBox="0 0 60 10" aria-hidden="true">
      <rect y="1" width={Math.max(1, (Math.abs(value) / most) * 60)} height="8" fill={colour} />
    </svg>
  );
}

/** One row is a stop of Tab; arrows, Home and End go through the others. */
function moveInRows(event: KeyboardEvent<HTMLButtonElement>): void {
  const rows = [...(event.currentTarget.closest('tbody')?.querySelectorAll<HTMLElement>('th button') ?? [])];
  const at = rows.indexOf(event.currentTarget);
  const aims: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(rows.length - 1, at + 1),
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: rows.length - 1,
  };
  const aim = aims[event.key];
  if (aim === undefined) return;
  event.preventDefault();
  rows[aim]?.focus();
}

/** Every ward with its value: the map in words. Follows the map's selection, and leads it. */
export function WardTable({ measure, rows, classes, selected, onSelect }: WardTableProps): JSX.Element {
  const { t, format } = useTexts();
  const { bound, decimals } = measure;
  // What is worst stands on top, until somebody wants it otherwise.
  const worstDown = bound?.kind !== 'atLeast' && measure.key !== planningKeys.reach;
  const [order, setOrder] = useState<{ column: Column; downward: boolean } | null>(null);
  const { column, downward } = order ?? { column: 'value', downward: worstDown };
  const list = useMemo(() => sorted(rows, column, downward), [rows, column, downward]);
  const most = Math.max(1e-9, ...rows.map(({ told }) => Math.abs(told?.value ?? 0)));
  const stop = list.some(({ ward }) => ward.code === selected) ? selected : (list[0]?.ward.code ?? null);
  const body = useRef<HTMLTableSectionElement>(null);

  useEffect(() => {
    if (selected === null) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-ward="${selected}"]`);
    const box = body.current?.closest<HTMLElement>('.ward-table');
    if (row === null || row === undefined || box === null || box === undefined) return;
    // The table alone is scrolled: what stands above it stays where somebody reads it.
    const above = row.offsetTop - row.offsetHeight < box.scrollTop;
    const below = row.offsetTop + row.offsetHeight > box.scrollTop + box.clientHeight;
    if (above || below) box.scrollTop = row.offsetTop - box.clientHeight / 2;
  }, [selected]);

  const head = (name: Column, label: string, className?: string): JSX.Element => (
    <th
      scope="col"
      className={className}
      aria-sort={column === name ? (downward ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" onClick={() => setOrder({ column: name, downward: column === name ? !downward : false })}>
        {label}
        {column === name && <span aria-hidden="true">{downward ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  );
  return (
    <div className="ward-table">
      <table>
        <caption className="visually-hidden">{t('plan.table.caption', { name: measure.name })}</caption>
        <thead>
          <tr>
            {head('name', t('plan.table.ward'))}
            {head('value', measure.unit, 'numeric')}
            <th scope="col" className="ward-bar-head">
              {bound === null ? null : t('plan.table.target')}
            </th>
            {head('reporting', t('plan.table.reporting'), 'numeric')}
          </tr>
        </thead>
        <tbody ref={body}>
          {list.map(({ ward, told }) => {
            const value = told?.value ?? null;
            const colour = value === null ? '' : (classOf(value, classes, bound)?.colour ?? '');
            const isSelected = ward.code === selected;
            return (
              <tr
                key={ward.code}
                aria-current={isSelected ? 'true' : undefined}
                data-ward={ward.code}
                data-value={value ?? ''}
              >
                <th scope="row">
                  <button
                    type="button"
                    tabIndex={ward.code === stop ? 0 : -1}
                    onKeyDown={moveInRows}
                    aria-pressed={isSelected}
                    onClick={() => onSelect(isSelected ? null : ward.code)}
                  >
                    {ward.fullName}
                  </button>
                </th>
                {value === null ? (
                  // Over both columns: words make neither of them wider.
                  <td colSpan={2} className="nothing">
                    {t(told === undefined || told.due === 0 ? 'plan.table.empty' : 'plan.table.missing')}
                  </td>
                ) : (
                  <>
                    <td className="numeric">{format.number(value, Math.min(2, decimals))}</td>
                    <td className="ward-bar-cell">
                      <Bar value={value} most={most} colour={colour} />
                      {told?.met !== null && told?.met !== undefined && (
                        <span className={told.met ? 'met' : 'unmet'}>
                          {t(told.met ? 'plan.table.met' : 'plan.table.unmet')}
                        </span>
                      )}
                    </td>
                  </>
                )}
                <td className="numeric">
                  {told === undefined || told.due === 0
                    ? ''
                    : `${format.number(told.reporting)}/${format.number(told.due)}`}
                  {told !== undefined && !isComplete(told) && <small>{t('plan.table.incomplete')}</small>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
