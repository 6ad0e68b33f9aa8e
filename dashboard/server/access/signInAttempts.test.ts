import { describe, expect, it } from 'vitest';
import { addressGroup } from './signInAttempts.ts';

describe('what one party commands', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('is for %s: %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
