import { csvLine, csvMark } from './csv.ts';
import type { Locale } from './errors.ts';
import type { ImportReject, ImportRun } from './import.ts';
import { rejectSentences } from './importSentences.ts';

const headers: Readonly<Record<Locale, readonly string[]>> = {
  vi: ['Dòng', 'Cột', 'Giá trị', 'Lý do', 'Mã lý do', 'Tệp'],
  en: ['Line', 'Column', 'Value', 'Reason', 'Reason code', 'File'],
};

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
  return csvMark + [headers[locale], ...rows].map(csvLine).join('');
}
