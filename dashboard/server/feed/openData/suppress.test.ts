import { array, assert, integer, oneof, option, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountTable, smallestShown, suppress } from './suppress.ts';

interface Unknowns {
  /** Place among the unknowns by `row column`, margins included. */
  readonly places: ReadonlyMap<string, number>;
  /** Equations over the unknowns: coefficients, then the right side. */
  readonly equations: readonly number[][];
}

/** What a reader knows: each row and column adds up to its total; suppressed cells are the unknowns. */
function readersView(table: CountTable, shown: readonly (readonly (number | null)[])[]): Unknowns {
  const [rows, columns] = [table.length, table[0]?.length ?? 0];
  const inRow = (row: number) => table[row]?.some((value) => value !== null) === true;
  const inColumn = (column: number) => table.some((line) => line[column] !== null);
  const isThere = (row: number, column: number): boolean => {
    if (row === rows) return column === columns ? table.some((_line, i) => inRow(i)) : inColumn(column);
    return column === columns ? inRow(row) : table[row]?.[column] !== null;
  };
  const places = new Map<string, number>();
  for (let row = 0; row <= rows; row += 1) {
    for (let column = 0; column <= columns; column += 1) {
      if (isThere(row, column) && shown[row]?.[column] === null) places.set(`${row} ${column}`, places.size);
    }
  }
  const lines: (readonly [number, number, number])[][] = [];
  for (let row = 0; row <= rows; row += 1) {
    lines.push(Array.from({ length: columns + 1 }, (_none, column) => [row, column, column === columns ? -1 : 1]));
  }
  for (let column = 0; column <= columns; column += 1) {
    lines.push(Array.from({ length: rows + 1 }, (_none, row) => [row, column, row === rows ? -1 : 1]));
  }
  const equations = lines.map((line) => {
    const equation = Array.from({ length: places.size + 1 }, () => 0);
    for (const [row, column, sign] of line) {
      const place = places.get(`${row} ${column}`);
      if (place !== undefined) equation[place] = (equation[place] ?? 0) + sign;
      else if (isThere(row, column)) {
        equation[places.size] = (equation[places.size] ?? 0) - sign * (shown[row]?.[column] ?? 0);
      }
    }
    return equation;
  });
  return { places, equations };
}

/** Least and greatest value of each unknown that a reader can prove, knowing that no count is below nothing. */
function bounds({ places, equations }: Unknowns): [number, number][] {
  const known = Array.from({ length: places.size }, (): [number, number] => [0, Number.POSITIVE_INFINITY]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const equation of equations) {
      const right = equation[places.size] ?? 0;
      for (const [place, own] of known.entries()) {
        const sign = equation[place] ?? 0;
        if (sign === 0) continue;
        let [least, most] = [right, right];
        for (const [other, [low, high]] of known.entries()) {
          const factor = equation[other] ?? 0;
          if (other === place || factor === 0) continue;
          least -= factor > 0 ? factor * high : factor * low;
          most -= factor > 0 ? factor * low : factor * high;
        }
        const [low, high] = sign > 0 ? [least, most] : [-most, -least];
        if (low > own[0]) [own[0], changed] = [low, true];
        if (high < own[1]) [own[1], changed] = [high, true];
      }
    }
  }
  return known;
}

/** Unknowns that follow from the equations alone (elimination to reduced rows). */
function determined({ places, equations }: Unknowns): number[] {
  const rows = equations.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < places.size; column += 1) {
    const pivot = rows.findIndex((row, i) => i >= rank && Math.abs(row[column] ?? 0) > 1e-9);
    const found = rows[pivot];
    if (found === undefined) continue;
    rows[pivot] = rows[rank] ?? found;
    const scale = found[column] ?? 1;
    const unit = found.map((value) => value / scale);
    rows[rank] = unit;
    for (const [i, row] of rows.entries()) {
      const factor = row[column] ?? 0;
      if (i !== rank && factor !== 0) rows[i] = row.map((value, j) => value - factor * (unit[j] ?? 0));
    }
    rank += 1;
  }
  return rows.flatMap((row) => {
    const used = row.slice(0, places.size).flatMap((value, place) => (Math.abs(value) > 1e-9 ? [place] : []));
    return used.length === 1 ? used : [];
  });
}

const tables = tuple(integer({ min: 1, max: 6 }), integer({ min: 1, max: 4 })).chain(([rows, columns]) =>
  array(
    array(option(oneof(integer({ min: 0, max: 8 }), integer({ min: 0, max: 900 })), { freq: 5 }), {
      minLength: columns,
      maxLength: columns,
    }),
    { minLength: rows, maxLength: rows },
  ),
);

describe('suppression of small counts', () => {
  it('shows no count and no total under five', () => {
    assert(
      property(tables, (table) => {
        const shown = suppress(table).cells.flat();
        expect(shown.filter((value) => value !== null && value < smallestShown)).toEqual([]);
      }),
    );
  });

  it('leaves no suppressed count to be worked out from what is shown, and at least five values for each', () => {
    assert(
      property(tables, (table) => {
        const view = readersView(table, suppress(table).cells);
        expect(determined(view)).toEqual([]);
        const widths = bounds(view).map(([low, high]) => high - low);
        expect(widths.filter((width) => width < smallestShown)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('shows what is shown as it is, and everything where nothing is small', () => {
    assert(
      property(tables, (table) => {
        const { cells } = suppress(table);
        const changed = table.flatMap((row, i) =>
          row.filter((value, j) => ![value, null].includes(cells[i]?.[j] ?? null)),
        );
        expect(changed).toEqual([]);
      }),
    );
    const table = [
      [10, 20],
      [30, 40],
    ];
    expect(suppress(table)).toEqual({
      cells: [
        [10, 20, 30],
        [30, 40, 70],
        [40, 60, 100],
      ],
      suppressed: 0,
    });
  });

  it('takes three more with a small one, the cheapest', () => {
    const { cells, suppressed } = suppress([
      [3, 200, 50],
      [40, 60, 70],
      [100, 90, 300],
    ]);
    expect(suppressed).toBe(4);
    expect(cells[0]?.[0]).toBeNull();
  });
});
