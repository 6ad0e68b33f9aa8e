import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ProbeWheel } from './probeWheel.ts';

const ids = Array.from({ length: 6_000 }, () => randomUUID());

function wheelWith(all: readonly string[], slots = 60): ProbeWheel {
  const wheel = new ProbeWheel(slots);
  for (const id of all) wheel.add(id);
  return wheel;
}

const round = (wheel: ProbeWheel): string[][] =>
  Array.from({ length: wheel.slots }, () => [...wheel.advance().regular]);

describe('ProbeWheel', () => {
  it('gives every id one turn a round, always the same one', () => {
    const wheel = wheelWith(ids);
    const first = round(wheel);
    expect(first.flat().toSorted()).toEqual(ids.toSorted());
    expect(round(wheel)).toEqual(first);
  });

  it('spreads the turns evenly', () => {
    const sizes = round(wheelWith(ids)).map(({ length }) => length);
    expect(Math.max(...sizes)).toBeLessThan(160);
    expect(Math.min(...sizes)).toBeGreaterThan(50);
  });

  it('gives none to an id that was removed', () => {
    const wheel = wheelWith(ids.slice(0, 2));
    wheel.remove(ids[0] ?? '');
    expect(round(wheel).flat()).toEqual(ids.slice(1, 2));
  });

  it('gives single turns after so many ticks, at least one', () => {
    const wheel = wheelWith([]);
    wheel.addSingle('soon', 0);
    wheel.addSingle('later', 2.5);
    expect(Array.from({ length: 4 }, () => wheel.advance().single)).toEqual([['soon'], [], ['later'], []]);
  });
});
