import { describe, expect, it } from 'vitest';
import { historySpans } from './historySpans.ts';

const at = (hour: number, minute = 0) => new Date(Date.UTC(2026, 8, 7, hour, minute));
const from = at(0);
const to = at(10);

describe('history of a camera', () => {
  it('is one unknown span without availability where nothing is known', () => {
    const history = historySpans([], from, to);
    expect(history.spans).toEqual([{ from: from.toISOString(), to: to.toISOString(), state: 'unknown' }]);
    expect(history.availability).toBeNull();
  });

  it('covers the time without gaps, beginning with the state that held at the start', () => {
    const { spans } = historySpans(
      [
        { at: at(-2), state: 'online' },
        { at: at(4), state: 'offline' },
        { at: at(5), state: 'online' },
      ],
      from,
      to,
    );
    expect(spans.map(({ state }) => state)).toEqual(['online', 'offline', 'online']);
    expect(spans[0]?.from).toBe(from.toISOString());
    expect(spans.slice(1).map((span) => span.from)).toEqual(spans.slice(0, -1).map((span) => span.to));
    expect(spans.at(-1)?.to).toBe(to.toISOString());
  });

  it('counts online and degraded as available and leaves unknown time out', () => {
    const history = historySpans(
      [
        { at: at(2), state: 'online' },
        { at: at(4), state: 'degraded' },
        { at: at(6), state: 'offline' },
        { at: at(7), state: 'unauthorised' },
        { at: at(8), state: 'unknown' },
      ],
      from,
      to,
    );
    expect(history.availability).toBeCloseTo(4 / 6);
  });

  it('joins neighbours of the same state', () => {
    const { spans } = historySpans(
      [
        { at: at(0), state: 'online' },
        { at: at(3), state: 'online' },
      ],
      from,
      to,
    );
    expect(spans).toHaveLength(1);
  });

  it('keeps to its window whatever the changes say', () => {
    const { spans } = historySpans(
      [
        { at: at(3), state: 'online' },
        { at: at(2), state: 'offline' },
        { at: at(12), state: 'online' },
      ],
      from,
      to,
    );
    expect(spans.map(({ state }) => state)).toEqual(['unknown', 'offline']);
    expect(spans.at(-1)?.to).toBe(to.toISOString());
  });
});
