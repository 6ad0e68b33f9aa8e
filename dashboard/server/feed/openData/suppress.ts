/** Counts of people below this are not published. */
export const smallestShown = 5;

/**
 * Counts by row and column; null: there is no such count, which everybody may know. Published with the totals of rows, of
 * columns and of all.
 */
export type CountTable = readonly (readonly (number | null)[])[];

/** What is published of a table: its cells with a column of totals at the end and a row of totals below; null: suppressed. */
export interface PublishedTable {
  readonly cells: readonly (readonly (number | null)[])[];
  readonly suppressed: number;
}

interface Framed {
  readonly values: readonly (readonly (number | null)[])[];
  readonly rows: number;
  readonly columns: number;
}

/** Of nothing there is no total. */
function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((total, value) => (value === null ? total : (total ?? 0) + value), null);
}

/** With totals as a last column and a last row. */
function framed(table: CountTable): Framed {
  const columns = Math.max(0, ...table.map((row) => row.length));
  const rows = table.map((row) => [...row, sum(row)]);
  const totals = Array.from({ length: columns + 1 }, (_none, column) => sum(rows.map((row) => row[column] ?? null)));
  return { values: [...rows, totals], rows: table.length, columns };
}

interface Step {
  readonly row: number;
  readonly column: number;
  /** Which way the count goes when that of the first corner grows by one. */
  readonly by: 1 | -1;
}

/**
 * The four corners of a rectangle, and how they can change together so that every sum of a row and of a column stays: an
 * inner count grows where its neighbour shrinks, a total grows with its counts.
 */
function rectangle(
  frame: Framed,
  [row, column]: readonly [number, number],
  [other, beside]: readonly [number, number],
) {
  const isTotal = (at: number, last: number) => at === last;
  const across = isTotal(column, frame.columns) === isTotal(beside, frame.columns) ? -1 : 1;
  const down = isTotal(row, frame.rows) === isTotal(other, frame.rows) ? -1 : 1;
  const steps: readonly Step[] = [
    { row, column, by: 1 },
    { row, column: beside, by: across },
    { row: other, column, by: down },
    { row: other, column: beside, by: across * down === 1 ? 1 : -1 },
  ];
  return steps;
}

/** Whether the corners can go one way or the other by as much as is to stay unknown, none of them below nothing. */
function hasRoom(frame: Framed, steps: readonly Step[]): boolean {
  const valueAt = ({ row, column }: Step) => frame.values[row]?.[column] ?? null;
  if (steps.some((step) => valueAt(step) === null)) return false;
  return ([1, -1] as const).some((way) =>
    steps.every((step) => step.by * way === 1 || (valueAt(step) ?? 0) >= smallestShown),
  );
}

const keyOf = (row: number, column: number): string => `${row} ${column}`;

/** The rectangle that hides a cell at the least further loss; one along the totals always does. */
function hiding(frame: Framed, hidden: ReadonlySet<string>, cell: readonly [number, number]): readonly Step[] {
  let best: readonly Step[] = [];
  let bestLoss = Number.POSITIVE_INFINITY;
  for (let other = 0; other <= frame.rows; other += 1) {
    for (let beside = 0; beside <= frame.columns; beside += 1) {
      if (other === cell[0] || beside === cell[1]) continue;
      const steps = rectangle(frame, cell, [other, beside]);
      if (!hasRoom(frame, steps)) continue;
      const lost = steps.filter(({ row, column }) => !hidden.has(keyOf(row, column)));
      // A further cell weighs more than what stands in it.
      const loss = lost.reduce((total, { row, column }) => total + 1e9 + (frame.values[row]?.[column] ?? 0), 0);
      if (loss < bestLoss) [best, bestLoss] = [steps, loss];
    }
  }
  return best;
}

/**
 * Suppresses counts under five, totals included, and with each as many others as keep it from being worked out: whoever
 * adds and subtracts what is shown is left with at least five possible values for every suppressed cell (proof: the
 * corners of a suppressed rectangle can change together, by five, without changing any sum that is shown).
 */
export function suppress(table: CountTable): PublishedTable {
  const frame = framed(table);
  const hidden = new Set<string>();
  const waiting: [number, number][] = [];
  for (const [row, cells] of frame.values.entries()) {
    for (const [column, value] of cells.entries()) {
      if (value !== null && value < smallestShown) waiting.push([row, column]);
    }
  }
  for (const [row, column] of waiting) hidden.add(keyOf(row, column));
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    // Every corner of a suppressed rectangle is hidden by that very rectangle: nothing new has to wait.
    for (const { row, column } of hiding(frame, hidden, cell)) hidden.add(keyOf(row, column));
  }
  const cells = frame.values.map((row, i) => row.map((value, j) => (hidden.has(keyOf(i, j)) ? null : value)));
  return { cells, suppressed: hidden.size };
}
