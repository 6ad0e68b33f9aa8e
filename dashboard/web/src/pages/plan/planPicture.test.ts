import { expect, it } from 'vitest';
import { barLength } from './planPicture.ts';

it.each([
  [1, 1],
  [19_999, 10_000],
  [20_000, 20_000],
  [4_900, 2_000],
  [730, 500],
  [50_001, 50_000],
])('a scale bar of at most %d m is %d m long', (most, length) => {
  expect(barLength(most)).toBe(length);
});
