import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fileFaultCodeSchema } from '@khue/domain/import';
import { fileFaultSentence } from '@khue/domain/importSentences';
import { repeated } from '../testing/bomb.ts';
import { type ArchivedFile, workbookWith, zipOf } from '../testing/workbook.ts';

const program = fileURLToPath(new URL('../testing/readProcess.ts', import.meta.url));
const mebibyte = 1_048_576;
const within = { ms: 5_000, rssBytes: 300 * mebibyte };

const toldSchema = z.object({ outcome: z.string(), rows: z.int(), ms: z.int(), rssBytes: z.int() });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'khue-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = promisify(execFile);

async function read(bytes: Uint8Array) {
  const path = join(folder, 'file.xlsx');
  writeFileSync(path, bytes);
  const { stdout } = await run(process.execPath, [program, path], { timeout: 60_000 });
  return toldSchema.parse(JSON.parse(stdout));
}

const sheetName = 'xl/worksheets/sheet1.xml';
const sheetBegin = '<worksheet><sheetData>';
const sheetEnd = '</sheetData></worksheet>';
const tinySheet: ArchivedFile = {
  name: sheetName,
  content: Buffer.from(`${sheetBegin}<row r="1"><c t="inlineStr"><is><t>A</t></is></c></row>${sheetEnd}`),
};

function sheet(part: { begin?: string; unit: string; times: number; end?: string }, declaredSize?: number): Buffer {
  const file = repeated(sheetName, part);
  return workbookWith([declaredSize === undefined ? file : { ...file, declaredSize }]);
}

function strings(part: { begin?: string; unit: string; times: number; end?: string }): Buffer {
  return workbookWith([tinySheet, repeated('xl/sharedStrings.xml', part)]);
}

/** An archive whose directory names the same bytes many times (as a quine of zip bombs does). */
function overlapping(names: readonly string[], declaredSize: number): Buffer {
  const bytes = zipOf([{ ...repeated('a', { unit: '\0'.repeat(mebibyte), times: 200 }), declaredSize }]);
  const end = bytes.subarray(bytes.length - 22);
  const start = end.readUInt32LE(16);
  const entry = bytes.subarray(start, bytes.length - 22);
  const entries = names.map((name) => {
    const copy = Buffer.concat([entry.subarray(0, 46), Buffer.from(name)]);
    copy.writeUInt16LE(Buffer.byteLength(name), 28);
    return copy;
  });
  const directory = Buffer.concat(entries);
  const newEnd = Buffer.from(end);
  newEnd.writeUInt16LE(names.length, 8);
  newEnd.writeUInt16LE(names.length, 10);
  newEnd.writeUInt32LE(directory.length, 12);
  return Buffer.concat([bytes.subarray(0, start), directory, newEnd]);
}

const rowOf100 = `<row>${'<c><v>1</v></c>'.repeat(100)}</row>`;
const laughs = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');

