import { describe, expect, it } from 'vitest';
import type { Grant, Holding, Permission } from '@khue/domain/access';
import type { ZoneApproval } from '@khue/domain/privacy';
import { AccountRights } from './rights.ts';

const [schoolA, schoolB] = ['10000000-0000-4000-8000-00000000000a', '10000000-0000-4000-8000-00000000000b'];
const [wardA, wardB] = ['20000000-0000-4000-8000-00000000000a', '20000000-0000-4000-8000-00000000000b'];
const accountId = '30000000-0000-4000-8000-000000000001';

function placed(school: string, ward: string) {
  return { territorial: new Set([school, ward]), managing: new Set([school]), professional: new Set([school]) };
}

const placements = new Map([
  [schoolA, placed(schoolA, wardA)],
  [schoolB, placed(schoolB, wardB)],
]);

function approvalOf(changes: Partial<ZoneApproval> = {}): ZoneApproval {
  return {
    id: '40000000-0000-4000-8000-000000000001',
    schoolId: schoolA,
    cameraId: null,
    zone: 'classroom' as const,
    reason: 'Theo quyết định của hiệu trưởng',
    legalBasis: 'Quyết định 1',
    requestedBy: accountId,
    requestedAt: 50,
    decision: 'approved' as const,
    decidedBy: accountId,
    decidedAt: 60,
    validFrom: 100,
    validTo: 200,
    withdrawnBy: null,
    withdrawnAt: null,
    ...changes,
  };
}

function holding(permissions: Permission[], changes: Partial<Grant> = {}): Holding {
  return {
    role: {
      name: 'sample',
      title: { vi: 'Mẫu', en: 'Sample' },
      permissions,
      zones: ['yard', 'classroom'],
      idleLockMs: null,
      secondFactor: false,
      builtIn: false,
    },
    grant: {
      id: '50000000-0000-4000-8000-000000000001',
      accountId,
      role: 'sample',
      scopeId: null,
      relation: 'territorial',
      zones: null,
      validFrom: 0,
      validTo: null,
      ...changes,
    },
  };
}

function rights(holdings: Holding[], at = 150, approvals = [approvalOf()]): AccountRights {
  return new AccountRights(holdings, { epoch: 1, placements, closedZones: new Set(['classroom']), approvals }, at);
}

const classroom = {
  schoolId: schoolA,
  camera: { id: '60000000-0000-4000-8000-000000000001', zone: 'classroom' as const },
};
const live = [holding(['camera.live'])];

describe('rights of an account', () => {
  it('cover the schools below the grants, or all of the city', () => {
    expect(rights([holding(['inventory.view'])]).schools('inventory.view')).toBeNull();
    const both = [wardA, wardB].map((scopeId) => holding(['inventory.view'], { scopeId }));
    expect(rights(both.slice(0, 1)).schools('inventory.view')).toEqual(new Set([schoolA]));
    expect(rights(both).schools('inventory.view')).toEqual(new Set([schoolA, schoolB]));
    expect(rights([]).schools('inventory.view')).toEqual(new Set());
    expect(
      rights([holding(['inventory.view'], { scopeId: wardA, relation: 'managing' })]).schools('inventory.view'),
    ).toEqual(new Set());
  });

  it('give equal scopes the same set, whoever holds them and by however many grants', () => {
    const one = rights([holding(['inventory.view'], { scopeId: wardA })]);
    const twice = rights([wardA, wardA].map((scopeId) => holding(['inventory.view'], { scopeId })));
    expect(twice.schools('inventory.view')).toBe(one.schools('inventory.view'));
  });

  it('reach over a scope by a grant of the same one or of the whole city', () => {
    const over = (held: Holding[], scopeId: string | null) =>
      rights(held).holdsOver('camera.live', { scopeId, relation: 'territorial' });
    const inA = [holding(['camera.live'], { scopeId: wardA })];
    expect([over(inA, wardA), over(inA, wardB), over(inA, null)]).toEqual([true, false, false]);
    expect([over(live, wardA), over(live, null), over([], wardA)]).toEqual([true, true, false]);
    expect(over([holding(['camera.live'], { scopeId: wardA, relation: 'managing' })], wardA)).toBe(false);
    expect(over([holding(['camera.live'], { scopeId: wardA, validTo: 150 })], wardA)).toBe(false);
  });

  it('over a part of the city open nothing that concerns the house as a whole', () => {
    const part = rights([holding(['system.view', 'inventory.view'], { scopeId: wardA })]);
    expect([part.holds('system.view'), part.holds('inventory.view')]).toEqual([false, true]);
    expect(part.permissions()).toEqual(['inventory.view']);
  });

  it('end with the dates of their grant', () => {
    const held = [holding(['inventory.view'], { validFrom: 100, validTo: 200 })];
    expect([99, 100, 199, 200].map((at) => rights(held, at).holds('inventory.view'))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(rights(held, 200).schools('inventory.view')).toEqual(new Set());
  });

  it.each([
    ['an approval of the school is in force', [approvalOf()], 150, true],
    ['an approval of the camera is in force', [approvalOf({ cameraId: classroom.camera.id })], 150, true],
    ['there is no approval', [], 150, false],
    ['the approval has not begun', [approvalOf()], 99, false],
    ['nobody has decided yet', [approvalOf({ decision: null, decidedBy: null, decidedAt: null })], 150, false],
    ['it was refused', [approvalOf({ decision: 'refused' })], 150, false],
    ['the approval was withdrawn', [approvalOf({ withdrawnBy: accountId, withdrawnAt: 120 })], 150, false],
    ['the approval is over', [approvalOf()], 200, false],
    ['another school is approved', [approvalOf({ schoolId: schoolB })], 150, false],
    ['another camera is approved', [approvalOf({ cameraId: schoolB })], 150, false],
    ['another zone is approved', [approvalOf({ zone: 'office' })], 150, false],
  ])('look into a closed zone or not where %s', (_when, approvals, at, allowed) => {
    expect(rights(live, at, approvals).decide('camera.live', classroom).allowed).toBe(allowed);
  });

  it('need no approval for a zone that is open', () => {
    const yard = { ...classroom, camera: { ...classroom.camera, zone: 'yard' as const } };
    expect(rights(live, 150, []).decide('camera.live', yard).allowed).toBe(true);
  });
});
