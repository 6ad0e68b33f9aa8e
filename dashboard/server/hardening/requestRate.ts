import { isIPv6 } from 'node:net';
import type { Clock } from '@khue/domain/clock';
import { KhueError } from '@khue/domain/errors';
import type { Rate } from './hardeningConfig.ts';

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Buckets at once; beyond it the one that was asked longest ago begins anew. */
const bucketLimit = 10_000;

/** Token buckets, one a client: `burst` requests at once, `perSecond` from then on. Memory is bounded. */
export class RequestRate {
  readonly #rate: Rate;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one; throws KHUE_TOO_MANY_ATTEMPTS with the seconds until there is one again. */
  take(client: string): void {
    const { burst, perSecond } = this.#rate;
    const now = this.#clock.now();
    const known = this.#buckets.get(client);
    const earned = known === undefined ? burst : (Math.max(0, now - known.filledAtMs) / 1_000) * perSecond;
    const bucket = { tokens: Math.min(burst, (known?.tokens ?? 0) + earned), filledAtMs: now };
    const isThere = bucket.tokens >= 1;
    if (isThere) bucket.tokens -= 1;
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > bucketLimit && oldest !== undefined) this.#buckets.delete(oldest);
    if (isThere) return;
    throw new KhueError('KHUE_TOO_MANY_ATTEMPTS', { seconds: Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond)) });
  }
}

/** Who shares a bucket: an IPv4 address, or the 64 bits of an IPv6 address that one site gets. */
export function siteOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.toLowerCase().split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  return [...groups, ...zeros, ...rest]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/u, ''))
    .join(':');
}
