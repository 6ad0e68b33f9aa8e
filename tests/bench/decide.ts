import { randomUUID } from 'node:crypto';
import { type AccessRequest, decide, type Holding, type Permission, type Placement } from '@khue/domain/access';
import { cameraZoneSchema } from '@khue/domain/camera';
import { placeSchools } from '@khue/domain/placement';
import { type Figure, median } from './figure.ts';

const accounts = 10_000;
const schools = 3_500;
const wards = 168;
/** Most accounts hold one or two grants; an account of the busiest kind holds this many. */
const mostGrants = 8;
const decisions = 200_000;
/** A single decision is shorter than what a clock can tell: this many are timed together. */
const together = 20;
const zones = cameraZoneSchema.options;

/** The next of a sequence that looks random and is the same in every run, `[0, below)`. */
function sequence(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A city of the usual size: every school below its ward, every ward below the city. */
function placements(next: (below: number) => number): { places: Placement[]; heads: string[] } {
  const units = Array.from({ length: wards }, (_, n) => ({ id: randomUUID(), code: `W${n}`, kind: 'ward' as const }));
  const city = { id: randomUUID(), code: 'city', kind: 'city' as const };
  const department = { id: randomUUID(), code: 'department', kind: 'department' as const };
  const placed = placeSchools({
    units: [...units, city, department],
    relations: units.map(({ id }) => ({ childId: id, parentId: city.id, kind: 'territorial' as const })),
    schools: Array.from({ length: schools }, (_, n) => ({
      id: randomUUID(),
      wardCode: `W${next(wards)}`,
      levels: n % 8 === 0 ? ['04' as const] : ['02' as const],
    })),
    schoolRelations: [],
  });
  return { places: [...placed.values()], heads: [...units.map(({ id }) => id), department.id, ...placed.keys()] };
}

function holdings(next: (below: number) => number, heads: readonly string[]): Holding[][] {
  const permissions: Permission[] = ['inventory.view', 'camera.live', 'camera.snapshot', 'system.view'];
  const role = {
    name: 'operator',
    title: { vi: 'Trực ban', en: 'Operator' },
    permissions,
    zones: [...zones],
    idleLockMs: null,
    secondFactor: false,
    builtIn: true,
  };
  return Array.from({ length: accounts }, (_, n) => {
    const accountId = randomUUID();
    return Array.from({ length: n % 100 === 0 ? mostGrants : 1 + next(2) }, () => ({
      role,
      grant: {
        id: randomUUID(),
        accountId,
        role: role.name,
        scopeId: heads[next(heads.length)] ?? null,
        relation: next(2) === 0 ? ('territorial' as const) : ('managing' as const),
        zones: next(4) === 0 ? [zones[next(zones.length)] ?? 'yard'] : null,
        validFrom: 0,
        validTo: next(10) === 0 ? 500 : null,
      },
    }));
  });
}

/** What one decision about a right costs in a city of the usual size, for accounts and places at random. */
export async function* decideRights(): AsyncGenerator<Figure> {
  const next = sequence();
  const { places, heads } = placements(next);
  const everybody = holdings(next, heads);
  const questions = Array.from({ length: decisions }, (): { held: Holding[]; request: AccessRequest } => ({
    held: everybody[next(accounts)] ?? [],
    request: {
      permission: next(2) === 0 ? 'inventory.view' : 'camera.live',
      at: next(1_000),
      placement: places[next(schools)] ?? null,
      zone: zones[next(zones.length)] ?? null,
      zoneOpen: next(5) > 0,
    },
  }));
  const perDecisionMs: number[] = [];
  let allowed = 0;
  for (let start = 0; start < decisions; start += together) {
    const portion = questions.slice(start, start + together);
    const began = performance.now();
    for (const { held, request } of portion) if (decide(held, request).allowed) allowed += 1;
    perDecisionMs.push((performance.now() - began) / together);
  }
  if (allowed === 0 || allowed === decisions) throw new Error(`${allowed} of ${decisions} decisions allowed`);
  const p99 = perDecisionMs.toSorted((a, b) => a - b)[Math.floor(perDecisionMs.length * 0.99)] ?? Number.NaN;
  yield { name: 'decideMedian', value: median(perDecisionMs), unit: 'ms', limit: 0.2 };
  yield { name: 'decideP99', value: p99, unit: 'ms' };
}
