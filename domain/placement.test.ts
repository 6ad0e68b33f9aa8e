import { array, assert, constantFrom, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlacementFacts, placeSchools } from './placement.ts';
import type { EducationLevel } from './school.ts';
import { relationKindSchema } from './unit.ts';

const city = { id: 'city', code: '79', kind: 'city' } as const;
const department = { id: 'department', code: 'SGDDT', kind: 'department' } as const;
const ward = { id: 'ward', code: '26743', kind: 'ward' } as const;
const cluster = { id: 'cluster', code: 'CUM-1', kind: 'professional_cluster' } as const;

function facts(changes: Partial<PlacementFacts> = {}): PlacementFacts {
  return {
    units: [city, department, ward, cluster],
    relations: [{ childId: 'ward', parentId: 'city', kind: 'territorial' }],
    schools: [{ id: 'school', wardCode: '26743', levels: ['02'] }],
    schoolRelations: [],
    ...changes,
  };
}

function placed(changes: Partial<PlacementFacts> = {}): Record<string, string[]> {
  const placement = placeSchools(facts(changes)).get('school');
  return Object.fromEntries(Object.entries(placement ?? {}).map(([kind, ids]) => [kind, [...ids].sort()]));
}

function withLevels(levels: readonly EducationLevel[]): Partial<PlacementFacts> {
  return { schools: [{ id: 'school', wardCode: '26743', levels }] };
}

describe('placing of schools', () => {
  it('puts a school below its ward and everything above the ward', () => {
    expect(placed()['territorial']).toEqual(['city', 'school', 'ward']);
  });

  it('keeps the relations apart', () => {
    const relations = [
      { childId: 'ward', parentId: 'city', kind: 'territorial' },
      { childId: 'cluster', parentId: 'department', kind: 'professional' },
    ] as const;
    const schoolRelations = [{ schoolId: 'school', unitId: 'cluster', kind: 'professional' }] as const;
    expect(placed({ relations, schoolRelations })).toEqual({
      territorial: ['city', 'school', 'ward'],
      managing: ['school', 'ward'],
      professional: ['cluster', 'department', 'school'],
    });
  });

  it.each([
    [['01'], 'ward'],
    [['02'], 'ward'],
    [['03'], 'ward'],
    [['02', '03'], 'ward'],
    [['04'], 'department'],
    [['03', '04'], 'department'],
    [['05'], 'department'],
    [[], 'ward'],
  ] as const)('takes a school of the levels %s as managed by the %s', (levels, manager) => {
    expect(placed(withLevels(levels))['managing']).toEqual([manager, 'school'].sort());
  });

  it('believes a recorded manager over the levels', () => {
    const schoolRelations = [{ schoolId: 'school', unitId: 'department', kind: 'managing' }] as const;
    expect(placed({ schoolRelations })['managing']).toEqual(['department', 'school']);
  });

  it('leaves a school without a known ward below nobody but itself', () => {
    const unknown = [{ id: 'school', wardCode: '99999', levels: ['02'] }] as const;
    expect(placed({ schools: unknown })).toEqual({
      territorial: ['school'],
      managing: ['school'],
      professional: ['school'],
    });
    const none = [{ id: 'school', wardCode: null, levels: ['02'] }] as const;
    expect(placed({ schools: none })['territorial']).toEqual(['school']);
  });

  it('comes to an end where units lie in a circle', () => {
    const relations = [
      { childId: 'ward', parentId: 'cluster', kind: 'territorial' },
      { childId: 'cluster', parentId: 'ward', kind: 'territorial' },
    ] as const;
    expect(placed({ relations })['territorial']).toEqual(['cluster', 'school', 'ward']);
    const self = [{ childId: 'ward', parentId: 'ward', kind: 'territorial' }] as const;
    expect(placed({ relations: self })['territorial']).toEqual(['school', 'ward']);
  });

  it('never puts a school below a unit that no chain of one relation leads to', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const anyRelation = record({
      childId: constantFrom(...ids),
      parentId: constantFrom(...ids),
      kind: constantFrom(...relationKindSchema.options),
    });
    const units = ids.map((id) => ({ id, code: id, kind: 'ward' as const }));
    const schools = [{ id: 'school', wardCode: 'a', levels: ['02' as const] }];
    assert(
      property(array(anyRelation, { maxLength: 8 }), (relations) => {
        const territorial = placeSchools({ units, relations, schools, schoolRelations: [] }).get('school')?.territorial;
        const edges = relations.filter(({ kind }) => kind === 'territorial');
        const reachable = new Set(['school', 'a']);
        for (let step = 0; step < ids.length; step += 1) {
          for (const { childId, parentId } of edges) if (reachable.has(childId)) reachable.add(parentId);
        }
        expect([...(territorial ?? [])].every((id) => reachable.has(id))).toBe(true);
        expect(territorial?.has('a')).toBe(true);
      }),
    );
  });
});
