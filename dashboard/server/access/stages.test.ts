import { describe, expect, it } from 'vitest';
import { nextStage, requireHand, requireStage, type StageFacts } from './stages.ts';

const day = 24 * 3_600_000;
const settled: StageFacts = {
  hasPassword: true,
  mustChangePassword: false,
  passwordChangedAt: new Date(100 * day),
  hasSecondFactor: true,
  secondFactorPassed: true,
  secondFactorRequired: true,
  isAdministrator: true,
  at: 150 * day,
};

describe('the steps of signing in', () => {
  it.each([
    ['asks for the code first', { secondFactorPassed: false, mustChangePassword: true }, 'second_factor'],
    ['has a one-time password changed', { mustChangePassword: true }, 'change_password'],
    ['has an administrator change the password after 60 days', { at: 160 * day }, 'change_password'],
    ['lets others keep theirs', { at: 160 * day, isAdministrator: false }, 'full'],
    ['asks for a second factor where a role wants one', { hasSecondFactor: false }, 'set_up_second_factor'],
    ['asks for none where no role does', { hasSecondFactor: false, secondFactorRequired: false }, 'full'],
    ['asks nothing more where all is well', {}, 'full'],
    ['changes no password that is not ours', { hasPassword: false, at: 160 * day }, 'full'],
  ] as const)('%s', (_name, facts, stage) => {
    expect(nextStage({ ...settled, ...facts })).toBe(stage);
  });

  it('opens nothing but themselves before they are through', () => {
    const half = { stage: 'second_factor', locked: false } as const;
    expect(() => requireStage(half, 'signing_in')).not.toThrow();
    expect(() => requireStage(half, 'own_session')).not.toThrow();
    expect(() => requireStage(half, 'signed_in')).toThrow(/Finish signing in/u);
    expect(() => requireStage(half, 'camera.live')).toThrow(/Finish signing in/u);
  });

  it('open nothing but the lock where the session is locked', () => {
    const locked = { stage: 'full', locked: true } as const;
    expect(() => requireStage(locked, 'own_session')).not.toThrow();
    for (const access of ['signing_in', 'signed_in', 'inventory.view'] as const) {
      expect(() => requireStage(locked, access)).toThrow(/locked/u);
    }
  });
});

describe('a wall display', () => {
  const wall = { account: { id: 'w', name: 'w', displayName: 'Tường', kind: 'wall' } } as const;

  it('asks, and takes tickets, and changes nothing', () => {
    expect(() => requireHand(wall, 'GET', '/api/schools')).not.toThrow();
    expect(() => requireHand(wall, 'POST', '/api/tickets')).not.toThrow();
    for (const [method, url] of [['POST', '/api/imports'] as const, ['DELETE', '/api/walls/:id'] as const]) {
      expect(() => requireHand(wall, method, url)).toThrow(/may not/u);
    }
  });
});
