/** What the tiers see of the administration of accounts, roles and grants. Part of `Store` (access.ts). */
import type { Grant } from '@khue/domain/access';
import type { ReviewRule } from '@khue/domain/accessReview';
import type { Account } from './access.ts';
import type { Told } from './told.ts';

/** An account and what is known of it. */
export interface AccountState {
  readonly account: Account;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly lastSignInAt: Date | null;
  readonly mustChangePassword: boolean;
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
}

/** An account that was just disabled, and its sessions, which ended with it. */
export interface DisabledAccount {
  readonly account: Account;
  readonly sessionIds: readonly string[];
}

/** An account that was just made; null: without a grant. */
export interface MadeAccount {
  readonly account: Account;
  readonly grantId: string | null;
}

/** A grant before and after a change. */
export interface ChangedGrant {
  readonly before: Grant;
  readonly after: Grant;
}

/**
 * Every change grows the epoch. A change after which nobody could administer accounts and rights any more throws
 * KHUE_LAST_ADMINISTRATOR and changes nothing.
 */
export interface AccountAdministrationRepository {
  /** People and clients, no wall displays, by name. */
  accountStates(): Promise<AccountState[]>;
  accountState(id: string): Promise<AccountState | null>;
  /** By the name to sign in with. */
  accountNamed(name: string): Promise<AccountState | null>;
  /**
   * A new account, and its password: one-time for a person, lasting for a client; without rights, or with one grant.
   * Throws KHUE_NAME_TAKEN, KHUE_LIST_FULL.
   */
  createAccount(
    account: {
      readonly name: string;
      readonly displayName: string;
      readonly kind: 'person' | 'client';
      readonly grant?: Omit<Grant, 'id' | 'accountId'>;
    },
    at: Date,
    told: Told<MadeAccount>,
  ): Promise<{ account: Account; password: string }>;
  /** The account as it was; null where there is none. */
  renameAccount(id: string, displayName: string, told: Told<Account>): Promise<Account | null>;
  /** Ends its sessions, too, and gives their ids; null where there is none that is enabled. */
  disableAccount(id: string, at: Date, told: Told<DisabledAccount>): Promise<DisabledAccount | null>;
  /** null where there is none that is disabled. */
  enableAccount(id: string, told: Told<Account>): Promise<Account | null>;
}

export interface AccessAdministrationRepository {
  /** False where there is none. Throws KHUE_ROLE_BUILT_IN, KHUE_ROLE_IN_USE where it was ever granted. */
  removeRole(name: string, told: Told): Promise<boolean>;
  /** What is left out stays; null where there is no grant that is open at the moment. */
  changeGrant(
    id: string,
    change: { readonly validTo?: number | null | undefined; readonly zones?: Grant['zones'] | undefined },
    at: Date,
    told: Told<ChangedGrant>,
  ): Promise<ChangedGrant | null>;
  /** Marks grants that have not ended as looked at; gives the ids of those that are. */
  reviewGrants(ids: readonly string[], reviewerId: string, at: Date, told: Told<readonly string[]>): Promise<string[]>;
  /** Accounts of any kind by id, for the names in grants; those that are not there are left out. */
  holders(ids: readonly string[]): Promise<Map<string, { readonly account: Account; readonly disabled: boolean }>>;
  /** The rules of the review as true at a moment. */
  reviewRules(at: Date): Promise<ReviewRule[]>;
}
