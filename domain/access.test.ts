import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  option,
  property,
  record,
  shuffledSubarray,
  uuid,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type Holding, permissionSchema, placedPermissions, zonedPermissions } from './access.ts';
import { cameraZoneSchema } from './camera.ts';
import { relationKindSchema } from './unit.ts';

/** Few enough that grants and places often meet. */
const nodes = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const zones = cameraZoneSchema.options;
const permissions = permissionSchema.options;

const someNodes = array(constantFrom(...nodes), { maxLength: 3 }).map((list) => new Set(list));
const someZones = shuffledSubarray([...zones]);
const moment = integer({ min: 0, max: 20 });

const anyHolding = record({
  grant: record({
    id: uuid(),
    accountId: constant('account'),
    role: constant('role'),
    scopeId: option(constantFrom(...nodes), { nil: null }),
    relation: constantFrom(...relationKindSchema.options),
    zones: option(someZones, { nil: null }),
    validFrom: moment,
    validTo: option(moment, { nil: null }),
  }),
  role: record({
    name: constant('role'),
    title: constant({ vi: 'Vai trò', en: 'Role' }),
    permissions: shuffledSubarray([...permissions]),
    zones: someZones,
    idleLockMs: constant(null),
    secondFactor: boolean(),
    builtIn: boolean(),
  }),
});
const holdingList = array(anyHolding, { maxLength: 6 });
const anyRequest = record({
  permission: constantFrom(...permissions),
  at: moment,
  placement: option(record({ territorial: someNodes, managing: someNodes, professional: someNodes }), { nil: null }),
  zone: option(constantFrom(...zones), { nil: null }),
  zoneOpen: boolean(),
});

const runs = { numRuns: 1_000 };

function grantNamed(holdings: readonly Holding[], id: string): Holding[] {
  return holdings.filter(({ grant }) => grant.id === id);
}

describe('decision about a right', () => {
  it('refuses whoever holds nothing', () => {
    assert(
      property(anyRequest, (request) => {
        expect(decide([], request)).toEqual({ allowed: false, reason: 'no_grant' });
      }),
      runs,
    );
  });

  it('allows only by a grant that is there, in force, of a role with the permission', () => {
    assert(
      property(holdingList, anyRequest, (holdings, request) => {
        const decision = decide(holdings, request);
        const named = decision.allowed ? grantNamed(holdings, decision.grantId) : null;
        const fits = named?.some(
          ({ grant, role }) =>
            role.permissions.includes(request.permission) &&
            grant.validFrom <= request.at &&
            (grant.validTo === null || request.at < grant.validTo),
        );
        expect(fits ?? true).toBe(true);
      }),
      runs,
    );
  });

  it('never reaches beyond the subtree, and not at all where a grant has a subtree but the permission no place', () => {
    assert(
      property(holdingList, anyRequest, (holdings, request) => {
        const decision = decide(holdings, request);
        const named = decision.allowed ? grantNamed(holdings, decision.grantId) : null;
        const fits = named?.some(
          ({ grant }) =>
            grant.scopeId === null ||
            (placedPermissions.has(request.permission) &&
              request.placement !== null &&
              request.placement[grant.relation].has(grant.scopeId)),
        );
        expect(fits ?? true).toBe(true);
      }),
      runs,
    );
  });

  it('never looks into a zone that the role or the grant leaves out', () => {
    assert(
      property(holdingList, anyRequest, constantFrom(...zonedPermissions), (holdings, request, permission) => {
        const decision = decide(holdings, { ...request, permission });
        const named = decision.allowed ? grantNamed(holdings, decision.grantId) : null;
        const fits = named?.some(
          ({ grant, role }) =>
            request.zone !== null &&
            role.zones.includes(request.zone) &&
            (grant.zones === null || grant.zones.includes(request.zone)),
        );
        expect(fits ?? true).toBe(true);
      }),
      runs,
    );
  });

  it('never looks into a closed zone', () => {
    assert(
      property(holdingList, anyRequest, constantFrom(...zonedPermissions), (holdings, request, permission) => {
        expect(decide(holdings, { ...request, permission, zoneOpen: false }).allowed).toBe(false);
      }),
      runs,
    );
  });

  it('does not ask about zones where the permission looks into none', () => {
    const zoneless = permissions.filter((permission) => !zonedPermissions.has(permission));
    assert(
      property(holdingList, anyRequest, constantFrom(...zoneless), (holdings, request, permission) => {
        const asked = decide(holdings, { ...request, permission });
        expect(decide(holdings, { ...request, permission, zone: null, zoneOpen: false })).toEqual(asked);
      }),
      runs,
    );
  });

  it('takes nothing away when a grant is added', () => {
    assert(
      property(holdingList, anyHolding, anyRequest, (holdings, further, request) => {
        const before = decide(holdings, request).allowed;
        expect(decide([...holdings, further], request).allowed || !before).toBe(true);
        expect(decide([further, ...holdings], request).allowed || !before).toBe(true);
      }),
      runs,
    );
  });

  it('gives nothing when a grant is taken away', () => {
    assert(
      property(holdingList, anyRequest, (holdings, request) => {
        const after = decide(holdings.slice(1), request).allowed;
        expect(decide(holdings, request).allowed || !after).toBe(true);
      }),
      runs,
    );
  });

  it('says the same in whatever order the grants come', () => {
    const shuffled = holdingList.chain((holdings) =>
      record({
        holdings: constant(holdings),
        other: shuffledSubarray(holdings, { minLength: holdings.length }),
      }),
    );
    assert(
      property(shuffled, anyRequest, ({ holdings, other }, request) => {
        expect(decide(other, request)).toEqual(decide(holdings, request));
      }),
      runs,
    );
  });

  it('is exactly: some single grant allows it', () => {
    assert(
      property(holdingList, anyRequest, (holdings, request) => {
        const single = holdings.some((holding) => decide([holding], request).allowed);
        expect(decide(holdings, request).allowed).toBe(single);
      }),
      runs,
    );
  });

  it('allows nothing at a moment that is no number', () => {
    assert(
      property(holdingList, anyRequest, (holdings, request) => {
        expect(decide(holdings, { ...request, at: Number.NaN }).allowed).toBe(false);
      }),
      runs,
    );
  });
});

