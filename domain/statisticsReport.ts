import { csvLine, csvMark } from './csv.ts';
import type { Locale } from './errors.ts';
import type { SheetFault, Submission } from './statistics.ts';
import { sheetFaultSentence } from './statisticsSentences.ts';

const headers: Readonly<Record<Locale, readonly string[]>> = {
  vi: ['Trang', 'Ô', 'Mã trường', 'Cột', 'Giá trị', 'Lý do', 'Loại', 'Tệp'],
  en: ['Sheet', 'Cell', 'School code', 'Column', 'Value', 'Reason', 'Kind', 'File'],
};
const kinds = { vi: { fault: 'Lỗi', warning: 'Cảnh báo' }, en: { fault: 'Fault', warning: 'Warning' } } as const;

/** What was found in a sheet, header first, one row a cell. */
export function faultTable(submission: Submission, faults: readonly SheetFault[], locale: Locale): readonly string[][] {
  const rows = faults.map((fault) => [
    fault.sheet,
    fault.cell,
    fault.schoolCode ?? '',
    fault.column,
    fault.value,
    sheetFaultSentence(fault, locale),
    kinds[locale][fault.warning ? 'warning' : 'fault'],
    submission.fileName,
  ]);
  return [[...headers[locale]], ...rows];
}

/** The same as CSV (RFC 4180, CRLF), UTF-8 with a byte-order mark. */
export function faultsCsv(submission: Submission, faults: readonly SheetFault[], locale: Locale): string {
  return csvMark + faultTable(submission, faults, locale).map(csvLine).join('');
}
