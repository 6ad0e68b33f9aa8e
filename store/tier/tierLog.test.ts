import { describe, expect, it } from 'vitest';
import { tierLog } from './tierLog.ts';

describe('the log of a tier', () => {
  it('tells what went wrong in the database, never the row it went wrong with', () => {
    const lines: string[] = [];
    const log = tierLog('ingest', { write: (line) => lines.push(line) });
    const refused = Object.assign(new Error('null value violates a constraint'), {
      code: '23502',
      detail: 'Failing row contains (truc.ban, $argon2id$v=19$planted).',
      where: 'COPY account, line 1: "planted"',
    });
    log.warn({ err: refused }, 'not stored');
    expect(lines.join('')).toContain('23502');
    expect(lines.join('')).toContain('null value violates a constraint');
    expect(lines.join('')).not.toContain('planted');
  });
});
