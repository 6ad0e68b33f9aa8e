import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Permission } from '@khue/domain/access';
import type { CameraZone } from '@khue/domain/camera';
import { AccountRights } from '../access/rights.ts';
import { type OpenView, OpenViews } from './openViews.ts';

const at = 5_000;
const nothing = { accountId: null, sessionId: null, cameraId: null, schoolId: null };

function view(change: Partial<OpenView> = {}): OpenView {
  return {
    accountId: randomUUID(),
    sessionId: randomUUID(),
    permission: 'camera.live',
    schoolId: randomUUID(),
    camera: { id: randomUUID(), zone: 'yard' },
    wall: false,
    ...change,
  };
}

/** One grant for the whole city with these zones, in force until a moment. */
function rights(zones: CameraZone[], validTo: number | null = null, permissions: Permission[] = ['camera.live']) {
  const titles = { vi: 'Vai trò mẫu', en: 'Sample role' };
  const limits = { idleLockMs: null, secondFactor: false, builtIn: false };
  const role = { name: 'sample', title: titles, permissions, zones, ...limits };
  const place = { scopeId: null, relation: 'territorial' as const, zones: null };
  const grant = { id: randomUUID(), accountId: randomUUID(), role: role.name, ...place, validFrom: 0, validTo };
  const ground = { epoch: 1, placements: new Map(), closedZones: new Set<never>(), approvals: [] };
  return new AccountRights([{ role, grant }], ground, at);
}

/** All sessions are good and everybody may look into yards, unless a test says otherwise. */
const usual = {
  at,
  goodSessions: async (ids: readonly string[]) => new Set(ids),
  rightsOf: async () => rights(['yard']),
  wallZones: async () => new Set<CameraZone>(['yard']),
};

describe('looks under review', () => {
  it('go on while session and right last', async () => {
    const views = new OpenViews();
    views.add(view());
    expect(await views.review(usual)).toEqual([]);
    expect(views.size).toBe(1);
  });

  it('end with their session, all at once', async () => {
    const views = new OpenViews();
    const one = view();
    views.add(one);
    views.add({ ...one, camera: { id: randomUUID(), zone: 'yard' } });
    const goodSessions = async () => new Set<string>();
    expect(await views.review({ ...usual, goodSessions })).toEqual([{ ...nothing, at, sessionId: one.sessionId }]);
    expect(views.size).toBe(0);
  });

  it.each([
    ['a role', rights(['yard'], null, ['inventory.view'])],
    ['a zone', rights(['office'])],
    ['the time of a grant', rights(['yard'], at)],
  ])('end with %s', async (_name, left) => {
    const views = new OpenViews();
    const one = view();
    views.add(one);
    const ended = { ...nothing, at, sessionId: one.sessionId, cameraId: one.camera.id };
    expect(await views.review({ ...usual, rightsOf: async () => left })).toEqual([ended]);
    expect(await views.review(usual)).toEqual([]);
  });

  it('of a file last until the longest of its kind is there, though a shorter one was asked for later', async () => {
    const views = new OpenViews();
    const long = view({ permission: 'camera.export', file: 'export', until: at + 120_000 });
    views.add(long);
    views.add({ ...long, until: at + 65_000 });
    const later = at + 100_000;
    const left = async () => rights(['yard']);
    const ended = { ...nothing, at: later, sessionId: long.sessionId, cameraId: long.camera.id, kind: 'export' };
    expect(await views.review({ ...usual, rightsOf: left, at: later })).toEqual([ended]);
  });

  it('end on a wall with a zone that may be put there no more', async () => {
    const views = new OpenViews();
    const onWall = view({ wall: true });
    views.add(onWall);
    views.add(view());
    const wallZones = async () => new Set<CameraZone>();
    const ended = { ...nothing, at, sessionId: onWall.sessionId, cameraId: onWall.camera.id };
    expect(await views.review({ ...usual, wallZones })).toEqual([ended]);
  });

  it('are told by the next review where this one fails half-way', async () => {
    const views = new OpenViews(2);
    const [displaced, ended, unknown] = [view(), view(), view()];
    for (const one of [displaced, ended, unknown]) views.add(one);
    const left = async (accountId: string) => rights(accountId === ended.accountId ? ['office'] : ['yard']);
    const failing = async (accountId: string) => {
      if (accountId === unknown.accountId) throw new Error('the store is away');
      return left(accountId);
    };
    await expect(views.review({ ...usual, rightsOf: failing })).rejects.toThrow('away');
    const told = [displaced, ended].map(({ sessionId, camera }) => ({
      ...nothing,
      at,
      sessionId,
      cameraId: camera.id,
    }));
    expect(await views.review({ ...usual, rightsOf: left })).toEqual(told);
    expect(await views.review({ ...usual, rightsOf: left })).toEqual([]);
  });

  it('are told apart by session and camera: a second ticket takes the place of the first', async () => {
    const views = new OpenViews();
    const one = view();
    views.add(one);
    views.add({ ...one });
    expect(views.size).toBe(1);
  });

  it('end for a file alone where its own right does, and leave the picture of the same camera', async () => {
    const views = new OpenViews();
    const one = view();
    views.add(one);
    views.add({ ...one, permission: 'camera.export', file: 'export', until: at + 60_000 });
    expect(views.size).toBe(2);
    const ended = { ...nothing, at, sessionId: one.sessionId, cameraId: one.camera.id, kind: 'export' };
    expect(await views.review(usual)).toEqual([ended]);
    expect(views.size).toBe(1);
  });

  it('are over for a file when it has to be there', async () => {
    const views = new OpenViews();
    views.add(view({ permission: 'camera.export', file: 'export', until: at }));
    expect(await views.review(usual)).toEqual([]);
    expect(views.size).toBe(0);
  });

  it('are bounded: the one given longest ago is ended for a new one', async () => {
    const views = new OpenViews(2);
    const [first, second, third] = [view(), view(), view()];
    for (const one of [first, second, third]) views.add(one);
    expect(views.size).toBe(2);
    expect(await views.review(usual)).toEqual([
      { ...nothing, at, sessionId: first?.sessionId, cameraId: first?.camera.id },
    ]);
  });
});