describe('decision about a right, case by case', () => {
  const [ward = '', other = ''] = nodes;
  const grant = {
    id: '00000000-0000-4000-8000-0000000000aa',
    accountId: 'account',
    role: 'operator',
    scopeId: ward,
    relation: 'managing' as const,
    zones: null,
    validFrom: 10,
    validTo: 20,
  };
  const operator = {
    grant,
    role: {
      name: 'operator',
      title: { vi: 'Trực ban', en: 'Operator' },
      permissions: ['inventory.view' as const, 'camera.live' as const, 'system.view' as const],
      zones: ['yard' as const, 'classroom' as const],
      idleLockMs: null,
      secondFactor: false,
      builtIn: true,
    },
  };
  const request = {
    permission: 'camera.live' as const,
    at: 10,
    placement: { territorial: new Set([other]), managing: new Set([ward]), professional: new Set<string>() },
    zone: 'yard' as const,
    zoneOpen: true,
  };

  it.each([
    ['what the grant covers', {}, { allowed: true, grantId: grant.id }],
    ['a moment before', { at: 9 }, { allowed: false, reason: 'not_valid_now' }],
    ['the last moment', { at: 19 }, { allowed: true, grantId: grant.id }],
    ['the moment of its end', { at: 20 }, { allowed: false, reason: 'not_valid_now' }],
    ['another permission', { permission: 'camera.export' as const }, { allowed: false, reason: 'no_grant' }],
    ['a zone the role leaves out', { zone: 'kitchen' as const }, { allowed: false, reason: 'zone' }],
    ['no zone', { zone: null }, { allowed: false, reason: 'zone' }],
    ['a closed zone', { zone: 'classroom' as const, zoneOpen: false }, { allowed: false, reason: 'zone_closed' }],
    ['a school nobody has placed', { placement: null }, { allowed: false, reason: 'elsewhere' }],
    [
      'a place below the unit in another relation only',
      { placement: { ...request.placement, managing: new Set([other]), territorial: new Set([ward]) } },
      { allowed: false, reason: 'elsewhere' },
    ],
    ['the house as a whole', { permission: 'system.view' as const }, { allowed: false, reason: 'elsewhere' }],
  ])('answers for %s', (_words, changes, decision) => {
    expect(decide([operator], { ...request, ...changes })).toEqual(decision);
  });

  it('names the grant that came nearest when several refuse', () => {
    const past = { ...operator, grant: { ...grant, validTo: 11 } };
    const elsewhere = { ...operator, grant: { ...grant, scopeId: other } };
    expect(decide([past, elsewhere], { ...request, at: 15 })).toEqual({ allowed: false, reason: 'elsewhere' });
  });
});
