/** What the tiers see of passwords, sessions, second factors and wall displays. Part of `AccountRepository` (access.ts). */
import type { Grant } from '@khue/domain/access';
import type { SessionStage } from '@khue/domain/api';
import type { Account } from './access.ts';
import type { Told } from './told.ts';

/** What a sign-in depends on beside the password. */
export interface SignInFacts {
  readonly hasPassword: boolean;
  readonly mustChangePassword: boolean;
  /** null: never chosen by its owner. */
  readonly passwordChangedAt: Date | null;
  readonly hasSecondFactor: boolean;
}

export interface PasswordRepository {
  /** The account where name and password (argon2id) fit and it is not disabled, otherwise null, in the same time. */
  authenticate(name: string, password: string): Promise<Account | null>;
  /** null where there is no such account. */
  signInFacts(accountId: string): Promise<SignInFacts | null>;
  /** Whether the password is the account's present one or one of the last ones before it. */
  wasUsed(accountId: string, password: string, remembered: number): Promise<boolean>;
  /**
   * A password chosen by its owner; ends the account's other sessions and gives their ids. Rules are looked at before
   * (domain/passwordRules.ts).
   */
  changePassword(
    accountId: string,
    password: string,
    keepSessionId: string | null,
    at: Date,
    told: Told<readonly string[]>,
  ): Promise<string[]>;
  /**
   * A one-time password that has to be changed at the next sign-in; ends all sessions and lets waits end. null where there
   * is no such account, or none with a password.
   */
  resetPassword(accountId: string, at: Date, told: Told): Promise<string | null>;
}

/** A session as it stands in the database. */
export interface SessionState {
  readonly sessionId: string;
  readonly account: Account;
  readonly stage: SessionStage;
  readonly lockedAt: Date | null;
  readonly activeAt: Date;
}

/** One of an account's open sessions, for its owner. */
export interface SessionListItem extends Omit<SessionState, 'account'> {
  readonly openedAt: Date;
  readonly address: string | null;
  readonly agent: string | null;
}

export interface NewSession {
  readonly accountId: string;
  readonly stage: SessionStage;
  readonly lifetimeMs: number;
  readonly address: string | null;
  /** Browser and system, as the browser names itself. */
  readonly agent: string | null;
  readonly at: Date;
}

export interface SessionRepository {
  openSession(session: NewSession, told: Told<string>): Promise<{ sessionId: string; token: string }>;
  /** The session behind a token (stored hashed); null where there is none, it ran out, or its account is disabled. */
  session(token: string): Promise<SessionState | null>;
  /** Those of the sessions that are still there, as `session`; in one question. */
  sessionsById(sessionIds: readonly string[]): Promise<SessionState[]>;
  /** The next stage under a new token that lasts from now; the old token is worth nothing. null where the session is gone. */
  advanceSession(sessionId: string, stage: SessionStage, lifetimeMs: number, told: Told): Promise<string | null>;
  touchSession(sessionId: string, at: Date): Promise<void>;
  /** False where it was locked already, or is gone. */
  lockSession(sessionId: string, at: Date, told: Told): Promise<boolean>;
  /** False where it was not locked, or is gone. */
  unlockSession(sessionId: string, at: Date, told: Told): Promise<boolean>;
  /** False where there is none behind the token. */
  closeSession(token: string, told: Told): Promise<boolean>;
  /** Ends sessions of one account: one, or all but one; returns their ids. */
  closeSessions(
    accountId: string,
    which: { readonly only: string } | { readonly except: string | null },
    told: Told<readonly string[]>,
  ): Promise<string[]>;
  /** Open sessions of an account, the one used last first. */
  sessionsOf(accountId: string): Promise<SessionListItem[]>;
}

/** So many wrong codes of one account within a window that moves along close its second step. */
export interface WrongCodeBound {
  readonly limit: number;
  readonly windowMs: number;
}

