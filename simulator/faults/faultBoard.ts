import type { Fault, FaultKind } from './fault.ts';

/** A fault and since when it has been there (ms since the Unix epoch, the simulator's own clock). */
export interface ActiveFault {
  readonly fault: Fault;
  readonly sinceMs: number;
}

type Listener = (cameraCode: string) => void;

/** Which camera has which fault: one at most. Servers ask at every step, so that a fault acts at once. */
export class FaultBoard {
  readonly #active = new Map<string, ActiveFault>();
  readonly #listeners = new Set<Listener>();
  readonly #known: ReadonlySet<string>;
  readonly #now: () => number;

  /** Only cameras of `codes` can have faults, which bounds what is stored here. */
  constructor(codes: Iterable<string>, now: () => number) {
    this.#known = new Set(codes);
    this.#now = now;
  }

  get(cameraCode: string): ActiveFault | null {
    return this.#active.get(cameraCode) ?? null;
  }

  /** The fault of this kind with its parameters, if it is the camera's. */
  has<Kind extends FaultKind>(cameraCode: string, kind: Kind): Extract<Fault, { kind: Kind }> | null {
    const fault = this.#active.get(cameraCode)?.fault;
    return fault !== undefined && isOfKind(fault, kind) ? fault : null;
  }

  /** Throws RangeError on a camera that is not of this city. */
  set(cameraCode: string, fault: Fault): void {
    if (!this.#known.has(cameraCode)) throw new RangeError(`no camera ${cameraCode}`);
    this.#active.set(cameraCode, { fault, sinceMs: this.#now() });
    this.#tell(cameraCode);
  }

  clear(cameraCode: string): void {
    if (this.#active.delete(cameraCode)) this.#tell(cameraCode);
  }

  /** Calls back after every change of a camera's fault; returns how to stop that. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get size(): number {
    return this.#active.size;
  }

  #tell(cameraCode: string): void {
    for (const listener of this.#listeners) listener(cameraCode);
  }
}

function isOfKind<Kind extends FaultKind>(fault: Fault, kind: Kind): fault is Extract<Fault, { kind: Kind }> {
  return fault.kind === kind;
}
