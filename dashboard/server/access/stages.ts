import type { SessionStage } from '@khue/domain/api';
import { KhueError } from '@khue/domain/errors';
import { passwordRules } from '@khue/domain/passwordRules';
import type { SignInFacts } from '@khue/store/signIn';
import type { RouteAccess, SignedIn } from './guard.ts';
import type { AccountRights } from './rights.ts';

const dayMs = 24 * 3_600_000;

/** What a sign-in has shown so far, and what is asked of the account. */
export interface StageFacts
  extends Pick<SignInFacts, 'hasPassword' | 'mustChangePassword' | 'passwordChangedAt' | 'hasSecondFactor'> {
  readonly secondFactorPassed: boolean;
  readonly secondFactorRequired: boolean;
  /** The account manages accounts or rights. */
  readonly isAdministrator: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

function isPasswordOver(facts: StageFacts): boolean {
  if (facts.mustChangePassword) return true;
  const { passwordChangedAt, at } = facts;
  const changedAt = passwordChangedAt?.getTime() ?? 0;
  return facts.isAdministrator && at - changedAt >= passwordRules.administratorMaxAgeDays * dayMs;
}

/** The step that a sign-in has to take next; `full` where there is none left. */
export function nextStage(facts: StageFacts): SessionStage {
  if (facts.hasSecondFactor && !facts.secondFactorPassed) return 'second_factor';
  if (facts.hasPassword && isPasswordOver(facts)) return 'change_password';
  if (facts.secondFactorRequired && !facts.hasSecondFactor) return 'set_up_second_factor';
  return 'full';
}

/** Whether an account manages accounts or rights. */
export function isAdministrator(rights: AccountRights): boolean {
  return rights.holds('account.manage') || rights.holds('access.manage');
}

/**
 * Throws where a session is not good for a route: KHUE_SESSION_LOCKED, or KHUE_SIGN_IN_STEP while steps of signing in are
 * left.
 */
export function requireStage(
  { stage, locked }: Pick<SignedIn, 'stage' | 'locked'>,
  access: RouteAccess | undefined,
): void {
  if (access === 'own_session') return;
  if (locked) throw new KhueError('KHUE_SESSION_LOCKED');
  if (access !== 'signing_in' && stage !== 'full') throw new KhueError('KHUE_SIGN_IN_STEP');
}

/** What a wall display may send besides questions. */
const wallMayChange = new Set(['POST /api/tickets']);

/** Throws KHUE_NOT_ALLOWED where a wall display wants to change something. */
export function requireHand({ account }: Pick<SignedIn, 'account'>, method: string, url: string): void {
  if (account.kind !== 'wall' || method === 'GET' || method === 'HEAD') return;
  if (!wallMayChange.has(`${method} ${url}`)) throw new KhueError('KHUE_NOT_ALLOWED');
}
