/** One measured value, as a line of JSON on stdout. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same work done by another program in the same run. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** More than this is a fault of the product. */
  readonly limit?: number;
}

/** What a measurement is handed. */
export interface BenchContext {
  /** Progress, for a person. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A measurement: starts what it needs, gives its figures as they are known, leaves nothing behind. */
export type Bench = (context: BenchContext) => AsyncIterable<Figure>;

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** The line of a figure. */
export function lineOf({ name, value, unit, peer }: Figure): string {
  const own = { name, value: rounded(value), unit };
  if (peer === undefined) return JSON.stringify(own);
  const ratio = rounded(value / peer.value);
  return JSON.stringify({ ...own, peer: peer.name, peerValue: rounded(peer.value), ratio });
}

/** The middle one; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
