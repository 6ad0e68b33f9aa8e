import type { CameraVerdict } from '@khue/domain/auditApi';
import { describe, expect, it } from 'vitest';
import { badgeOf, inReadingOrder } from './verdictOrder.ts';

function verdict(ruleId: string, change: Partial<CameraVerdict>): CameraVerdict {
  return {
    ruleId,
    result: 'PASS',
    judged: 'PASS',
    value: null,
    threshold: { vi: '', en: '' },
    reason: 'met',
    params: {},
    vantage: 'camera',
    evidenceIds: [],
    at: '2026-11-25T00:00:00Z',
    profile: 'baseline-2026',
    profileVersion: 1,
    ruleVersion: 1,
    severity: 'medium',
    enabled: true,
    waiver: null,
    ...change,
  };
}

describe('verdicts of a camera', () => {
  it('are read from what fails to what passed, heavy ones first', () => {
    const order = inReadingOrder([
      verdict('REG-01', {}),
      verdict('ITF-05', { result: 'FAIL', severity: 'medium' }),
      verdict('SEC-06', { result: 'UNKNOWN' }),
      verdict('IMG-03', { result: 'FAIL', severity: 'critical', enabled: false }),
      verdict('SEC-01', { result: 'FAIL', severity: 'critical' }),
      verdict('NET-01', { result: 'WARN' }),
      verdict('REG-02', { result: 'WAIVED' }),
    ]);
    expect(order.map(({ ruleId }) => ruleId)).toEqual([
      'SEC-01',
      'ITF-05',
      'IMG-03',
      'NET-01',
      'SEC-06',
      'REG-02',
      'REG-01',
    ]);
  });
});

describe('what is said of a camera as a whole', () => {
  const score = { score: 0.9, enough: true, gateFailed: 0 };

  it('is that it fails, whatever its score', () => {
    expect(badgeOf({ ...score, gateFailed: 1 }, [])).toBe('fail');
  });

  it('is not a pass where too little was seen, or where something is left to look at', () => {
    expect(badgeOf({ ...score, enough: false }, [])).toBe('unknown');
    expect(badgeOf(score, [verdict('ITF-05', { result: 'FAIL' })])).toBe('warn');
    expect(badgeOf(score, [verdict('ITF-05', { result: 'FAIL', enabled: false })])).toBe('pass');
  });

  it('is nothing where it was not scored or is not finished', () => {
    expect(badgeOf({ ...score, score: null, enough: false }, [])).toBe('none');
    expect(badgeOf(null, [])).toBe('waiting');
  });
});
