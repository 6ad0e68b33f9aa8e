import { describe, expect, it } from 'vitest';
import type { Holding, Permission } from './access.ts';
import type { CameraZone } from './camera.ts';
import { grantFlags, isAccountUnused, reachesBeyond, type ReviewRule } from './accessReview.ts';

const day = 24 * 3_600_000;
const at = 1_000 * day;
const rules: ReviewRule[] = [
  { name: 'grant_unused', days: 45, source: 's' },
  { name: 'grant_not_reviewed', days: 182, source: 's' },
  { name: 'grant_ends_soon', days: 30, source: 's' },
  { name: 'account_unused', days: 45, source: 's' },
];
const fresh = {
  grant: { validFrom: at - day, validTo: null },
  grantedAt: at - day,
  reviewedAt: null,
  lastUsedAt: null,
};
const old = { ...fresh, grant: { validFrom: 0, validTo: null }, grantedAt: at - 200 * day };

describe('the review of grants', () => {
  it.each([
    ['nothing in a fresh grant', fresh, []],
    ['an old grant that nobody used or looked at', old, ['grant_unused', 'grant_not_reviewed']],
    ['disuse alone once it was reviewed', { ...old, reviewedAt: at - day }, ['grant_unused']],
    ['the missing review alone while it is used', { ...old, lastUsedAt: at - 44 * day }, ['grant_not_reviewed']],
    ['disuse after 45 days', { ...old, reviewedAt: at, lastUsedAt: at - 46 * day }, ['grant_unused']],
    ['an end within 30 days', { ...fresh, grant: { validFrom: 0, validTo: at + 30 * day } }, ['grant_ends_soon']],
    ['no end further away', { ...fresh, grant: { validFrom: 0, validTo: at + 31 * day } }, []],
    ['nothing in what has ended', { ...old, grant: { validFrom: 0, validTo: at } }, []],
    ['nothing in what has not begun', { ...old, grant: { validFrom: at + 1, validTo: null } }, []],
  ] as const)('brings up %s', (_what, state, flags) => {
    expect(grantFlags(state, at, rules)).toEqual(flags);
  });

  it('brings up nothing that no rule speaks of', () => {
    expect(grantFlags(old, at, [])).toEqual([]);
  });

  it('proposes to disable accounts without a sign-in for 45 days', () => {
    expect(isAccountUnused({ createdAt: at - 46 * day, lastSignInAt: null }, at, rules)).toBe(true);
    expect(isAccountUnused({ createdAt: at - 46 * day, lastSignInAt: at - 44 * day }, at, rules)).toBe(false);
    expect(isAccountUnused({ createdAt: at - 44 * day, lastSignInAt: null }, at, rules)).toBe(false);
  });
});

function holding(permissions: Permission[], scopeId: string | null, validTo: number | null = null): Holding {
  return {
    role: {
      name: 'r',
      title: { vi: 'r', en: 'r' },
      permissions,
      zones: [],
      idleLockMs: null,
      secondFactor: false,
      builtIn: false,
    },
    grant: {
      id: 'g',
      accountId: 'a',
      role: 'r',
      scopeId,
      relation: 'territorial',
      zones: null,
      validFrom: 0,
      validTo,
    },
  };
}

/** A holding of moving pictures of the whole city. */
function looking(zones: CameraZone[], narrowedTo: CameraZone[] | null = null): Holding {
  const { role, grant } = holding(['camera.live'], null);
  return { role: { ...role, zones }, grant: { ...grant, zones: narrowedTo } };
}

describe('an account reaches beyond another', () => {
  const city = holding(['account.manage', 'inventory.view'], null);

  it.each([
    ['where it may do what the other may not', [holding(['access.manage'], null)], [city], true],
    ['where it may do the same in a wider place', [city], [holding(['account.manage', 'inventory.view'], 'w')], true],
    [
      'where the other holds it no more',
      [holding(['inventory.view'], null)],
      [holding(['inventory.view'], null, at)],
      true,
    ],
    ['where it looks into a zone that the other does not', [looking(['yard', 'kitchen'])], [looking(['yard'])], true],
    [
      'where the other looks into the zone by role, not by grant',
      [looking(['kitchen'])],
      [looking(['yard', 'kitchen'], ['yard'])],
      true,
    ],
    [
      'but not where the other looks into its zones by several rights',
      [looking(['yard', 'kitchen'])],
      [looking(['yard']), looking(['kitchen'])],
      false,
    ],
    ['but not in a part of what the other holds', [holding(['inventory.view'], 'w')], [city], false],
    ['but not by what has ended', [holding(['access.manage'], null, at)], [city], false],
    ['but not without any right', [], [], false],
  ] as const)('%s', (_where, his, mine, beyond) => {
    expect(reachesBeyond(his, mine, at)).toBe(beyond);
  });
});
