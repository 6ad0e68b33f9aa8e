import { describe, expect, it } from 'vitest';
import {
  fileFaultCodeSchema,
  type ImportReject,
  type ImportRun,
  importNoteCodeSchema,
  rejectCodeSchema,
} from './import.ts';
import { importReportCsv } from './importReport.ts';
import { failureSentence, fileFaultSentence, noteWords, rejectSentences } from './importSentences.ts';

const run: ImportRun = {
  id: '6c4b5f0e-3c7d-4b53-8a6e-0d8f3a1c2b4e',
  kind: 'schools',
  fileName: 'danh sách.csv',
  fileSha256: '00',
  state: 'done',
  failure: null,
  fault: null,
  mapping: null,
  startedAt: '2026-11-24T00:00:00.000Z',
  finishedAt: '2026-11-24T00:00:01.000Z',
  rowsTotal: 1,
  rowsDone: 1,
  added: 0,
  changed: 0,
  unchanged: 0,
  rejected: 1,
  notes: {},
};

const reject = (value: string, column: string | null = 'Vĩ độ'): ImportReject => ({
  line: 7,
  column,
  value,
  code: 'not_a_number',
});

describe('report of an import', () => {
  it('starts with a byte-order mark and says line, column, value and reason', () => {
    expect(importReportCsv(run, [reject('mười')], 'vi')).toBe(
      '\uFEFFDòng,Cột,Giá trị,Lý do,Mã lý do,Tệp\r\n' +
        '7,Vĩ độ,mười,Không đọc được thành số.,not_a_number,danh sách.csv\r\n',
    );
  });

  it('speaks English where asked', () => {
    expect(importReportCsv(run, [reject('ten', null)], 'en')).toContain(
      '7,,ten,This cannot be read as a number.,not_a_number,',
    );
  });

  it.each(['=1+1', '+1', '-2+3', '@SUM(A1)', '\t=1', '  =1', '\r=1'])('lets %j be no formula', (value) => {
    expect(importReportCsv(run, [reject(value)], 'en')).toContain(`,"'${value}",`);
  });

  it('quotes commas, quotation marks and line breaks', () => {
    expect(importReportCsv(run, [reject('a, "b"\nc')], 'en')).toContain(',"a, ""b""\nc",');
  });
});

describe('sentences of an import', () => {
  it('exist for every reason, in both languages', () => {
    const sentences = rejectCodeSchema.options.map((code) => rejectSentences[code]);
    expect(sentences.filter(({ vi, en }) => !vi.endsWith('.') || !en.endsWith('.'))).toEqual([]);
  });

  it.each(['vi', 'en'] as const)('have words for every note, to stand after a number (%s)', (locale) => {
    const words = importNoteCodeSchema.options.map((code) => noteWords[locale][code]);
    expect(words.filter((word) => !/^(?:VN-2000|\p{Ll}).*[^.]$/u.test(word))).toEqual([]);
  });

  it('fill in their details', () => {
    expect(fileFaultSentence('too_many_rows', { limit: 200_000 }, 'vi')).toBe('tệp có hơn 200000 dòng');
  });

  it('name kinds and columns in the language of the reader', () => {
    expect(fileFaultSentence('missing_columns', { kind: 'cameras' }, 'vi')).toBe(
      'không tìm thấy dòng tiêu đề có các cột: Mã camera, Mã trường, Khu vực',
    );
    expect(fileFaultSentence('missing_columns', { kind: 'cameras' }, 'en')).toBe(
      'no header row has the columns: Camera code, School code, Zone',
    );
    expect(fileFaultSentence('other_kind', { kind: 'schools', other: 'units' }, 'en')).toBe(
      'the columns are those of a list of units, not of schools',
    );
  });

  it('leave no hole for any fault of a file', () => {
    const details = { limit: 1, line: 2, mapping: 'Sở', headers: '“A”', kind: 'schools', other: 'units' };
    const sentences = fileFaultCodeSchema.options.flatMap((code) =>
      (['vi', 'en'] as const).map((locale) => fileFaultSentence(code, details, locale)),
    );
    expect(sentences.filter((sentence) => sentence === '' || sentence.includes('{'))).toEqual([]);
  });

  it('of a failed run speak the language of the reader; an old run says what was written then', () => {
    const fault = { code: 'empty' as const, details: {} };
    expect(failureSentence({ failure: 'tệp không có dữ liệu', fault }, 'en')).toBe('the file holds nothing');
    expect(failureSentence({ failure: 'tệp hỏng', fault: null }, 'en')).toBe('tệp hỏng');
  });
});
