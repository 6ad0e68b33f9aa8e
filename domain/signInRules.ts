/** How often a password or a code may be wrong, and what then. Pure; who counts is the store. */

export interface AttemptRule {
  /** Waits after the nth failure, from this one on. */
  readonly from: number;
  readonly firstWaitMs: number;
  /** Doubles up to here. */
  readonly longestWaitMs: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * Failures are counted three times. Per account from one address the fifth locks for 30 s, and every further one for twice
 * as long, up to 12 h (TCVN 14423:2026, 5.5.2.2); the third and fourth wait a moment. Per account from anywhere the wait
 * stays short: a stranger may slow the operator's sign-in down, never lock it out.
 */
export const attemptRules = {
  pair: [
    { from: 3, firstWaitMs: second, longestWaitMs: 2 * second },
    { from: 5, firstWaitMs: 30 * second, longestWaitMs: 12 * hour },
  ],
  address: [{ from: 20, firstWaitMs: second, longestWaitMs: 15 * minute }],
  account: [{ from: 10, firstWaitMs: second, longestWaitMs: 30 * second }],
} as const satisfies Record<string, readonly AttemptRule[]>;

export type AttemptParty = keyof typeof attemptRules;

/** Failures older than this no longer count: longer than the longest wait, so that nobody waits it away. */
export const failuresForgottenAfterMs = 24 * hour;

/**
 * The name under which wrong codes of an account are counted: apart from its passwords, so that a right password does not
 * forgive them.
 */
export function codeAttemptName(accountName: string): string {
  return `${accountName} (code)`;
}

/** How long to wait after the nth failure in a row, ms. */
export function waitAfter(party: AttemptParty, failures: number): number {
  const rules: readonly AttemptRule[] = attemptRules[party];
  const rule = rules.findLast(({ from }) => failures >= from);
  if (rule === undefined) return 0;
  return Math.min(rule.longestWaitMs, rule.firstWaitMs * 2 ** Math.min(failures - rule.from, 40));
}
