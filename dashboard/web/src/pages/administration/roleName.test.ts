import { describe, expect, it } from 'vitest';
import { roleNameOf } from './roleName.ts';

describe('the stable name of a role', () => {
  it.each([
    ['Trực ban đêm', [], 'truc_ban_dem'],
    ['  2 ca – Đặc khu!', [], 'ca_dac_khu'],
    ['Trực ban đêm', ['truc_ban_dem', 'truc_ban_dem_2'], 'truc_ban_dem_3'],
    ['日本', [], 'vai_tro'],
  ])('is made of the title %s', (title, taken, name) => {
    expect(roleNameOf(title, taken)).toBe(name);
  });

  it('stays as short as names may be', () => {
    expect(roleNameOf('a'.repeat(80), []).length).toBeLessThanOrEqual(40);
  });
});
