import { describe, expect, it } from 'vitest';
import type { Permission } from '@khue/domain/access';
import { isOffered, mayEnter, rooms } from './rooms.ts';

function holding(...held: readonly Permission[]): (permission: Permission) => boolean {
  return (permission) => held.includes(permission);
}

describe('the rooms of the house', () => {
  it('are entered by those who hold their permission, or one of two', () => {
    expect(mayEnter('monitor', holding('inventory.view'))).toBe(true);
    expect(mayEnter('monitor', holding('log.view'))).toBe(false);
    expect(mayEnter('administration', holding('account.manage'))).toBe(true);
    expect(mayEnter('administration', holding('access.review'))).toBe(true);
    expect(mayEnter('administration', holding('inventory.view'))).toBe(false);
  });

  it('may be entered through a link without standing on the rail', () => {
    const looks = holding('camera.live');
    expect(mayEnter('privacy', looks)).toBe(true);
    expect(rooms.filter((room) => isOffered(room, looks))).toEqual([]);
  });

  it('leave one’s own account open to everybody', () => {
    expect(mayEnter('account', holding())).toBe(true);
  });
});
