import { describe, expect, it } from 'vitest';
import type { IndicatorDefinition, IndicatorValue } from '@khue/domain/indicator';
import type { Ownership } from '@khue/domain/school';
import type { SchoolOfMoment } from '@khue/store/statistics';
import { ownedValues } from './ownedValues.ts';

const base = {
  key: 'S07',
  group: 'S',
  version: 1,
  name: { vi: 'a', en: 'a' },
  unit: { vi: 'a', en: 'a' },
  decimals: 1,
  basis: 'level',
  levels: null,
  byLevel: true,
  places: ['school', 'ward', 'city'],
  breakdown: [],
  targets: [{ level: null, atMost: 20, atLeast: null, source: 's', confidence: 'text' }],
  source: 's',
  note: null,
  validFrom: '2013-08-01',
  validTo: null,
} as const;
const [pupils, teachers] = (['pupils', 'teachers'] as const).map((measure) => ({
  sum: [{ of: 'measure' as const, measure }],
}));
const ratio = {
  ...base,
  places: [...base.places],
  breakdown: [],
  targets: [...base.targets],
  formula: { form: 'ratio', above: pupils, below: teachers, times: 1 },
} as IndicatorDefinition;
const counted: IndicatorDefinition = {
  ...ratio,
  key: 'S01',
  basis: 'school',
  places: ['ward', 'city'],
  formula: { form: 'total', of: { sum: [{ of: 'schools', where: [] }] } },
};

function school(id: string, ownership: Ownership | null, wardCode: string | null = '1'): SchoolOfMoment {
  const place = { address: null, lon: null, lat: null, wardCode };
  return {
    id,
    code: id,
    name: id,
    shortName: id,
    levels: ['02', '03'],
    ownership,
    synthetic: false,
    isOpen: true,
    ...place,
  };
}

function told(place: string, numerator: number | null, denominator: number | null): IndicatorValue {
  const reporting = numerator === null ? 0 : 1;
  return { place, numerator, denominator, value: null, reporting, due: 1, met: null, synthetic: false };
}

const schools = [
  school('a', 'public'),
  school('b', 'private'),
  school('c', 'non_public', '2'),
  school('d', null),
  school('e', 'public'),
  school('f', 'people_founded', null),
];
const ofSchools = [told('a', 300, 10), told('b', 90, 10), told('c', null, null), told('d', 50, 5), told('e', 100, 10)];
const ground = { schools, ofSchools };

describe('values over schools of one ownership', () => {
  it('are those of the schools added up, with their own share reporting and target', () => {
    const asked = { level: null, by: 'ward', ownership: 'public' } as const;
    expect(ownedValues(ratio, asked, ground)).toEqual([
      {
        place: '1',
        value: 20,
        numerator: 400,
        denominator: 20,
        reporting: 2,
        due: 2,
        met: true,
        synthetic: false,
      },
    ]);
  });

  it('of schools that are not public stay missing where none reported', () => {
    const asked = { level: null, by: 'ward', ownership: 'non_public' } as const;
    const values = ownedValues(ratio, asked, ground);
    expect(values.map(({ place, value, reporting, due }) => [place, value, reporting, due])).toEqual([
      ['1', 9, 1, 1],
      ['2', null, 0, 1],
    ]);
    expect(ownedValues(ratio, { ...asked, by: 'city' }, ground)).toMatchObject([{ place: 'city', value: 9, due: 2 }]);
    expect(ownedValues(ratio, { ...asked, by: 'school' }, ground).map(({ place }) => place)).toEqual(['b', 'c']);
  });

  it('count schools by the register alone, once under their highest level', () => {
    const asked = { level: null, by: 'ward', ownership: 'non_public' } as const;
    const counts = (level: '02' | '03' | null) =>
      ownedValues(counted, { ...asked, level }, ground).map(({ place, value }) => [place, value]);
    expect(counts(null)).toEqual([
      ['-', 1],
      ['1', 1],
      ['2', 1],
    ]);
    expect(counts('03')).toHaveLength(3);
    expect(counts('02')).toEqual([]);
  });

  it('are not told of what is held against all people of a ward', () => {
    const perPopulation = {
      ...ratio,
      formula: { form: 'per_population', above: pupils, times: 1 },
    } as IndicatorDefinition;
    expect(ownedValues(perPopulation, { level: null, by: 'ward', ownership: 'public' }, ground)).toEqual([]);
  });
});
