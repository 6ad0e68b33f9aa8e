import { describe, expect, it } from 'vitest';
import type { Ownership } from '@khue/domain/school';
import { countedSchools, type PlanSchool, registerBeginsOf } from './countedSchools.ts';

function school(id: string, levels: PlanSchool['levels'], ownership: Ownership | null): PlanSchool {
  const place = { lon: null, lat: null, wardCode: null };
  return { id, code: id, name: id, shortName: id, levels, ownership, synthetic: false, ...place };
}

const schools = [
  school('a', ['02'], 'public'),
  school('b', ['02', '03'], 'private'),
  school('c', ['02'], null),
  school('d', ['01'], 'people_founded'),
  school('e', ['03'], 'non_public'),
];
const idsOf = (...asked: [level: '02' | '03' | null, ownership: 'public' | 'non_public' | null]) =>
  countedSchools(schools, ...asked).schools.map(({ id }) => id);

describe('schools that are counted', () => {
  it('are those of the level, whatever is known of their ownership', () => {
    expect(idsOf('02', null)).toEqual(['a', 'b', 'c']);
  });

  it('are of the ownership asked for alone; one that is not recorded is in neither, and counted', () => {
    expect([idsOf(null, 'public'), idsOf(null, 'non_public')]).toEqual([['a'], ['b', 'd', 'e']]);
    expect(countedSchools(schools, '02', 'public').unknown).toBe(1);
    expect(countedSchools(schools, '03', 'public').unknown).toBe(0);
  });
});

describe('the beginning of the register', () => {
  it('is told of years before it alone', () => {
    const year = { period: 'start', reported: 1, due: 1 } as const;
    const reported = [
      { ...year, schoolYear: '2024-2025', registerBegins: '2025-07-01T00:00:00.000Z' },
      { ...year, schoolYear: '2025-2026', registerBegins: null },
    ];
    expect(registerBeginsOf(reported, '2024-2025')).toBe(Date.UTC(2025, 6, 1));
    expect([registerBeginsOf(reported, '2025-2026'), registerBeginsOf(reported, '2030-2031')]).toEqual([null, null]);
  });
});
