import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '@khue/domain/log';
import { FeedReads } from './feedReads.ts';

const who = {
  sessionId: 'key 1',
  token: '',
  account: {
    id: '0d3a5f5e-54b9-44d5-9c3c-0a9c7a2b7a11',
    name: 'trung-tam',
    displayName: 'Trung tâm',
    kind: 'client',
  },
  stage: 'full',
  locked: false,
} as const;

function counting(): { reads: FeedReads; written: () => LogEntry['details'][]; setTime: (iso: string) => void } {
  const entries: LogEntry[] = [];
  let now = Date.parse('2026-11-26T01:10:00.000Z');
  const log = { append: async (given: readonly LogEntry[]) => void entries.push(...given) };
  const reads = new FeedReads({ store: { log }, clock: { now: () => now }, log: pino({ level: 'silent' }) });
  return {
    reads,
    written: () => entries.map(({ details }) => details),
    setTime: (iso) => {
      now = Date.parse(iso);
    },
  };
}

describe('reads of the feed in the log', () => {
  it('are told at the first of an hour, and counted until its end', () => {
    const { reads, written, setTime } = counting();
    for (let i = 0; i < 50; i += 1) reads.note(who, '198.51.100.1', 3);
    expect(written()).toEqual([{ hour: '2026-11-26T08', began: true }]);
    setTime('2026-11-26T02:00:01.000Z');
    reads.endHours();
    expect(written().slice(1)).toEqual([{ hour: '2026-11-26T08', requests: 50, records: 150 }]);
    reads.endHours();
    expect(written()).toHaveLength(2);
  });

  it('of the next hour end the one before, and a stop ends all', async () => {
    const { reads, written, setTime } = counting();
    reads.note(who, '198.51.100.1', 1);
    setTime('2026-11-26T02:30:00.000Z');
    reads.note(who, '198.51.100.1', 2);
    await reads.end();
    expect(written()).toEqual([
      { hour: '2026-11-26T08', began: true },
      { hour: '2026-11-26T08', requests: 1, records: 1 },
      { hour: '2026-11-26T09', began: true },
      { hour: '2026-11-26T09', requests: 1, records: 2 },
    ]);
  });
});
