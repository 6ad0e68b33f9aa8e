import type { Locale } from './errors.ts';
import type { ImportReject, ImportRun } from './import.ts';
import { kindNames, rejectSentences } from './importSentences.ts';

const headers: Readonly<Record<Locale, readonly string[]>> = {
  vi: ['Dòng', 'Cột', 'Giá trị', 'Mã lý do', 'Lý do', 'Tệp', 'Loại'],
  en: ['Line', 'Column', 'Value', 'Reason code', 'Reason', 'File', 'Kind'],
};

const wholeRow: Readonly<Record<Locale, string>> = { vi: 'cả dòng', en: 'whole row' };

/**
 * One CSV cell, always quoted. A cell that a spreadsheet would take for a formula gets an apostrophe in front
 * (OWASP, CSV injection); a number stays one.
 */
function cell(value: string): string {
  const startsFormula = /^[\s\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value);
  const harmless = !startsFormula || /^[+-]?\d+(?:[.,]\d+)*$/u.test(value);
  return `"${(harmless ? value : `'${value}`).replaceAll('"', '""')}"`;
}

/** What an import refused, cell by cell, as CSV: UTF-8 with a byte order mark, CRLF, one line for each reject. */
export function importReportCsv(run: ImportRun, rejects: readonly ImportReject[], locale: Locale): string {
  const rows = rejects.map(({ line, column, value, code }) => [
    String(line),
    column ?? wholeRow[locale],
    value,
    code,
    rejectSentences[code][locale],
    run.fileName,
    kindNames[run.kind][locale],
  ]);
  const lines = [headers[locale], ...rows].map((row) => row.map(cell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
