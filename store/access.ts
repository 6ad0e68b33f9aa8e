/** What the tiers see of people, their rights, the log and the rules of privacy. Part of `Store` (store.ts). */
import type { Grant, Holding, Role } from '@khue/domain/access';
import type { LogEntry, LogFilter, LogRow } from '@khue/domain/log';
import type { PlacementFacts } from '@khue/domain/placement';
import type { Purpose, ZoneApproval, ZoneRule } from '@khue/domain/privacy';

/** A person, a wall display, or another system. */
export type AccountKind = 'person' | 'wall' | 'client';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
}

export interface AccountRepository {
  /**
   * Makes the first account where there is none, administrator and shift lead of the whole city, and returns its one-time
   * password; null where an account exists.
   */
  createFirst(name: string, displayName: string): Promise<{ account: Account; password: string } | null>;
  /** The account where name and password (argon2id) fit, otherwise null, in the same time. */
  authenticate(name: string, password: string): Promise<Account | null>;
  openSession(accountId: string, lifetimeMs: number): Promise<{ sessionId: string; token: string }>;
  /** The account behind a session token (stored hashed), or null. */
  session(token: string): Promise<{ sessionId: string; account: Account } | null>;
  closeSession(token: string): Promise<void>;
}

/** A grant with its history. */
export interface GrantState {
  readonly grant: Grant;
  readonly grantedBy: string | null;
  readonly grantedAt: Date;
  readonly reviewedBy: string | null;
  readonly reviewedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface AccessRepository {
  roles(): Promise<Role[]>;
  /** Adds or replaces a role. */
  saveRole(role: Role): Promise<void>;
  grants(options?: { readonly accountId?: string }): Promise<GrantState[]>;
  addGrant(grant: Omit<Grant, 'id'>, grantedBy: string | null): Promise<string>;
  /** Ends a grant at a moment, or where it has not begun, for good; false where there is none that is open. */
  endGrant(id: string, at: Date): Promise<boolean>;
  /** What an account may do by its grants, past and future ones included: `decide` looks at the dates. */
  holdings(accountId: string): Promise<Holding[]>;
  /** The facts from which schools are placed, as true at a moment; now where it is left out. */
  placementFacts(asOf?: Date): Promise<PlacementFacts>;
  /** Remembers that grants were used; at most once an hour and grant is written. */
  markUsed(grantIds: readonly string[], at: Date): Promise<void>;
  /** Grows with every change of roles, grants, accounts and approvals. */
  epoch(): Promise<number>;
}

export interface LogRepository {
  /** Appends entries in this order, numbered and chained, in one transaction. */
  append(entries: readonly LogEntry[], at: Date): Promise<void>;
  /** Newest first; `before` a number, at most `limit`. */
  list(filter: LogFilter, page: { readonly before?: number; readonly limit: number }): Promise<LogRow[]>;
}

export interface PrivacyRepository {
  /** All purposes, retired ones too, in their order. */
  purposes(): Promise<Purpose[]>;
  zoneRules(): Promise<ZoneRule[]>;
  /** Approvals that are not withdrawn and not over at a moment. */
  approvals(at: Date): Promise<ZoneApproval[]>;
}
