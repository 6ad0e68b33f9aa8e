/** What the tiers see of people, their rights, the log and the rules of privacy. Part of `Store` (store.ts). */
import type { Grant, Holding, Role } from '@khue/domain/access';
import type { LogAnchor, LogEntry, LogFilter, LogRetention, LogRow, LogVerification } from '@khue/domain/log';
import type { PlacementFacts } from '@khue/domain/placement';
import type {
  IdentityRepository,
  KnownBrowserRepository,
  PasswordRepository,
  SecondFactorRepository,
  SessionRepository,
  SignInFailureRepository,
  WallRepository,
} from './signIn.ts';
import type { AccessAdministrationRepository, AccountAdministrationRepository } from './administration.ts';
import type { LogKeyChange } from './logAnchor.ts';
import type { HeldEntry } from './logChain.ts';
import type { PurposeRepository, RegisterRepository, ZoneRepository } from './privacy.ts';
import type { Told } from './told.ts';

/** A person, a wall display, or another system. */
export type AccountKind = 'person' | 'wall' | 'client';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly kind: AccountKind;
}

export interface AccountRepository
  extends PasswordRepository,
    SessionRepository,
    SecondFactorRepository,
    SignInFailureRepository,
    KnownBrowserRepository,
    WallRepository,
    IdentityRepository,
    AccountAdministrationRepository {
  /**
   * Makes the first account where there is none, administrator and shift lead of the whole city, and returns its one-time
   * password; null where an account exists.
   */
  createFirst(
    name: string,
    displayName: string,
    told: Told<Account>,
  ): Promise<{ account: Account; password: string } | null>;
}

/** A grant with its history. */
export interface GrantState {
  readonly grant: Grant;
  readonly grantedBy: string | null;
  readonly grantedAt: Date;
  readonly reviewedBy: string | null;
  readonly reviewedAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** Given by the identity provider: replaced at every sign-in through it. */
  readonly fromIdentity: boolean;
}

export interface AccessRepository extends AccessAdministrationRepository {
  roles(): Promise<Role[]>;
  /** Adds or replaces a role. Throws KHUE_LAST_ADMINISTRATOR, KHUE_LIST_FULL. */
  saveRole(role: Role, told: Told): Promise<void>;
  /** By time of granting; of one account, or only those that end after a moment. */
  grants(options?: { readonly accountId?: string; readonly endingAfter?: Date }): Promise<GrantState[]>;
  /** Gives its id. Throws KHUE_LIST_FULL where the account has as many open ones as it may. */
  addGrant(grant: Omit<Grant, 'id'>, grantedBy: string | null, told: Told<string>): Promise<string>;
  /**
   * Ends a grant at a moment, or where it has not begun, for good; false where there is none that is open. Throws
   * KHUE_LAST_ADMINISTRATOR.
   */
  endGrant(id: string, at: Date, told: Told): Promise<boolean>;
  /** What an account may do by its grants, past and future ones included: `decide` looks at the dates. */
  holdings(accountId: string): Promise<Holding[]>;
  /** The facts from which schools are placed, as true at a moment; now where it is left out. */
  placementFacts(asOf?: Date): Promise<PlacementFacts>;
  /** Remembers that grants were used; at most once an hour and grant is written. */
  markUsed(grantIds: readonly string[], at: Date): Promise<void>;
  /** Grows with every change of roles, grants, accounts and approvals. */
  epoch(): Promise<number>;
}

/** A row as the database holds it, for checking: `exact` is false where its time is finer than what is ever written. */
export interface HeldLogRow {
  readonly number: number;
  readonly at: Date;
  readonly entry: HeldEntry;
  readonly hash: Buffer;
  readonly exact: boolean;
}

/** Rows of the log that are not kept any more. */
export interface LogExpiry {
  readonly firstNumber: number;
  readonly lastNumber: number;
  /** Hash of the last one: what is kept is bound to it. */
  readonly lastHash: Buffer;
}

/** What keeps the log true: anchors, expiry, verification. */
export interface LogKeepingRepository {
  /** The newest row as it is remembered beside the rows; number 0 before the first. */
  head(): Promise<{ readonly number: number; readonly hash: Buffer }>;
  /** Rows after a number, oldest first, read in portions. */
  held(after: number): AsyncIterable<HeldLogRow>;
  /** Stores an anchor, and says so in the log; false where the day has one. */
  addAnchor(anchor: LogAnchor): Promise<boolean>;
  /** After a day, oldest first. */
  anchors(afterDay?: string): Promise<LogAnchor[]>;
  /** Of the latest day, or null. */
  lastAnchor(): Promise<LogAnchor | null>;
  /**
   * Lets the rows of the oldest anchor go where all of them are older than the retention, and says so in the log; null
   * where nothing is that old.
   */
  expire(at: Date): Promise<LogExpiry | null>;
  /** Keeps a planned change of the anchors' key, and says so in the log. */
  addKeyChange(
    change: LogKeyChange,
    keyIds: { readonly before: string; readonly after: string },
    actorName: string,
  ): Promise<void>;
  /** Every planned change, oldest first; a thousand at most. */
  keyChanges(): Promise<LogKeyChange[]>;
  /** The last one, or null. */
  lastExpiry(): Promise<LogExpiry | null>;
  retention(): Promise<LogRetention>;
  /** Needs the owner of the tables; says so in the log. */
  setRetention(retention: LogRetention, actorName: string, at: Date): Promise<void>;
  saveVerification(verification: LogVerification): Promise<void>;
  lastVerification(): Promise<LogVerification | null>;
  /** Moves looks that an earlier edition wrote down elsewhere into the log; returns how many. */
  adoptViews(): Promise<number>;
  /** Names of the house's processes that are connected as somebody who may change the log. */
  unguardedConnections(): Promise<string[]>;
}

export interface LogRepository extends LogKeepingRepository {
  /**
   * Appends entries in this order, numbered and chained, in one transaction; resolves once they are stored for good.
   * Entries of several callers are written together. Throws KHUE_TIER_UNAVAILABLE where 10,000 entries wait already.
   */
  append(entries: readonly LogEntry[], at: Date): Promise<void>;
  /** Newest first; `before` a number, at most `limit`. */
  list(filter: LogFilter, page: { readonly before?: number; readonly limit: number }): Promise<LogRow[]>;
  /** All that match, oldest first, read in portions. */
  stream(filter: LogFilter): AsyncIterable<LogRow>;
}

export interface PrivacyRepository extends PurposeRepository, ZoneRepository, RegisterRepository {}
