/** What the tiers see of the feed to the city. Part of `Store` (store.ts). */
import type { FeedCollection, FeedEvent } from '@khue/domain/feed';
import type { Account } from './access.ts';
import type { Told } from './told.ts';

/** How far the feed has come. Numbers grow by one with every change and are committed in their order. */
export interface FeedHead {
  readonly feedId: string;
  /** Of the newest change; 0: none. */
  readonly number: number;
  /** Changes up to this one are not kept any more. */
  readonly expired: number;
  readonly retentionDays: number;
  readonly lookedAt: Date | null;
  readonly openData: boolean;
}

/** A change as it is stored; `record` has the shape of its collection (domain/feed.ts), null with CANCEL. */
export interface StoredChange {
  readonly number: number;
  readonly at: Date;
  readonly collection: FeedCollection;
  readonly objectId: string;
  readonly schoolId: string;
  readonly event: FeedEvent;
  readonly version: number;
  readonly record: unknown;
}

/** What was last told of a thing; `record` is null where it is not current any more. */
export interface FeedObject extends Omit<StoredChange, 'event' | 'at'> {
  readonly firstNumber: number;
}

export interface FeedKey {
  readonly id: string;
  readonly accountId: string;
  readonly label: string;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** An account of the kind `client`, and where it stands in the feed. */
export interface FeedClient {
  readonly account: Account;
  readonly disabled: boolean;
  readonly mqtt: boolean;
  readonly mqttNumber: number;
  /** Which schools it could have heard of up to there, as the feed puts it; null: nothing was told yet. */
  readonly mqttScope: string | null;
  readonly readNumber: number | null;
  readonly readAt: Date | null;
}

export interface FeedKeyRepository {
  /** Who shows a key: an enabled client whose key is neither over nor revoked; null otherwise. */
  holderOf(key: string, at: Date): Promise<{ readonly keyId: string; readonly account: Account } | null>;
  /** The last use of a key, written down at most once a minute. */
  markKeyUsed(keyId: string, at: Date): Promise<void>;
  /** Every key by its making; the newest thousand. */
  keys(): Promise<FeedKey[]>;
  /** A new key of a client, shown this once. Throws KHUE_NOT_FOUND, KHUE_LIST_FULL. */
  addKey(
    key: { readonly accountId: string; readonly label: string; readonly expiresAt: Date },
    at: Date,
    told: Told<{ readonly id: string; readonly account: Account }>,
  ): Promise<{ readonly id: string; readonly key: string }>;
  /** False where there is none that is good. */
  revokeKey(id: string, at: Date, told: Told<Account>): Promise<boolean>;
}

export interface FeedRepository extends FeedKeyRepository {
  head(): Promise<FeedHead>;
  /**
   * Compares what is true now with what was told last and writes down every difference; gives the head. One at a time:
   * where another one is at it, nothing is written. A camera of which nothing was heard for `staleAfterMs` is unknown.
   */
  look(at: Date, staleAfterMs: number): Promise<FeedHead>;
  /** Changes after a number up to another one, in their order, of some schools or (null) of all. */
  changes(asked: {
    readonly after: number;
    readonly upTo: number;
    readonly limit: number;
    readonly schools: ReadonlySet<string> | null;
  }): Promise<StoredChange[]>;
  /** What was told last of things changed after a number, in the order of the changes; those not current included. */
  objectsAfter(number: number, limit: number): Promise<FeedObject[]>;
  /** What is true by what was told last, by collection and id, after one of them. */
  objects(asked: {
    readonly after: { readonly collection: string; readonly objectId: string };
    readonly limit: number;
    readonly schools: ReadonlySet<string> | null;
  }): Promise<FeedObject[]>;
  /** Of these schools, those that were told of before or with a change, by id. */
  schoolsKnownAt(number: number, schools: ReadonlySet<string>): Promise<string[]>;
  /** Lets changes go that are older than the retention. */
  expire(at: Date): Promise<void>;
  clients(): Promise<FeedClient[]>;
  /** Remembers up to where a client has asked. */
  markRead(accountId: string, number: number, at: Date): Promise<void>;
  /** Remembers up to where was published for a client, and in which scope; never goes back. */
  markPublished(accountId: string, to: { readonly number: number; readonly scope: string }): Promise<void>;
  /** Publishing for a client begins with what changes from now on. Throws KHUE_NOT_FOUND. */
  setMqtt(accountId: string, mqtt: boolean, told: Told<Account>): Promise<void>;
  setOpenData(openData: boolean, told: Told): Promise<void>;
}
