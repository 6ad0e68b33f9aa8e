import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

const never = new AbortController().signal;

/** Work that goes on until it is told to end. */
function held(turns: Turns, key: string, limit: number, signal = never) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let begun = false;
  const done = turns.inTurn(key, limit, signal, () => {
    begun = true;
    return promise;
  });
  return { done, end: resolve, hasBegun: () => begun };
}

describe('turns', () => {
  it('go to as many as the limit, and in the order in which they were asked for', async () => {
    const turns = new Turns();
    const works = Array.from({ length: 4 }, () => held(turns, 'school', 2));
    const begun = () => works.map(({ hasBegun }) => hasBegun());
    expect(begun()).toEqual([true, true, false, false]);
    works[1]?.end();
    await works[1]?.done;
    await Promise.resolve();
    expect(begun()).toEqual([true, true, true, false]);
    for (const { end } of works) end();
    await Promise.all(works.map(({ done }) => done));
    expect(turns.size).toBe(0);
  });

  it('of one thing do not wait for another', () => {
    const turns = new Turns();
    expect([held(turns, 'a', 1), held(turns, 'b', 1)].map(({ hasBegun }) => hasBegun())).toEqual([true, true]);
  });

  it('pass on after work that failed', async () => {
    const turns = new Turns();
    await expect(turns.inTurn('a', 1, never, () => Promise.reject(new RangeError('x')))).rejects.toThrow(RangeError);
    expect(await turns.inTurn('a', 1, never, () => Promise.resolve(7))).toBe(7);
    expect(turns.size).toBe(0);
  });

  it('are given up by whoever is told to, without being lost for the next', async () => {
    const turns = new Turns();
    const first = held(turns, 'a', 1);
    const end = new AbortController();
    const second = held(turns, 'a', 1, end.signal);
    const third = held(turns, 'a', 1);
    end.abort(new RangeError('enough'));
    await expect(second.done).rejects.toThrow(RangeError);
    expect(second.hasBegun()).toBe(false);
    first.end();
    await first.done;
    expect(third.hasBegun()).toBe(true);
    third.end();
    await third.done;
    expect(turns.size).toBe(0);
  });
});
