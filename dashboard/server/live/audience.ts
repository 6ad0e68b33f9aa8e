import { createHash } from 'node:crypto';
import type { StateChange } from '@khue/domain/liveFeed';
import type { Inventory } from './inventory.ts';
import type { StateTable } from './stateTable.ts';

/** A stretch of positions of the whole index, `[from, to)`, and where it begins in a part of the index. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly begins: number;
}

/** What some browsers are sent: which version of their index, all states, and what changed. */
export interface Slice {
  readonly version: number;
  /** Positions of the whole index, in order; null: all of it. */
  readonly stretches: readonly Stretch[] | null;
}

/** Neighbouring schools become one stretch: a scope costs what its schools cost, not what its cameras cost. */
function stretchesOf(inventory: Inventory, schools: ReadonlySet<string>): Stretch[] {
  const spans = [...schools].flatMap((id) => inventory.schoolSpans.get(id) ?? []);
  const stretches: Stretch[] = [];
  let begins = 0;
  for (const { from, to } of spans.sort((a, b) => a.from - b.from)) {
    const last = stretches.at(-1);
    if (last?.to === from) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ from, to, begins });
    begins += to - from;
  }
  return stretches;
}

/** As `Inventory.version`, over the cameras of a part. */
function versionOf({ cameraIds, schoolIds }: Inventory, stretches: readonly Stretch[]): number {
  const digest = createHash('sha256');
  for (const { from, to } of stretches) {
    for (let at = from; at < to; at += 1) digest.update(`${schoolIds[at]}${cameraIds[at]}`);
  }
  return digest.digest().readUInt32BE(0);
}

/** Those who see the same schools: what they are sent is made once for all of them. */
export class Audience {
  /** null: the whole city. */
  readonly schools: ReadonlySet<string> | null;
  #inventory: Inventory | null = null;
  #slice: Slice = { version: 0, stretches: [] };
  #source: Uint8Array | null = null;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(schools: ReadonlySet<string> | null) {
    this.schools = schools;
  }

  /** Its part of an inventory; made anew only when the inventory is another. */
  slice(inventory: Inventory): Slice {
    if (this.#inventory === inventory) return this.#slice;
    this.#inventory = inventory;
    this.#source = null;
    if (this.schools === null) this.#slice = { version: inventory.version, stretches: null };
    else {
      const stretches = stretchesOf(inventory, this.schools);
      this.#slice = { version: versionOf(inventory, stretches), stretches };
    }
    return this.#slice;
  }

  /** States of its cameras, one byte each; shared until something changes. */
  bytes(table: StateTable): Uint8Array {
    const { stretches } = this.slice(table.inventory);
    const all = table.bytes();
    if (stretches === null) return all;
    if (this.#source !== all) {
      this.#source = all;
      this.#bytes = new Uint8Array(lengthOf(stretches));
      for (const { from, to, begins } of stretches) this.#bytes.set(all.subarray(from, to), begins);
    }
    return this.#bytes;
  }

  /** Ids of its cameras and of their schools, by position. */
  index(inventory: Inventory): { readonly cameraIds: readonly string[]; readonly schoolIds: readonly string[] } {
    const { stretches } = this.slice(inventory);
    if (stretches === null) return inventory;
    return {
      cameraIds: stretches.flatMap(({ from, to }) => inventory.cameraIds.slice(from, to)),
      schoolIds: stretches.flatMap(({ from, to }) => inventory.schoolIds.slice(from, to)),
    };
  }
}

function lengthOf(stretches: readonly Stretch[]): number {
  const last = stretches.at(-1);
  return last === undefined ? 0 : last.begins + last.to - last.from;
}

/** First change at or after a position, in changes sorted by position. */
function firstFrom(changes: readonly StateChange[], position: number): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.position ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The changes of a part, at its own positions. `sorted`: all changes by position. */
export function changesWithin(slice: Slice, sorted: readonly StateChange[]): readonly StateChange[] {
  if (slice.stretches === null) return sorted;
  const within: StateChange[] = [];
  for (const { from, to, begins } of slice.stretches) {
    for (let at = firstFrom(sorted, from); at < sorted.length; at += 1) {
      const change = sorted[at];
      if (change === undefined || change.position >= to) break;
      within.push({ position: begins + change.position - from, state: change.state });
    }
  }
  return within;
}
