import { describe, expect, it } from 'vitest';
import { type ImportReject, type ImportRun, rejectCodeSchema } from './import.ts';
import { importReportCsv } from './importReport.ts';
import { fileRefusalSentence } from './importSentences.ts';

const run: ImportRun = {
  id: '3f0c1a52-5a2c-4f43-9a3c-0d9f6d1f1a11',
  kind: 'schools',
  fileName: 'danh sách "mới".csv',
  fileSha256: '',
  state: 'done',
  failure: null,
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

function reject(value: string): ImportReject {
  return { line: 2, column: 'Kinh độ', value, code: 'not_a_number' };
}

/** The value column of the first reject, as a spreadsheet would read it. */
function valueIn(csv: string): string {
  const [, line = ''] = csv.split('\r\n');
  const [, , value = ''] = line.split(/,(?=")/u);
  return value.slice(1, -1).replaceAll('""', '"');
}

describe('the report of an import', () => {
  it('is UTF-8 with a byte order mark, a header and one line for each reject', () => {
    const csv = importReportCsv(run, [reject('một trăm')], 'vi');
    expect(csv.startsWith('\uFEFF"Dòng","Cột","Giá trị"')).toBe(true);
    expect(csv).toContain(
      '"2","Kinh độ","một trăm","not_a_number","Không phải là số.","danh sách ""mới"".csv","trường"\r\n',
    );
  });

  it('speaks English where English is asked for', () => {
    expect(importReportCsv(run, [{ ...reject(''), column: null }], 'en')).toContain(
      '"whole row","","not_a_number","This is not a number."',
    );
  });

  it.each(['=1+1', '+cmd|calc', '-2+3', '@SUM(A1)', '\t=1', '\r=1', ' =HYPERLINK("http://x")', '＝1+1'])(
    'disarms %j, which a spreadsheet would run',
    (value) => {
      expect(valueIn(importReportCsv(run, [reject(value)], 'vi'))).toBe(`'${value}`);
    },
  );

  it.each(['-10.5', '+84', 'rtsp://10.0.0.1/a', 'a=b'])('leaves %j as it is', (value) => {
    expect(valueIn(importReportCsv(run, [reject(value)], 'vi'))).toBe(value);
  });

  it('has a sentence for every reason', () => {
    const rejects = rejectCodeSchema.options.map((code) => ({ ...reject('x'), code }));
    expect(importReportCsv(run, rejects, 'vi')).not.toContain('undefined');
  });
});

describe('sentences for refused files', () => {
  it('fill in their details', () => {
    expect(fileRefusalSentence('too_many_rows', { limit: '200 000' }, 'vi')).toBe(
      'Tệp có hơn 200 000 dòng. Hãy chia nhỏ tệp.',
    );
  });
});
