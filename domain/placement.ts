/** Where schools stand in the trees of units. Pure; the facts come from the store as they are true at one moment. */
import type { Placement } from './access.ts';
import type { EducationLevel } from './school.ts';
import type { RelationKind, UnitKind } from './unit.ts';

/** Facts of one moment. */
export interface PlacementFacts {
  readonly units: readonly { readonly id: string; readonly code: string; readonly kind: UnitKind }[];
  readonly relations: readonly { readonly childId: string; readonly parentId: string; readonly kind: RelationKind }[];
  readonly schools: readonly {
    readonly id: string;
    readonly wardCode: string | null;
    readonly levels: readonly EducationLevel[];
  }[];
  /** Relations of schools that are on record: managing and professional. */
  readonly schoolRelations: readonly {
    readonly schoolId: string;
    readonly unitId: string;
    readonly kind: Exclude<RelationKind, 'territorial'>;
  }[];
}

const relationKinds: readonly RelationKind[] = ['territorial', 'managing', 'professional'];

/** A tree deeper than this is a loop in the data. */
const deepest = 16;

function above(parentOf: ReadonlyMap<string, string>, from: string): string[] {
  const chain: string[] = [];
  for (let at: string | undefined = from; at !== undefined && chain.length < deepest; at = parentOf.get(at)) {
    chain.push(at);
  }
  return chain;
}

/**
 * Who manages a school where nothing else is on record: the department for upper secondary and continuing education,
 * the commune for the rest (TT 15/2025 as amended by TT 45/2026; NĐ 142, 143/2025).
 */
function managedByDepartment(levels: readonly EducationLevel[]): boolean {
  return levels.some((level) => level === '04' || level === '05');
}

/** School id → the school itself and every unit above it, by relation. */
export function placeSchools(facts: PlacementFacts): Map<string, Placement> {
  const parents = new Map(relationKinds.map((kind) => [kind, new Map<string, string>()]));
  for (const { childId, parentId, kind } of facts.relations) parents.get(kind)?.set(childId, parentId);
  const unitByCode = new Map(facts.units.map((unit) => [unit.code, unit.id]));
  const department = facts.units.find(({ kind }) => kind === 'department')?.id;
  const recorded = new Map(facts.schoolRelations.map(({ schoolId, kind, unitId }) => [`${kind} ${schoolId}`, unitId]));
  const upward = new Map<string, readonly string[]>();
  const chainOf = (kind: RelationKind, unitId: string | undefined): readonly string[] => {
    if (unitId === undefined) return [];
    const key = `${kind} ${unitId}`;
    const known = upward.get(key) ?? above(parents.get(kind) ?? new Map<string, string>(), unitId);
    upward.set(key, known);
    return known;
  };
  return new Map(
    facts.schools.map(({ id, wardCode, levels }) => {
      const ward = wardCode === null ? undefined : unitByCode.get(wardCode);
      const byLevel = managedByDepartment(levels) ? department : ward;
      const placement: Placement = {
        territorial: new Set([id, ...chainOf('territorial', ward)]),
        managing: new Set([id, ...chainOf('managing', recorded.get(`managing ${id}`) ?? byLevel)]),
        professional: new Set([id, ...chainOf('professional', recorded.get(`professional ${id}`))]),
      };
      return [id, placement];
    }),
  );
}
