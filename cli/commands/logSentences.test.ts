import { describe, expect, it } from 'vitest';
import { isWhole } from '@khue/domain/log';
import { verdict } from './logSentences.ts';

describe('what a verification of the log comes to', () => {
  it.each([
    ['nothing found', { faults: [], unknownKeys: 0 }, 1, true],
    ['a fault', { faults: [{ kind: 'changed' as const, number: 7 }], unknownKeys: 0 }, 1, false],
    ['an anchor that none of the keys at hand signed', { faults: [], unknownKeys: 1 }, 1, false],
    ['no key to look at signatures with', { faults: [], unknownKeys: 1 }, 0, true],
  ])('%s', (_what, found, keysAtHand, isGood) => {
    expect(verdict(found, keysAtHand).isGood).toBe(isGood);
    // What the night finds is judged alike.
    expect(isWhole({ ...found, keysAtHand })).toBe(isGood);
  });
});
