import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { KhueError } from '@khue/domain/errors';
import type { LogEntry } from '@khue/domain/log';
import { type Asked, Refusals, Refused } from './refusals.ts';

function opened() {
  const entries: LogEntry[] = [];
  let nowMs = 0;
  const store = { log: { append: async (more: readonly LogEntry[]) => void entries.push(...more) } };
  const refusals = new Refusals({ store, clock: { now: () => nowMs }, log: pino({ level: 'silent' }) });
  return { refusals, entries, pass: (ms: number) => (nowMs += ms) };
}

function asked(name: string | null = 'a1'): Asked {
  const account = { id: name ?? '', name: name ?? '', displayName: '', kind: 'person' as const };
  const who = { sessionId: 's1', token: 't', account, stage: 'full' as const, locked: false };
  return { who: name === null ? null : who, route: 'GET /api/schools/:id', address: '192.0.2.1' };
}

const hidden = new Refused('KHUE_NOT_FOUND', 'elsewhere', { kind: 'school', id: 'school-1' });

describe('refusals', () => {
  it('are written down with who, where, what and why, which the answer does not tell', () => {
    const { refusals, entries } = opened();
    refusals.note(hidden, asked());
    expect(entries).toEqual([
      {
        actorId: 'a1',
        actorName: 'a1',
        action: 'access.refused',
        object: { kind: 'school', id: 'school-1', name: '' },
        result: 'refused',
        address: '192.0.2.1',
        sessionId: 's1',
        details: { route: 'GET /api/schools/:id', reason: 'elsewhere' },
      },
    ]);
    expect(hidden.details).toEqual({});
    expect(hidden.message).toBe(new KhueError('KHUE_NOT_FOUND').message);
  });

  it('are no refusals where a thing just is not there, or somebody has not signed in', () => {
    const { refusals, entries } = opened();
    refusals.note(new KhueError('KHUE_NOT_FOUND'), asked());
    refusals.note(new Error('bug'), asked());
    refusals.note(new KhueError('KHUE_SIGN_IN_REQUIRED'), asked(null));
    expect(entries).toEqual([]);
    expect(refusals.metrics()).toMatchObject({ accessRefused: 0, accessRefusedWithoutSession: 1 });
  });

  it('do not fill the log: ten a minute and account, the rest is counted and told of later', () => {
    const { refusals, entries, pass } = opened();
    for (let n = 0; n < 25; n += 1) refusals.note(hidden, asked());
    refusals.note(new KhueError('KHUE_NOT_ALLOWED'), asked('a2'));
    expect(entries.map(({ actorName }) => actorName)).toEqual([...Array.from({ length: 10 }, () => 'a1'), 'a2']);
    expect(refusals.metrics()).toMatchObject({ accessRefused: 26, accessRefusedNotWritten: 15 });
    pass(60_000);
    refusals.note(hidden, asked());
    expect(entries.at(-1)?.details).toMatchObject({ notWritten: 15 });
  });

  it('of strangers share one limit, however many addresses they come from', () => {
    const { refusals, entries } = opened();
    for (let n = 0; n < 100; n += 1) {
      refusals.note(new KhueError('KHUE_ORIGIN_REFUSED'), { ...asked(null), address: `2001:db8::${n}` });
    }
    expect(entries).toHaveLength(30);
  });
});
