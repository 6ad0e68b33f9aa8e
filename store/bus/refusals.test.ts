import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { tierLog } from '../tier/tierLog.ts';
import { Refusals } from './refusals.ts';

const lineSchema = z.object({ kind: z.string(), who: z.string(), what: z.string(), refused: z.number() });

describe('what the broker refuses', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is counted, and told once a minute at most with how much it was', () => {
    const lines: z.infer<typeof lineSchema>[] = [];
    const log = tierLog('bus', { write: (line) => lines.push(lineSchema.parse(JSON.parse(line))) });
    const refusals = new Refusals(log);
    for (let i = 0; i < 1_000; i++) refusals.count('publish', 'gateway', 'khue/v1/access/revoked');
    expect(lines).toEqual([{ kind: 'publish', who: 'gateway', what: 'khue/v1/access/revoked', refused: 1 }]);
    vi.advanceTimersByTime(60_000);
    expect(lines.map(({ refused }) => refused)).toEqual([1, 999]);
    vi.advanceTimersByTime(600_000);
    expect(lines).toHaveLength(2);
    refusals.count('connection', 'x'.repeat(70_000), '');
    expect(lines.at(-1)?.who).toHaveLength(200);
    expect(refusals.counts()).toEqual({ connection: 1, publish: 1_000, subscribe: 0 });
    refusals.stop();
  });
});