const attacks: readonly (readonly [name: string, bytes: () => Buffer, outcomes: readonly string[]])[] = [
  ['a gigabyte of zeros', () => sheet({ unit: '\0'.repeat(1_024), times: mebibyte }), ['inflates_too_much']],
  [
    'a gigabyte of zeros that says it is small',
    () => sheet({ unit: '\0'.repeat(1_024), times: mebibyte }, 4_096),
    ['damaged'],
  ],
  [
    '250 MB of blanks',
    () => sheet({ begin: sheetBegin, unit: ' '.repeat(1_024), times: 250_000, end: sheetEnd }),
    ['damaged'],
  ],
  [
    'entries that overlap',
    () =>
      overlapping(
        Array.from({ length: 900 }, (_, i) => `xl/${i}`),
        200 * mebibyte,
      ),
    ['inflates_too_much'],
  ],
  [
    'entries that overlap and say they are small',
    () => overlapping([sheetName, '_rels/.rels', 'xl/workbook.xml'], 10),
    ['damaged'],
  ],
  [
    'ten thousand entries',
    () => zipOf(Array.from({ length: 10_000 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(0) }))),
    ['inflates_too_much'],
  ],
  [
    'an archive in an archive',
    () => workbookWith([{ name: sheetName, content: workbookWith([tinySheet]) }]),
    ['damaged'],
  ],
  [
    'a sheet that claims ten million cells',
    () =>
      sheet({
        begin: '<worksheet><dimension ref="A1:CV100000"/><sheetData>',
        unit: rowOf100,
        times: 10,
        end: sheetEnd,
      }),
    ['too_many_cells'],
  ],
  [
    'a sheet of ten million cells',
    () => sheet({ begin: sheetBegin, unit: rowOf100, times: 100_000, end: sheetEnd }),
    ['too_many_cells'],
  ],
  [
    'a sheet of ten million blank cells',
    () => sheet({ begin: sheetBegin, unit: `<row>${'<c/>'.repeat(100)}</row>`, times: 100_000, end: sheetEnd }),
    ['too_many_cells'],
  ],
  [
    'a million columns',
    () => sheet({ begin: `${sheetBegin}<row>`, unit: '<c><v>1</v></c>', times: 1_000_000, end: `</row>${sheetEnd}` }),
    ['too_many_columns'],
  ],
  [
    'a cell far to the right',
    () => sheet({ begin: `${sheetBegin}<row>`, unit: '<c r="XFD1"><v>1</v></c>', times: 1, end: `</row>${sheetEnd}` }),
    ['too_many_columns'],
  ],
  [
    'a text of 250 MB in one cell',
    () =>
      sheet({
        begin: `${sheetBegin}<row><c t="str"><v>`,
        unit: 'aaaaaaaaaa',
        times: 25_000_000,
        end: `</v></c></row>${sheetEnd}`,
      }),
    ['damaged'],
  ],
  [
    'a tag of 200 MB',
    () => sheet({ begin: '<worksheet ', unit: 'a="aaaaaa" ', times: 18_000_000, end: '/>' }),
    ['damaged'],
  ],
  [
    'a remark of 200 MB',
    () => sheet({ begin: '<worksheet><!--', unit: 'aaaaaaaaaa', times: 20_000_000, end: '--></worksheet>' }),
    ['damaged'],
  ],
  [
    'fifty million tags inside one another',
    () => sheet({ begin: '<worksheet>', unit: '<a>', times: 50_000_000 }),
    ['damaged'],
  ],
  [
    'entities that expand (a billion laughs)',
    () =>
      sheet({
        begin: `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]><worksheet><sheetData><row><c t="str"><v>&l10;</v></c></row>`,
        unit: ' ',
        times: 1,
        end: sheetEnd,
      }),
    ['damaged'],
  ],
  [
    'an entity that reads a file',
    () =>
      sheet({
        begin: `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="str"><v>&f;</v></c></row>`,
        unit: ' ',
        times: 1,
        end: sheetEnd,
      }),
    ['damaged'],
  ],
  [
    'forty million texts',
    () => strings({ begin: '<sst>', unit: '<si/>', times: 40_000_000, end: '</sst>' }),
    ['inflates_too_much'],
  ],
  [
    'texts of 200 MB',
    () => strings({ begin: '<sst>', unit: `<si><t>${'đ'.repeat(10_000)}</t></si>`, times: 10_000, end: '</sst>' }),
    ['inflates_too_much'],
  ],
  [
    'a name that leaves the folder',
    () => zipOf([{ name: '../../../etc/cron.d/khue', content: Buffer.from('x') }, tinySheet]),
    ['damaged'],
  ],
  ['a name with a root', () => zipOf([{ name: '/etc/passwd', content: Buffer.from('x') }, tinySheet]), ['damaged']],
  [
    'a name of another system',
    () => zipOf([{ name: 'C:\\Windows\\win.ini', content: Buffer.from('x') }, tinySheet]),
    ['damaged'],
  ],
  ['a CSV with a million columns', () => Buffer.from(`Mã trường${','.repeat(1_000_000)}\n`), ['too_many_columns']],
  ['a CSV whose quote never ends', () => Buffer.from(`Mã trường,Tên\n"${'a\n'.repeat(10 * mebibyte)}`), ['bad_quotes']],
];

describe('a file that means harm', () => {
  it.each(attacks)('%s is refused within 5 s and 300 MB, with a sentence', async (_name, bytes, outcomes) => {
    const told = await read(bytes());
    expect(told.outcome).toBeOneOf([...outcomes]);
    expect(told.ms).toBeLessThan(within.ms);
    expect(told.rssBytes).toBeLessThan(within.rssBytes);
    const code = fileFaultCodeSchema.parse(told.outcome);
    expect(fileFaultSentence(code, { limit: '1', line: 1 }, 'vi')).not.toMatch(/[{}]/u);
  });
});
