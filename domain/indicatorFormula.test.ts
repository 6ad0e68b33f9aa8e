import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IndicatorDefinition, indicatorDefinitionSchema, type Formula } from './indicator.ts';
import { addTallies, countRows, emptyTally, type ReportedRow, rowsOf, settle } from './indicatorFormula.ts';
import { educationLevelSchema } from './school.ts';
import type { Measure } from './statistics.ts';

const words = { vi: 'x', en: 'x' };

function definition(formula: Formula, changes: Partial<IndicatorDefinition> = {}): IndicatorDefinition {
  return indicatorDefinitionSchema.parse({
    key: 'S07',
    group: 'S',
    version: 1,
    name: words,
    unit: words,
    decimals: 1,
    formula,
    basis: 'level',
    levels: null,
    byLevel: true,
    places: ['school', 'ward', 'city'],
    breakdown: [],
    targets: [],
    source: 'x',
    note: null,
    validFrom: '2020-01-01',
    validTo: null,
    ...changes,
  });
}

const pupils = { sum: [{ of: 'measure' as const, measure: 'pupils' as const }] };
const teachers = { sum: [{ of: 'measure' as const, measure: 'teachers' as const }] };
const total = definition({ form: 'total', of: pupils });
const ratio = definition({ form: 'ratio', above: pupils, below: teachers, times: 1 });
const density = definition({ form: 'per_population', above: pupils, times: 10_000 });

function row(sums: Partial<Record<Measure, number>>, changes: Partial<ReportedRow> = {}): ReportedRow {
  const held = new Map<Measure, number>();
  for (const measure of ['pupils', 'teachers', 'printers', 'webcams'] as const) {
    const sum = sums[measure];
    if (sum !== undefined) held.set(measure, sum);
  }
  const place = { schoolId: 's', wardCode: '1', level: '02' as const, isHighest: true, synthetic: false };
  return { ...place, ...changes, sums: held };
}

const valueAt = (of: IndicatorDefinition, rows: readonly ReportedRow[], population: number | null = null) =>
  settle(of, { place: '1', level: null }, countRows(of, rows, population));

const rowsArbitrary = fc.array(
  fc
    .record(
      {
        pupils: fc.nat(3_000),
        teachers: fc.nat(200),
        wardCode: fc.constantFrom('1', '2', '3'),
        level: fc.constantFrom(...educationLevelSchema.options),
        isHighest: fc.boolean(),
      },
      { requiredKeys: ['wardCode', 'level', 'isHighest'] },
    )
    .map(({ wardCode, level, isHighest, ...sums }) => row(sums, { wardCode, level, isHighest })),
  { maxLength: 40 },
);

describe('indicators', () => {
  it('have no value where nothing was reported, and where the denominator is zero', () => {
    expect(valueAt(total, [row({}), row({})])).toMatchObject({ value: null, numerator: null, reporting: 0, due: 2 });
    expect(valueAt(ratio, [row({ pupils: 90, teachers: 0 })])).toMatchObject({ value: null, reporting: 1, met: null });
    expect(valueAt(total, [row({ pupils: 0 })])).toMatchObject({ value: 0, reporting: 1 });
  });

  it('leave a school that lacks one side of a ratio out of both', () => {
    const rows = [row({ pupils: 100, teachers: 5 }), row({ pupils: 9_999 }), row({ teachers: 77 })];
    expect(valueAt(ratio, rows)).toMatchObject({ value: 20, numerator: 100, denominator: 5, reporting: 1, due: 3 });
  });

  it('count schools that meet every condition, and not those of which one figure is missing', () => {
    const where = [
      { measure: 'printers' as const, atLeast: 1 },
      { measure: 'webcams' as const, atLeast: 1 },
    ];
    const share = definition({
      form: 'ratio',
      above: { sum: [{ of: 'schools', where }] },
      below: { sum: [{ of: 'schools', where: [] }] },
      times: 100,
    });
    const rows = [row({ printers: 2, webcams: 1 }), row({ printers: 0, webcams: 1 }), row({ printers: 5 })];
    expect(valueAt(share, rows)).toMatchObject({ value: 50, numerator: 1, denominator: 2, reporting: 2, due: 3 });
  });

  it('set people against what was reported, and know an empty ward from a silent one', () => {
    expect(valueAt(density, [row({ pupils: 30 })], 1_000)).toMatchObject({ value: 300 });
    expect(valueAt(density, [row({ pupils: 30 })], null)).toMatchObject({ value: null, numerator: null });
    expect(valueAt(density, [row({})], 1_000)).toMatchObject({ value: null, denominator: null, due: 1 });
    expect(valueAt(density, [], 1_000)).toMatchObject({ value: 0, due: 0 });
  });

  it('are held against the target of their level, or of all', () => {
    const target = { source: 'x', confidence: 'text' as const };
    const primary = { ...target, level: '02' as const, atMost: 35, atLeast: null };
    const everywhere = { ...target, level: null, atMost: null, atLeast: 10 };
    const tally = { ...emptyTally, numerator: 36, denominator: 1, reporting: 1, due: 1 };
    const metAt = (targets: IndicatorDefinition['targets'], level: '02' | '03' | null) =>
      settle(definition(ratio.formula, { targets }), { place: '1', level }, tally).met;
    expect(metAt([primary], '02')).toBe(false);
    expect(metAt([primary], '03')).toBeNull();
    expect(metAt([primary], null)).toBeNull();
    expect(metAt([primary, everywhere], '03')).toBe(true);
  });

  it('count a school of two levels at both, or once under its highest', () => {
    const rows = [row({}, { level: '02', isHighest: false }), row({}, { level: '03' })];
    expect(rowsOf({ basis: 'level', levels: null }, rows, null)).toHaveLength(2);
    expect(rowsOf({ basis: 'school', levels: null }, rows, null)).toHaveLength(1);
    expect(rowsOf({ basis: 'school', levels: null }, rows, '02')).toHaveLength(0);
    expect(rowsOf({ basis: 'level', levels: ['03'] }, rows, null)).toHaveLength(1);
  });

  it('of the city are the sums of its wards, and of all levels the sums of each', () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.constantFrom(total, ratio), (rows, of) => {
        const whole = countRows(of, rows, null);
        const sumOver = (parts: readonly (readonly ReportedRow[])[]) =>
          parts.map((part) => countRows(of, part, null)).reduce(addTallies, emptyTally);
        const wards = ['1', '2', '3'].map((ward) => rows.filter(({ wardCode }) => wardCode === ward));
        const levels = educationLevelSchema.options.map((level) => rowsOf(of, rows, level));
        expect(sumOver(wards)).toEqual(whole);
        expect(sumOver(levels)).toEqual(whole);
      }),
    );
  });

  it('never change by rows in which nothing was reported, but for those due', () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.nat(10), (rows, silent) => {
        const before = countRows(ratio, rows, null);
        const after = countRows(ratio, [...rows, ...Array.from({ length: silent }, () => row({}))], null);
        expect(after).toEqual({ ...before, due: before.due + silent });
      }),
    );
  });
});
