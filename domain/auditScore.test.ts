import { describe, expect, it } from 'vitest';
import type { AuditWaiver, RuleSeverity, VerdictResult } from './audit.ts';
import { rollUp, type ScoredVerdict, scoreCamera, waiverFor, withWaiver } from './auditScore.ts';

function verdicts(...some: readonly (readonly [VerdictResult, RuleSeverity])[]): ScoredVerdict[] {
  return some.map(([result, severity]) => ({ result, severity, enabled: true }));
}

describe('the score of a camera', () => {
  it('is the weight that passed, of the weight that was judged', () => {
    const score = scoreCamera(verdicts(['PASS', 'critical'], ['FAIL', 'high'], ['WARN', 'medium'], ['PASS', 'low']));
    expect(score).toMatchObject({ score: 11 / 18, coverage: 1, enough: true, gateFailed: 0 });
  });

  it('leaves out what is unknown, does not apply, is waived or is not enabled', () => {
    const some = verdicts(['PASS', 'low'], ['UNKNOWN', 'critical'], ['N/A', 'high'], ['WAIVED', 'critical']);
    const score = scoreCamera([...some, { result: 'FAIL', severity: 'critical', enabled: false }]);
    expect(score).toMatchObject({ score: 1, coverage: 0.5, enough: false, gateFailed: 0 });
    expect(score.counts).toEqual({ PASS: 1, WARN: 0, FAIL: 0, UNKNOWN: 1, 'N/A': 1, WAIVED: 1 });
  });

  it('rests on enough from 60 % of the rules that apply', () => {
    const known = (count: number) => Array.from({ length: count }, () => ['PASS', 'low'] as const);
    const unknown = (count: number) => Array.from({ length: count }, () => ['UNKNOWN', 'low'] as const);
    expect(scoreCamera(verdicts(...known(6), ...unknown(4))).enough).toBe(true);
    expect(scoreCamera(verdicts(...known(59), ...unknown(41))).enough).toBe(false);
  });

  it('does not open the gate that a critical failure closes', () => {
    expect(scoreCamera(verdicts(['FAIL', 'critical'], ['PASS', 'critical'])).gateFailed).toBe(1);
  });

  it('is none where nothing was judged, or the profile is a placeholder', () => {
    expect(scoreCamera(verdicts(['UNKNOWN', 'low']))).toMatchObject({ score: null, coverage: 0, enough: false });
    expect(scoreCamera([])).toMatchObject({ score: null, coverage: null });
    expect(scoreCamera(verdicts(['FAIL', 'critical']), false)).toMatchObject({ score: null, gateFailed: 0 });
  });
});

describe('a roll-up', () => {
  it('weighs every part the same, leaves out those without a score, and adds the counts up', () => {
    const parts = [
      scoreCamera(verdicts(['PASS', 'low'])),
      scoreCamera(verdicts(['FAIL', 'critical'], ['FAIL', 'low'])),
      scoreCamera(verdicts(['UNKNOWN', 'low'])),
    ];
    expect(rollUp(parts)).toEqual({
      counts: { PASS: 1, WARN: 0, FAIL: 2, UNKNOWN: 1, 'N/A': 0, WAIVED: 0 },
      score: 0.5,
      coverage: 2 / 3,
      enough: true,
      gateFailed: 1,
    });
    expect(rollUp([])).toMatchObject({ score: null, coverage: null, enough: false });
  });
});

describe('a waiver', () => {
  const waiver: AuditWaiver = {
    id: 'w',
    ruleId: 'PRI-03',
    schoolId: 's',
    cameraId: null,
    reason: 'có căn cứ ghi âm',
    approver: 'Phó Giám đốc',
    validFrom: '2026-01-01T00:00:00Z',
    validTo: '2026-02-01T00:00:00Z',
    recordedBy: 'thanh.tra',
  };
  const about = { ruleId: 'PRI-03', schoolId: 's', cameraId: 'c' };
  const during = Date.parse('2026-01-15T00:00:00Z');

  it('holds for its rule, its school or camera, and its span', () => {
    expect(waiverFor([waiver], about, during)).toBe(waiver);
    expect(waiverFor([waiver], { ...about, ruleId: 'SEC-01' }, during)).toBeNull();
    expect(waiverFor([waiver], { ...about, schoolId: 't' }, during)).toBeNull();
    expect(waiverFor([{ ...waiver, cameraId: 'd' }], about, during)).toBeNull();
    expect(waiverFor([waiver], about, Date.parse(waiver.validTo))).toBeNull();
    expect(waiverFor([waiver], about, Date.parse(waiver.validFrom) - 1)).toBeNull();
  });

  it('sets a result aside while it holds, and gives the real one back', () => {
    expect(withWaiver('FAIL', waiver)).toBe('WAIVED');
    expect(withWaiver('N/A', waiver)).toBe('N/A');
    expect(withWaiver('FAIL', null)).toBe('FAIL');
  });
});
