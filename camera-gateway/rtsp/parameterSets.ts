import type { Codec } from '@khue/domain/camera';

/** How NAL units of a codec are told apart. H.264: 7.4.1 table 7-1, H.265: 7.4.2.2 table 7-1. */
export interface NalUnitKinds {
  readonly typeOf: (firstByte: number) => number;
  /** Parameter sets in the order decoders want them. */
  readonly parameterSets: readonly number[];
  readonly sequenceParameterSet: number;
}

export const nalUnitKinds: Readonly<Record<Codec, NalUnitKinds>> = {
  h264: { typeOf: (first) => first & 0x1f, parameterSets: [7, 8], sequenceParameterSet: 7 },
  h265: { typeOf: (first) => (first >> 1) & 0x3f, parameterSets: [32, 33, 34], sequenceParameterSet: 33 },
};

/** A camera that sends more than this many different sets between two changes is not believed. */
const maxSets = 16;
const maxSetBytes = 4_096;

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/**
 * The parameter sets in force. A new set replaces the sets of its type once a picture carries it; sets of one picture
 * stand beside each other (several PPS).
 */
export class ParameterSets {
  readonly #kinds: NalUnitKinds;
  #sets: readonly Uint8Array[] = [];

  constructor(codec: Codec) {
    this.#kinds = nalUnitKinds[codec];
  }

  get list(): readonly Uint8Array[] {
    return this.#sets;
  }

  /** Takes the parameter sets out of one picture (or one SDP); true if that changed the list. */
  update(nalUnits: readonly Uint8Array[]): boolean {
    const carried = nalUnits.filter((unit) => this.#isParameterSet(unit) && unit.length <= maxSetBytes);
    const news = carried.filter((unit, index) => carried.findIndex((other) => sameBytes(other, unit)) === index);
    if (news.every((unit) => this.#sets.some((set) => sameBytes(set, unit)))) return false;
    const types = new Set(news.map((unit) => this.#typeOf(unit)));
    const kept = this.#sets.filter((set) => !types.has(this.#typeOf(set)));
    const order = this.#kinds.parameterSets;
    this.#sets = [...kept, ...news.slice(0, maxSets).map((unit) => Uint8Array.from(unit))].sort(
      (a, b) => order.indexOf(this.#typeOf(a)) - order.indexOf(this.#typeOf(b)),
    );
    return true;
  }

  get sequenceParameterSet(): Uint8Array | null {
    return this.#sets.find((set) => this.#typeOf(set) === this.#kinds.sequenceParameterSet) ?? null;
  }

  #typeOf(unit: Uint8Array): number {
    return this.#kinds.typeOf(unit[0] ?? 0);
  }

  #isParameterSet(unit: Uint8Array): boolean {
    return unit.length > 1 && this.#kinds.parameterSets.includes(this.#typeOf(unit));
  }
}