export interface SecondFactorRepository {
  /** A new secret (base32), sealed and not in force yet; takes the place of one that was never confirmed. null where one is in force. */
  offerSecondFactor(accountId: string): Promise<string | null>;
  /** The first right code puts the offer in force and gives ten recovery codes; null where the code is wrong. */
  confirmSecondFactor(accountId: string, code: string, at: Date, told: Told): Promise<string[] | null>;
  /**
   * Whether a code is right and was not used before: six digits of this half minute or its neighbours, or a recovery code.
   * A wrong one is counted and told of; a right one forgives none. Throws KHUE_CODES_USED_UP while as many as the bound
   * allows lie in its window.
   */
  useCode(
    accountId: string,
    code: string,
    at: Date,
    bound: WrongCodeBound,
    told: Told<{ readonly usedUp: boolean }>,
  ): Promise<'code' | 'recovery_code' | null>;
  /** Accounts whose second step is closed by wrong codes, and until when. */
  codesUsedUp(bound: WrongCodeBound, at: Date): Promise<ReadonlyMap<string, Date>>;
  /** False where there was none. */
  removeSecondFactor(accountId: string, told: Told): Promise<boolean>;
  recoveryCodesLeft(accountId: string): Promise<number>;
}

export interface SignInFailureRepository {
  /**
   * Counts an attempt as failed, before anything is looked at, for the account from the address, for the address, for the
   * account; while a wait runs, counts nothing and gives the time left in ms. Shared by every dashboard.
   */
  countAttempt(accountName: string, addressGroup: string, at: Date): Promise<number>;
  /** The attempt was good: it and what went before it no longer count. */
  forgiveAttempt(accountName: string, addressGroup: string): Promise<void>;
  /** Ends every wait of an account, wherever the failures came from. False where none was counted. */
  unlock(accountId: string, told: Told): Promise<boolean>;
}

/** Browsers that an account has signed in with: they hold no right, failures are counted by them (ADR 0030). */
export interface KnownBrowserRepository {
  /** Id of the browser where the account has signed in with it; otherwise null. */
  knownBrowser(token: string, accountName: string): Promise<string | null>;
  /** Takes the browser down for the account, by the token it has or by a new one; gives the token. */
  rememberBrowser(token: string | null, accountId: string, at: Date): Promise<string>;
}

/** A wall display that was let in. */
export interface Wall {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly enrolledAt: Date;
  readonly enrolledBy: string | null;
  readonly grant: Pick<Grant, 'scopeId' | 'relation'>;
  readonly seenAt: Date | null;
  readonly address: string | null;
}

export interface WallRepository {
  /** A code of six characters for a display; null where the address has five open ones already. */
  offerPairing(address: string, lifetimeMs: number, at: Date): Promise<{ code: string; secret: string } | null>;
  /** Makes the account of the display that shows the code, with its grant; null where no open pairing has it. */
  enrolWall(
    wall: { readonly code: string; readonly displayName: string; readonly enrolledBy: string } & Pick<
      Grant,
      'scopeId' | 'relation'
    >,
    at: Date,
    told: Told<Account>,
  ): Promise<Account | null>;
  /** What became of a pairing; `paired` is said once. null: unknown or over. */
  claimPairing(
    secret: string,
    at: Date,
  ): Promise<{ readonly state: 'waiting' } | { readonly state: 'paired'; readonly account: Account } | null>;
  walls(): Promise<Wall[]>;
  /** Disables the display's account, ends its sessions and grants; null where there is no such display. */
  revokeWall(id: string, at: Date, told: Told<Account>): Promise<Account | null>;
}

/** Who an identity provider says somebody is. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** Wish for the account's name; where it is taken, a number is added. */
  readonly name: string;
  readonly displayName: string;
}

/** The account of an identity, and how many grants came and went with this sign-in. */
export interface AdoptedIdentity {
  readonly account: Account;
  readonly created: boolean;
  readonly added: number;
  readonly ended: number;
}

export interface IdentityRepository {
  /**
   * The account of an identity, made or brought up to date, its grants from the provider replaced by these: those that
   * stay are left alone. null where the account is disabled.
   */
  adoptIdentity(
    identity: Identity,
    grants: readonly Pick<Grant, 'role' | 'scopeId' | 'relation'>[],
    at: Date,
    told: Told<AdoptedIdentity>,
  ): Promise<AdoptedIdentity | null>;
}
