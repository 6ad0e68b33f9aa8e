import { createHash } from 'node:crypto';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { clockSourceWords } from '@khue/domain/auditWords';
import { sampleMinutes } from '../../testing/sampleMinutes.ts';
import { findingsOf, packageHash, unknownReasons } from './minutes.ts';
import { minutesPdf } from './minutesPdf.ts';
import { minutesXlsx } from './minutesXlsx.ts';

const minutes = sampleMinutes();

async function sheetOf(file: Buffer, name: string): Promise<unknown[][]> {
  const { sheets } = await readXlsx(file);
  return sheets.find((sheet) => sheet.name === name)?.rows ?? [];
}

describe('the hash of a package of evidence', () => {
  it('is that of its hashes, sorted, one a line, in whatever order they come', () => {
    const expected = createHash('sha256').update('aa\nbb\n').digest('hex');
    expect(packageHash([{ sha256: 'bb' }, { sha256: 'aa' }])).toBe(expected);
    expect(packageHash([{ sha256: 'aa' }, { sha256: 'bb' }])).toBe(expected);
  });
});

describe('what the minutes list', () => {
  const cameras = minutes.schools.flatMap((school) => school.cameras);

  it('is everything scored that failed or needs a look, and nothing that is unknown or passed', () => {
    const listed = cameras.flatMap(({ verdicts }) => findingsOf(verdicts));
    const { FAIL, WARN } = minutes.board.total.counts;
    expect(listed).toHaveLength(FAIL + WARN);
    expect(new Set(listed.map(({ result }) => result))).toEqual(new Set(['FAIL', 'WARN']));
  });

  it('counts what is unknown by its reason, all of it', () => {
    const total = unknownReasons(minutes.schools, 'vi').reduce((sum, { count }) => sum + count, 0);
    expect(total).toBe(minutes.board.total.counts.UNKNOWN);
  });
});

describe('minutes as a PDF', () => {
  it('are the same bytes for the same content', async () => {
    const [once, again] = [await minutesPdf(minutes, 'vi'), await minutesPdf(sampleMinutes(), 'vi')];
    expect(once.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
    expect(once.equals(again)).toBe(true);
  });

  it('go on over as many pages as they need, each of A4', async () => {
    const text = (await minutesPdf(minutes, 'en')).toString('latin1');
    const pages = text.match(/\/Type \/Page\b(?!s)/gu)?.length ?? 0;
    expect(pages).toBeGreaterThan(4);
    expect(text.match(/\/MediaBox \[0 0 595\.28 841\.89\]/gu)).toHaveLength(pages);
  });
});

describe('minutes as a workbook', () => {
  it('are the same bytes for the same content', async () => {
    const [once, again] = [await minutesXlsx(minutes, 'vi'), await minutesXlsx(sampleMinutes(), 'vi')];
    expect(once.equals(again)).toBe(true);
  });

  it('hold every verdict and the whole hash of every piece of evidence, and say that they are invented', async () => {
    const file = await minutesXlsx(minutes, 'vi');
    const [mark, , ...verdicts] = await sheetOf(file, 'Kết luận');
    const [, , ...evidence] = await sheetOf(file, 'Bằng chứng');
    expect(String(mark?.[0])).toMatch(/^MÔ PHỎNG/u);
    expect(verdicts).toHaveLength(12 * minutes.rules.length);
    const hashes = minutes.schools.flatMap(({ cameras }) => cameras.flatMap((camera) => camera.evidence));
    expect(new Set(evidence.map((row) => row[8]))).toEqual(new Set(hashes.map(({ sha256 }) => sha256)));
    expect(evidence).toHaveLength(hashes.length);
    expect(new Set(evidence.map((row) => row[4]))).toEqual(new Set([clockSourceWords.vi.gateway]));
  });

  it('write what looks like a formula as a text', async () => {
    const title = '=HYPERLINK("http://127.0.0.1")';
    const file = await minutesXlsx({ ...minutes, campaign: { ...minutes.campaign, title } }, 'vi');
    const { sheets } = await readXlsx(file);
    const cell = sheets[0]?.rows[2]?.[1];
    expect(cell).toBe(title);
    expect(sheets.flatMap((sheet) => [...(sheet.cells?.values() ?? [])]).filter(({ formula }) => formula)).toEqual([]);
  });
});
