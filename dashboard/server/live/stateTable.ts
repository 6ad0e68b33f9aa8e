import { type CameraStatus, stateFromByte, stateToByte } from '@khue/domain/cameraStatus';
import type { StateChange } from '@khue/domain/liveFeed';
import { buildInventory, type Inventory } from './inventory.ts';

const unknownByte = stateToByte('unknown');
/** Statuses kept of cameras the inventory does not know yet; the one heard of longest ago makes room. */
const strangerLimit = 10_000;

interface Heard {
  readonly byte: number;
  readonly observedAtMs: number;
}

/**
 * Last known state of every camera, one byte each by position, and which of them changed since they were last taken.
 * An older message never overwrites a newer one; a camera nothing is heard of becomes unknown.
 */
export class StateTable {
  #inventory: Inventory = buildInventory([], []);
  #states = new Uint8Array(0);
  #observedAtMs = new Float64Array(0);
  readonly #changed = new Set<number>();
  readonly #strangers = new Map<string, Heard>();
  #copy: Uint8Array | null = null;

  get inventory(): Inventory {
    return this.#inventory;
  }

  /** Takes a status in. */
  apply(status: CameraStatus): void {
    this.#put(status.cameraId, { byte: stateToByte(status.state), observedAtMs: Date.parse(status.observedAt) });
  }

  /**
   * Puts another inventory in place; states of cameras that stay are kept. Where positions differ, changes not yet
   * taken are forgotten: whoever follows them needs a snapshot anyway.
   */
  replaceInventory(next: Inventory): void {
    const { positions, version } = this.#inventory;
    this.#inventory = next;
    if (version === next.version) return;
    const states = new Uint8Array(next.cameraIds.length).fill(unknownByte);
    const observedAtMs = new Float64Array(next.cameraIds.length);
    for (const [position, id] of next.cameraIds.entries()) {
      const before = positions.get(id);
      if (before === undefined) continue;
      states[position] = this.#states[before] ?? unknownByte;
      observedAtMs[position] = this.#observedAtMs[before] ?? 0;
    }
    this.#states = states;
    this.#observedAtMs = observedAtMs;
    this.#changed.clear();
    this.#copy = null;
    for (const [id, heard] of this.#strangers) {
      if (!next.positions.has(id)) continue;
      this.#strangers.delete(id);
      this.#put(id, heard);
    }
  }

  /** Makes cameras unknown that were last heard of before a moment (ms since the epoch). */
  forgetBefore(momentMs: number): void {
    for (const [position, observedAtMs] of this.#observedAtMs.entries()) {
      if (observedAtMs < momentMs) this.#setState(position, unknownByte);
    }
  }

  /** Changes since the last call, at most one per camera. */
  takeChanges(): StateChange[] {
    const changes = [...this.#changed].map((position) => ({
      position,
      state: stateFromByte(this.#states[position] ?? unknownByte),
    }));
    this.#changed.clear();
    return changes;
  }

  /** The states as they are now, one byte per camera; a copy that stays as it is, shared until something changes. */
  bytes(): Uint8Array {
    this.#copy ??= this.#states.slice();
    return this.#copy;
  }

  #put(cameraId: string, heard: Heard): void {
    const position = this.#inventory.positions.get(cameraId);
    if (position === undefined) {
      this.#keepStranger(cameraId, heard);
      return;
    }
    if (heard.observedAtMs < (this.#observedAtMs[position] ?? 0)) return;
    this.#observedAtMs[position] = heard.observedAtMs;
    this.#setState(position, heard.byte);
  }

  #setState(position: number, byte: number): void {
    if (this.#states[position] === byte) return;
    this.#states[position] = byte;
    this.#changed.add(position);
    this.#copy = null;
  }

  #keepStranger(cameraId: string, heard: Heard): void {
    this.#strangers.delete(cameraId);
    this.#strangers.set(cameraId, heard);
    const [oldest] = this.#strangers.keys();
    if (this.#strangers.size > strangerLimit && oldest !== undefined) this.#strangers.delete(oldest);
  }
}
