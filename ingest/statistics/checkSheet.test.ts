import ExcelJS from 'exceljs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EducationLevel, School } from '@khue/domain/school';
import { sheetFaultSentence } from '@khue/domain/statisticsSentences';
import { sheetColumns, sheetNames, templateMark } from '@khue/domain/statisticsSheet';
import { repeated } from '../testing/bomb.ts';
import { goldenRows, goldenSchools, sheetCsv } from '../testing/goldenSheets.ts';
import { workbookWith } from '../testing/workbook.ts';
import { checkSheet, type SheetContext } from './checkSheet.ts';
import { readCount } from './readCell.ts';

const order = { kind: 'figures', level: '02', schoolYear: '2025-2026', period: 'start' } as const;

const schools = new Map(
  goldenSchools.map((school, i): [string, School] => [
    school.code,
    { ...school, ownership: null, id: `00000000-0000-4000-8000-00000000000${i}` },
  ]),
);
const context: SheetContext = { schools, scope: null, wards: new Set(['99001']), signal: new AbortController().signal };

const good = goldenRows['02']['A'] ?? '';
/** The row with cells by label put in place of what stands there. */
function changed(changes: Readonly<Record<string, string>>, level: EducationLevel = '02', row = good): string {
  const cells = row.split(',');
  return sheetColumns(level)
    .map(({ label }, i) => changes[label] ?? cells[i]?.trim() ?? '')
    .join(',');
}

async function faultsOf(rows: Readonly<Record<string, string>>, more: Partial<SheetContext> = {}) {
  const { state, found } = await checkSheet(sheetCsv('02', rows), order, { ...context, ...more });
  return { state, faults: found.faults.map(({ cell, code, value, expected }) => [cell, code, value, expected]) };
}

/** A workbook as the template makes it, with one school's row. */
async function workbook(about: readonly (readonly [string, string])[]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const figures = book.addWorksheet(sheetNames.figures);
  figures.addRow(['Số liệu']);
  figures.addRow(['Mã trường', 'Tên trường', ...sheetColumns('02').map(({ label }) => label.normalize('NFD'))]);
  figures.addRow([
    'A',
    '',
    ...good.split(',').map((cell) => (/^\d+$/u.test(cell.trim()) ? Number(cell) : cell.trim())),
  ]);
  book.addWorksheet(sheetNames.about, { state: 'veryHidden' }).addRows(about.map((row) => [...row]));
  return new Uint8Array(await book.xlsx.writeBuffer());
}

const about: readonly (readonly [string, string])[] = [
  [templateMark, '1'],
  ['kind', 'figures'],
  ['school_year', '2025-2026'],
  ['level', '02'],
  ['period', 'start'],
];

