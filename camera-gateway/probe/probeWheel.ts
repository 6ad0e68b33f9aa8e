/** FNV-1a, 32 bits: spreads ids evenly, the same in every process. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/**
 * When whose turn is: every id once per round at a place of its own that never moves, so that the load is even; and
 * single turns soon. A tick costs what is due in it, however many ids there are.
 */
export class ProbeWheel {
  readonly #slots: Set<string>[];
  readonly #single = new Map<number, string[]>();
  #tick = 0;

  constructor(slots: number) {
    this.#slots = Array.from({ length: slots }, () => new Set<string>());
  }

  get slots(): number {
    return this.#slots.length;
  }

  add(id: string): void {
    this.#slotOf(id)?.add(id);
  }

  remove(id: string): void {
    this.#slotOf(id)?.delete(id);
  }

  /** A turn of its own in so many ticks, at least one. Ids that were removed meanwhile come up all the same. */
  addSingle(id: string, ticks: number): void {
    const at = this.#tick + Math.max(1, Math.ceil(ticks));
    const ids = this.#single.get(at);
    if (ids === undefined) this.#single.set(at, [id]);
    else ids.push(id);
  }

  /** Moves on by one tick: whose regular turn it is, and whose single one. */
  advance(): { readonly regular: Iterable<string>; readonly single: readonly string[] } {
    this.#tick += 1;
    const single = this.#single.get(this.#tick) ?? [];
    this.#single.delete(this.#tick);
    return { regular: this.#slots[this.#tick % this.#slots.length] ?? [], single };
  }

  #slotOf(id: string): Set<string> | undefined {
    return this.#slots[Math.floor((hash(id) / 2 ** 32) * this.#slots.length)];
  }
}
