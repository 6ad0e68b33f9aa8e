import type { Locale } from './errors.ts';
import type { ImportReject, ImportRun } from './import.ts';
import { rejectSentences } from './importSentences.ts';

const headers: Readonly<Record<Locale, readonly string[]>> = {
  vi: ['Dòng', 'Cột', 'Giá trị', 'Lý do', 'Mã lý do', 'Tệp'],
  en: ['Line', 'Column', 'Value', 'Reason', 'Reason code', 'File'],
};

/**
 * A cell that no spreadsheet takes for a formula: those that start like one get an apostrophe in front
 * (OWASP, CSV injection).
 */
function guarded(cell: string): string {
  const text = /^\s*[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n\t']/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What an import refused, as a spreadsheet: CSV (RFC 4180, CRLF), UTF-8 with a byte-order mark, one line per cell. */
export function importReportCsv(run: ImportRun, rejects: readonly ImportReject[], locale: Locale): string {
  const rows = rejects.map(({ line, column, value, code }) => [
    String(line),
    column ?? '',
    value,
    rejectSentences[code][locale],
    code,
    run.fileName,
  ]);
  return `\uFEFF${[headers[locale], ...rows].map((row) => `${row.map(guarded).join(',')}\r\n`).join('')}`;
}