describe('a sheet of figures', () => {
  it('is taken over whole where every cell is right; what is empty stays missing', async () => {
    const checked = await checkSheet(sheetCsv('02', { A: good, B: goldenRows['02']['B'] ?? '' }), order, context);
    expect(checked).toMatchObject({ state: 'accepted', counts: { rows: 2, rowsReported: 2, faults: 0, missing: 5 } });
    const figures = checked.contents?.kind === 'figures' ? checked.contents.figures : [];
    expect(figures.find(({ cell }) => cell === 'CSV!C2')).toMatchObject({
      measure: 'pupils',
      grade: '1',
      sex: 1,
      value: 30,
    });
    expect(figures.filter(({ cell }) => cell.endsWith('3')).some(({ measure }) => measure === 'fibre')).toBe(false);
  });

  it('is refused whole, with every fault by cell, where one is wrong', async () => {
    const wrong = changed({
      'Lớp 1 – Nam': 'ba mươi',
      'Lớp 2 – Số lớp': '-2',
      'Phòng học': '501',
      'Có cáp quang': 'có lẽ',
    });
    expect(await faultsOf({ A: wrong, B: changed({ 'Giáo viên': '' }, '02', goldenRows['02']['B']) })).toEqual({
      state: 'refused',
      faults: [
        ['C2', 'not_a_whole_number', 'ba mươi', null],
        ['J2', 'negative', '-2', null],
        ['Y2', 'above_limit', '501', '500'],
        ['AD2', 'not_in_list', 'có lẽ', 'Có, Không'],
        ['X3', 'required', '', null],
      ],
    });
  });

  it('is read as people write numbers, and never guesses between thousands and decimals', () => {
    expect(readCount('12,0', 100)).toEqual({ value: 12 });
    expect(readCount('1.234.567', 2_000_000)).toEqual({ value: 1_234_567 });
    expect(readCount('1.234', 5_000)).toEqual({ code: 'not_a_whole_number', expected: '1234' });
    expect(readCount('12,5', 5_000)).toEqual({ code: 'not_a_whole_number' });
  });

  it('tells what does not fit together', async () => {
    const rows = {
      A: changed({
        'Lớp 1 – Số lớp': '0',
        'Lớp 3 – Nam': '0',
        'Lớp 3 – Nữ': '0',
        'Lớp 4 – Nam': '400',
        'Số lớp vượt sĩ số': '9',
      }),
    };
    expect((await faultsOf(rows)).faults).toEqual([
      ['F2', 'pupils_without_classes', '0', null],
      ['N2', 'classes_without_pupils', '2', null],
      ['R2', 'class_too_large', '2', '100'],
      ['W2', 'more_than_all_classes', '9', '8'],
    ]);
  });

  it('warns of pupils without a teacher, and is taken over all the same', async () => {
    const checked = await checkSheet(sheetCsv('02', { A: changed({ 'Giáo viên': '0' }) }), order, context);
    expect(checked).toMatchObject({ state: 'accepted', counts: { faults: 0, warnings: 1 } });
    expect(checked.found.faults).toMatchObject([{ code: 'teachers_missing', cell: 'X2', warning: true }]);
  });

  it('is about schools that are known, in scope, of its level, and there once', async () => {
    const scope = new Set([schools.get('A')?.id ?? '']);
    expect((await faultsOf({ Z: good, C: good })).faults).toEqual([
      ['A2', 'unknown_school', 'Z', null],
      ['A3', 'wrong_level', 'C', null],
    ]);
    // Whoever reports for one school is not told which others there are.
    expect((await faultsOf({ Z: good, B: good, A: good }, { scope })).faults.slice(0, 2)).toEqual([
      ['A2', 'out_of_scope', 'Z', null],
      ['A3', 'out_of_scope', 'B', null],
    ]);
    const twice = Buffer.concat([sheetCsv('02', { A: good }), Buffer.from('\n"A";"";"1"')]);
    const { found } = await checkSheet(twice, order, context);
    expect(found.faults[0]).toMatchObject({ code: 'duplicate_school', cell: 'A3', expected: 'A2' });
  });

  it('keeps figures of the school as a whole to the sheet of its highest level', async () => {
    const row = changed({ 'Máy in': '1' }, '02', goldenRows['02']['B']);
    expect((await faultsOf({ B: row })).faults).toEqual([['AB2', 'in_sheet_of_highest_level', '1', 'THCS']]);
  });

  it('passes over schools that did not report, and says where none did', async () => {
    expect(await checkSheet(sheetCsv('02', { A: good, B: '' }), order, context)).toMatchObject({
      state: 'accepted',
      counts: { rows: 2, rowsReported: 1 },
    });
    expect(await checkSheet(sheetCsv('02', { B: '' }), order, context)).toMatchObject({
      state: 'refused',
      fault: { code: 'no_schools' },
    });
  });

  it('is read from the workbook of its template, also with decomposed letters', async () => {
    const checked = await checkSheet(await workbook(about), order, context);
    expect(checked).toMatchObject({ state: 'accepted', counts: { rowsReported: 1, faults: 0 } });
    const [first] = checked.contents?.kind === 'figures' ? checked.contents.figures : [];
    expect(first?.cell).toBe('Số liệu!C3');
  });

  it.each([
    ['another version', about.with(0, [templateMark, '0']), 'old_template'],
    ['another level', about.with(3, ['level', '03']), 'wrong_level'],
    ['another year', about.with(2, ['school_year', '2024-2025']), 'wrong_year'],
    ['another period', about.with(4, ['period', 'end']), 'wrong_period'],
    ['no template at all', [], 'old_template'],
  ])('is refused before a cell is looked at where its book is of %s', async (_what, rows, code) => {
    expect(await checkSheet(await workbook(rows), order, context)).toMatchObject({ state: 'refused', fault: { code } });
  });

  it('is refused with a word on what it lacks, or why it cannot be read', async () => {
    const zeros = repeated('xl/worksheets/sheet1.xml', { unit: '\0'.repeat(1_024), times: 1_048_576 });
    const outcome = async (bytes: Uint8Array) => (await checkSheet(bytes, order, context)).fault;
    expect(await outcome(Buffer.from('Mã trường;Lớp 1 – Nam\nA;1'))).toMatchObject({ code: 'missing_columns' });
    expect(await outcome(Buffer.from('a;b\n1;2'))).toMatchObject({ code: 'missing_columns' });
    expect(await outcome(workbookWith([zeros]))).toMatchObject({ code: 'inflates_too_much' });
    expect(await outcome(Buffer.from('PK\u0003\u0004 nonsense'))).toMatchObject({ code: 'damaged' });
  });

  it('keeps the first thousand faults and counts the rest', async () => {
    const rows = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`Z${i}`, changed({ 'Lớp 1 – Nam': 'x', 'Lớp 1 – Nữ': 'y' })]),
    );
    const checked = await checkSheet(sheetCsv('02', rows), order, context);
    expect(checked.counts.faults).toBe(1_200);
    expect(checked.found.faults).toHaveLength(1_000);
  });

  it('survives whatever stands in its cells, and says a sentence for every fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 40 }), async (cells) => {
        const row = cells.map((cell) => cell.replace(/[",\n\r]/gu, ' ')).join(',');
        const checked = await checkSheet(sheetCsv('02', { A: row }), order, context);
        expect(['accepted', 'refused']).toContain(checked.state);
        expect(checked.found.faults.map((fault) => sheetFaultSentence(fault, 'vi').includes('{'))).not.toContain(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a sheet of people by ward', () => {
  const people = { kind: 'population', level: null, schoolYear: '2025-2026', period: 'start' } as const;

  it('takes what is known and leaves the rest missing', async () => {
    const checked = await checkSheet(Buffer.from('Mã phường/xã;Dân số 3–18 tuổi\n99001;1200\n99002;'), people, context);
    expect(checked.contents).toEqual({ kind: 'population', wards: [{ code: '99001', people: 1_200 }] });
  });

  it('refuses a ward that stands twice, instead of keeping the last', async () => {
    const checked = await checkSheet(Buffer.from('Mã phường/xã;Dân số 3–18 tuổi\n99001;5\n99001;7'), people, context);
    expect(checked).toMatchObject({ state: 'refused', contents: null });
    expect(checked.found.faults).toMatchObject([{ cell: 'A3', code: 'duplicate_ward', expected: 'A2' }]);
  });

  it('refuses wards that are none and people that are no number', async () => {
    const checked = await checkSheet(Buffer.from('Mã phường/xã;Dân số 3–18 tuổi\n1;5\n99001;nhiều'), people, context);
    expect(checked.found.faults).toMatchObject([
      { cell: 'A2', code: 'unknown_ward' },
      { cell: 'B3', code: 'not_a_whole_number' },
    ]);
  });
});
