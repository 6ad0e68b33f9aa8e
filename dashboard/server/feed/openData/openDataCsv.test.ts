import { describe, expect, it } from 'vitest';
import type { SchoolRecord } from '@khue/domain/feed';
import type { ReportedRow } from '@khue/domain/indicatorFormula';
import { countsCsv, schoolsCsv } from './openDataCsv.ts';

function school(id: string, changes: Partial<SchoolRecord> = {}): SchoolRecord {
  return {
    id,
    code: `MP-${id}`,
    name: `Trường ${id}`,
    levels: ['02'],
    wardCode: '99001',
    ownership: null,
    lon: 106.7,
    lat: 10.7,
    synthetic: true,
    validFrom: '2026-08-01T00:00:00.000Z',
    ...changes,
  };
}

function row(schoolId: string, level: ReportedRow['level'], pupils: number | null): ReportedRow {
  const sums: ReportedRow['sums'] = new Map(pupils === null ? [] : [['pupils', pupils]]);
  return { schoolId, level, isHighest: true, wardCode: '99001', synthetic: true, sums };
}

const moment = { schoolYear: '2025-2026', period: 'start' };

/** `school level` → count or `suppressed`; the ward stands under no school. */
function counts(text: string): Map<string, string> {
  const lines = text.split('\r\n').slice(1, -1);
  return new Map(
    lines.map((line) => {
      const [, , , code = '', , level = '', , count = '', status = ''] = line.split(',');
      return [`${code} ${level}`, status === 'shown' ? count : status];
    }),
  );
}

describe('open data as CSV', () => {
  it('hold counts by school and level with totals, in the order of codes', () => {
    const schools = [school('b'), school('a', { levels: ['02', '03'] })];
    const text = countsCsv([row('b', '02', 300), row('a', '02', 500), row('a', '03', 200)], schools, moment);
    expect([...counts(text)]).toEqual([
      ['MP-a 02', '500'],
      ['MP-a 03', '200'],
      ['MP-a all', '700'],
      ['MP-b 02', '300'],
      ['MP-b all', '300'],
      [' 02', '800'],
      [' 03', '200'],
      [' all', '1000'],
    ]);
    expect(text.split('\r\n')[1]).toBe('2025-2026,start,99001,MP-a,Trường a,02,pupils,500,shown,MÔ PHỎNG');
  });

  it('have no line for what was not reported, and none for a school that the feed does not know', () => {
    const text = countsCsv([row('a', '02', null), row('a', '03', 20), row('x', '02', 90)], [school('a')], moment);
    expect([...counts(text).keys()]).toEqual(['MP-a 03', 'MP-a all', ' 03', ' all']);
  });

  it('do not give a small count away by its totals', () => {
    const schools = [school('a', { levels: ['02', '03'] }), school('b', { levels: ['02', '03'] })];
    const rows = [row('a', '02', 3), row('a', '03', 200), row('b', '02', 400), row('b', '03', 300)];
    const found = counts(countsCsv(rows, schools, moment));
    expect(found.get('MP-a 02')).toBe('suppressed');
    expect([...found.values()].filter((value) => value === 'suppressed')).toHaveLength(4);
  });

  it('are no formulas', () => {
    const text = schoolsCsv([school('a', { name: '=cmd|calc', synthetic: false })]);
    expect(text.split('\r\n')[1]).toBe(`MP-a,"'=cmd|calc",02,99001,106.7,10.7,`);
  });
});
