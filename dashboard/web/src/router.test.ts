import { describe, expect, it } from 'vitest';
import { parseRoute, pathOf } from './router.ts';

describe('addresses of the screens', () => {
  it('lead back to the route they were made from', () => {
    const routes = [
      { page: 'monitor', schoolId: null, cameraId: null },
      { page: 'monitor', schoolId: 'a b', cameraId: null },
      { page: 'monitor', schoolId: 's', cameraId: 'c' },
      { page: 'alarms', tab: 'open', id: null },
      { page: 'alarms', tab: 'open', id: 'a b' },
      { page: 'alarms', tab: 'history', id: null },
      { page: 'alarms', tab: 'rules', id: null },
      { page: 'imports', runId: null },
      { page: 'imports', runId: 'r' },
      { page: 'administration', tab: 'people', id: null },
      { page: 'administration', tab: 'people', id: 'a' },
      { page: 'administration', tab: 'review', id: null },
      { page: 'state' },
      { page: 'privacy', tab: 'zones' },
      { page: 'privacy', tab: 'incidents' },
      { page: 'audit', tab: 'campaigns', campaign: null },
      { page: 'audit', tab: 'permissions', campaign: null },
      { page: 'audit', tab: 'campaigns', campaign: { id: 'c', schoolId: null, cameraId: null } },
      { page: 'audit', tab: 'campaigns', campaign: { id: 'c', schoolId: 's', cameraId: null } },
      { page: 'audit', tab: 'campaigns', campaign: { id: 'c', schoolId: 's', cameraId: 'k' } },
      { page: 'account' },
      { page: 'walls' },
      { page: 'feed' },
    ] as const;
    expect(routes.map((route) => parseRoute(pathOf(route)))).toEqual(routes);
  });

  it('are not found where nothing lies', () => {
    expect(
      ['/truong', '/khong-co', '/he-thong/x', '/du-lieu-ca-nhan/x', '/kiem-tra/dot/x'].map(
        (path) => parseRoute(path).page,
      ),
    ).toEqual(Array.from({ length: 5 }, () => 'notFound'));
  });
});
