import { type Cell, writeXlsx, type WriteSheet } from 'hucre/xlsx';
import type { Locale } from '@khue/domain/errors';
import type { SheetFault, Submission } from '@khue/domain/statistics';
import { columnLetters, columnOfLetters } from '@khue/domain/statisticsSheet';
import { faultTable } from '@khue/domain/statisticsReport';
import { sheetFaultSentence } from '@khue/domain/statisticsSentences';
import type { FaultyRows } from '@khue/store/statistics';
import { sheetStyles as styles } from './sheetStyles.ts';

/** Highest line that is given its own place; what stands further down is left to the list. */
const markedLines = 20_000;

const names: Readonly<Record<Locale, string>> = { vi: 'Lỗi', en: 'Faults' };

function listSheet(submission: Submission, faults: readonly SheetFault[], locale: Locale): WriteSheet {
  const rows = faultTable(submission, faults, locale);
  const cells = new Map<string, Partial<Cell>>();
  rows[0]?.forEach((label, column) => cells.set(`0,${column}`, { value: label, style: styles.header }));
  return {
    name: names[locale],
    rows: rows.map((row) => [...row]),
    cells,
    columns: [12, 10, 14, 36, 20, 70, 10, 24].map((width) => ({ width })),
    freezePane: { rows: 1 },
  };
}

/** The rows that have faults, each on its own line, with the faulty cells marked and the reason as a remark. */
function markedSheet({ sheet, rows }: FaultyRows, faults: readonly SheetFault[], locale: Locale): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const faultOf = new Map(faults.map((fault) => [fault.cell, fault]));
  const near = rows.filter(({ line }) => line <= markedLines);
  for (const { line, cells: texts } of near) {
    const marked = [...faultOf.values()].filter(({ cell }) => cell.replace(/^[A-Z]+/u, '') === String(line));
    const width = Math.max(texts.length, 1);
    for (let column = 0; column < width; column += 1) {
      cells.set(`${line - 1},${column}`, { value: texts[column] ?? '', style: styles.fixed });
    }
    for (const fault of marked) {
      const column = columnOfLetters(fault.cell.replace(/\d+$/u, ''));
      cells.set(`${line - 1},${column}`, {
        value: texts[column] ?? '',
        style: fault.warning ? styles.warned : styles.faulty,
        comment: { author: 'Khuê', text: `${columnLetters(column)}${line}: ${sheetFaultSentence(fault, locale)}` },
      });
    }
  }
  const last = near.reduce((most, { line }) => Math.max(most, line), 0);
  return { name: sheet, rows: Array.from({ length: last }, () => []), cells };
}

/** What is wrong with a sheet as a workbook: the list of faults, and the rows themselves with the cells marked. */
export async function faultBook(
  submission: Submission,
  found: { readonly faults: readonly SheetFault[]; readonly faultyRows: FaultyRows | null },
  locale: Locale,
): Promise<Buffer> {
  const { faults, faultyRows } = found;
  const marked = faultyRows === null ? [] : [markedSheet(faultyRows, faults, locale)];
  return Buffer.from(await writeXlsx({ sheets: [listSheet(submission, faults, locale), ...marked] }));
}
