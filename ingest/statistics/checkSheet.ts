import type { FaultDetails } from '@khue/domain/import';
import type { School } from '@khue/domain/school';
import type { SheetFault, Submission, SubmissionFaultCode } from '@khue/domain/statistics';
import { columnLetters, identityColumns, populationColumns, sheetColumns } from '@khue/domain/statisticsSheet';
import { cleanText } from '@khue/domain/text';
import type { FaultyRows, SheetContents } from '@khue/store/statistics';
import { FileFault } from '../registry/fileFault.ts';
import { FigureRows } from './figureRows.ts';
import { openSheet, SheetRefused } from './openSheet.ts';
import { readCount } from './readCell.ts';
import { SheetFaults } from './sheetFaults.ts';

/** What a sheet is checked against. */
export interface SheetContext {
  /** By code, of the register as it is now. */
  readonly schools: ReadonlyMap<string, School>;
  /** Ids of schools that may be reported for; null: all. */
  readonly scope: ReadonlySet<string> | null;
  /** Codes of wards, communes and special zones. */
  readonly wards: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

type Counts = Pick<Submission, 'rows' | 'rowsReported' | 'cells' | 'missing' | 'faults' | 'warnings' | 'synthetic'>;

/** What a check found: contents where the sheet is right, else why not. */
export interface CheckedSheet {
  readonly state: 'accepted' | 'refused' | 'failed';
  readonly fault: { readonly code: SubmissionFaultCode; readonly details: FaultDetails } | null;
  readonly contents: SheetContents | null;
  readonly counts: Counts;
  readonly found: { readonly faults: readonly SheetFault[]; readonly faultyRows: FaultyRows | null };
}

type Order = Pick<Submission, 'kind' | 'level' | 'schoolYear' | 'period'>;

const noCounts: Counts = {
  rows: 0,
  rowsReported: 0,
  cells: 0,
  missing: 0,
  faults: 0,
  warnings: 0,
  synthetic: false,
};

/** More people of that age than any ward has. */
const mostPeople = 500_000;
/** Rows between two looks at the signal. */
const rowsAtOnce = 500;

function ended(
  faults: SheetFaults,
  counts: Omit<Counts, 'faults' | 'warnings'>,
  contents: SheetContents,
): CheckedSheet {
  const all: Counts = { ...counts, ...faults.counts };
  const found = { faults: faults.kept, faultyRows: faults.kept.length === 0 ? null : faults.rows };
  const base = { counts: all, found, fault: null };
  if (all.faults > 0) return { ...base, state: 'refused', contents: null };
  if (all.rowsReported > 0) return { ...base, state: 'accepted', contents };
  return { ...base, state: 'refused', contents: null, fault: { code: 'no_schools', details: {} } };
}

async function checkFigures(bytes: Uint8Array, order: Order, context: SheetContext): Promise<CheckedSheet> {
  const level = order.level ?? '01';
  const columns = sheetColumns(level);
  const sheet = await openSheet(bytes, order, [identityColumns.code, ...columns.map(({ label }) => label)]);
  const faults = new SheetFaults(sheet.name);
  faults.keepRow(sheet.header);
  const rows = new FigureRows(sheet, columns, { level, schools: context.schools, scope: context.scope, faults });
  let taken = 0;
  for await (const row of sheet.rows) {
    rows.take(row);
    taken += 1;
    if (taken % rowsAtOnce === 0) context.signal.throwIfAborted();
  }
  const { figures, ...counts } = rows.result;
  return ended(faults, counts, { kind: 'figures', figures });
}

async function checkPopulation(bytes: Uint8Array, order: Order, context: SheetContext): Promise<CheckedSheet> {
  const { code: codeLabel, people: peopleLabel } = populationColumns;
  const sheet = await openSheet(bytes, order, [codeLabel, peopleLabel]);
  const faults = new SheetFaults(sheet.name);
  faults.keepRow(sheet.header);
  const [codeAt, peopleAt] = [sheet.column(codeLabel) ?? 0, sheet.column(peopleLabel) ?? 0];
  const wards = new Map<string, number>();
  const cellOf = new Map<string, string>();
  let rows = 0;
  for await (const row of sheet.rows) {
    const code = cleanText(row.cells[codeAt] ?? '');
    const text = cleanText(row.cells[peopleAt] ?? '');
    if (code !== '') rows += 1;
    if (text === '') continue;
    const first = cellOf.get(code);
    const place = { column: codeAt, label: codeLabel };
    if (!context.wards.has(code)) faults.add(row, code, { code: 'unknown_ward', ...place });
    else if (first !== undefined) faults.add(row, code, { code: 'duplicate_ward', expected: first, ...place });
    else cellOf.set(code, `${columnLetters(codeAt)}${row.line}`);
    const reading = readCount(text, mostPeople);
    if ('value' in reading) wards.set(code, reading.value);
    else faults.add(row, code, { ...reading, column: peopleAt, label: peopleLabel });
  }
  const counts = { rows, rowsReported: wards.size, cells: wards.size, missing: rows - wards.size, synthetic: false };
  const contents = { kind: 'population' as const, wards: [...wards].map(([code, people]) => ({ code, people })) };
  return ended(faults, counts, contents);
}

/**
 * Checks a sheet: every cell is looked at and every fault told, and the sheet is right as a whole or not at all. Throws
 * the signal's reason where it is aborted.
 */
export async function checkSheet(bytes: Uint8Array, order: Order, context: SheetContext): Promise<CheckedSheet> {
  try {
    return await (order.kind === 'figures' ? checkFigures : checkPopulation)(bytes, order, context);
  } catch (error) {
    const nothing = { contents: null, counts: noCounts, found: { faults: [], faultyRows: null } };
    if (error instanceof SheetRefused) {
      return { ...nothing, state: 'refused', fault: { code: error.code, details: error.details } };
    }
    if (error instanceof FileFault) {
      return { ...nothing, state: 'failed', fault: { code: error.fault, details: error.details } };
    }
    throw error;
  }
}
