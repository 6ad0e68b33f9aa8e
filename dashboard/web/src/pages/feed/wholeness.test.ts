import { describe, expect, it } from 'vitest';
import { wholeness } from './wholeness.ts';

const now = Date.parse('2026-11-26T08:00:00.000Z');
const ago = (seconds: number): string => new Date(now - seconds * 1_000).toISOString();
const reader = { disabled: false, behind: 0, readAt: ago(5) };

describe('the feed', () => {
  it.each([
    ['is whole where every client has read all', ago(1), [reader, { ...reader, readAt: ago(9_000) }], { kind: 'yes' }],
    [
      'is whole while a client that asks has yet to read the last ones',
      ago(1),
      [{ ...reader, behind: 3 }],
      { kind: 'yes' },
    ],
    [
      'is not whole where a client has gone silent with changes left',
      ago(1),
      [reader, { ...reader, behind: 3, readAt: ago(400) }],
      { kind: 'behind', count: 1 },
    ],
    [
      'does not wait for a closed account',
      ago(1),
      [reader, { disabled: true, behind: 9, readAt: ago(900) }],
      { kind: 'yes' },
    ],
    ['has no reader', ago(1), [{ ...reader, behind: null, readAt: null }], { kind: 'nobody' }],
    ['stands still where nothing was looked at', ago(60), [reader], { kind: 'stopped' }],
    ['has never been looked at', null, [reader], { kind: 'stopped' }],
  ])('%s', (_what, lookedAt, clients, expected) => {
    expect(wholeness({ lookedAt, clients }, now)).toEqual(expected);
  });
});
