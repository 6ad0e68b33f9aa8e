import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '@khue/domain/clock';
import type { FeedKeyRepository } from '@khue/store/feed';
import type { SignedIn } from '../access/guard.ts';

/** How old an answer may be that is given from memory: a revoked key ends within it. */
const keptMs = 1_000;
const keptKeys = 1_000;
/** Use of a key is written down so often. */
const usedEveryMs = 60_000;
/** Nothing longer is looked up. */
const keyLengthLimit = 200;

interface Kept {
  readonly holder: Promise<SignedIn | null>;
  readonly readAtMs: number;
}

/** The key that a request shows (RFC 6750 §2.1), or null: it shows none. */
export function bearerOf(request: Pick<FastifyRequest, 'headers'>): string | null {
  const { authorization } = request.headers;
  if (authorization === undefined) return null;
  return /^Bearer +([\x21-\x7e]+)$/iu.exec(authorization)?.[1] ?? null;
}

/** Finds the clients behind keys. */
export class FeedKeys {
  readonly #store: { readonly feed: FeedKeyRepository };
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #usedAtMs = new Map<string, number>();

  constructor(store: { readonly feed: FeedKeyRepository }, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The client behind a key, or null. */
  async find(key: string): Promise<SignedIn | null> {
    if (key.length > keyLengthLimit) return null;
    const digest = createHash('sha256').update(key).digest('base64url');
    const known = this.#kept.get(digest);
    if (known !== undefined && performance.now() - known.readAtMs < keptMs) return known.holder;
    const holder = this.#read(key);
    holder.catch(() => this.#kept.delete(digest));
    this.#kept.delete(digest);
    this.#kept.set(digest, { holder, readAtMs: performance.now() });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptKeys && oldest !== undefined) this.#kept.delete(oldest);
    return holder;
  }

  /** A key was revoked or a client closed: everybody is looked up again. */
  forget(): void {
    this.#kept.clear();
  }

  async #read(key: string): Promise<SignedIn | null> {
    const now = this.#clock.now();
    const found = await this.#store.feed.holderOf(key, new Date(now));
    if (found === null) return null;
    await this.#markUsed(found.keyId, now);
    return { sessionId: `key ${found.keyId}`, token: '', account: found.account, stage: 'full', locked: false };
  }

  async #markUsed(keyId: string, now: number): Promise<void> {
    if (now - (this.#usedAtMs.get(keyId) ?? Number.NEGATIVE_INFINITY) < usedEveryMs) return;
    await this.#store.feed.markKeyUsed(keyId, new Date(now));
    this.#usedAtMs.delete(keyId);
    this.#usedAtMs.set(keyId, now);
    const [oldest] = this.#usedAtMs.keys();
    if (this.#usedAtMs.size > keptKeys && oldest !== undefined) this.#usedAtMs.delete(oldest);
  }
}
