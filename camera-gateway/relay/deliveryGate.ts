import type { Fragment } from './fragment.ts';

/** How much may wait for a viewer, bytes. */
export interface DeliveryLimits {
  readonly maxChannelQueueBytes: number;
  /** Over all the channels of the viewer. */
  readonly maxViewerQueueBytes: number;
}

/** A fragment and its number within the channel. Numbers are spent on dropped fragments too: gaps show. */
export interface NumberedFragment {
  readonly fragment: Fragment;
  readonly sequence: number;
}

/**
 * Decides for one channel of one viewer which fragments are sent. Over a limit it drops up to the next key frame that
 * comes after the queue has drained, because pictures in between could not be decoded. An init segment is held back
 * until that key frame.
 */
export class DeliveryGate {
  readonly #limits: DeliveryLimits;
  #sequence = 0;
  #queuedBytes = 0;
  #awaitsKeyFrame = true;
  #started = false;
  #owedInit: NumberedFragment | null = null;
  #dropped = 0;

  constructor(limits: DeliveryLimits) {
    this.#limits = limits;
  }

  /** Fragments that the viewer was to see and did not. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Bytes handed to the socket and not yet written. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** What to send now that `fragment` has come; the caller reports each through `written` once the socket took it. */
  offer(fragment: Fragment, viewerQueuedBytes: number): readonly NumberedFragment[] {
    this.#sequence += 1;
    const numbered = { fragment, sequence: this.#sequence };
    if (fragment.kind === 'init') {
      this.#owedInit = numbered;
      this.#awaitsKeyFrame = true;
      return [];
    }
    if (!this.#passes(fragment, viewerQueuedBytes)) {
      this.#awaitsKeyFrame = true;
      if (this.#started) this.#dropped += 1;
      return [];
    }
    const passed = this.#owedInit === null ? [numbered] : [this.#owedInit, numbered];
    this.#owedInit = null;
    this.#awaitsKeyFrame = false;
    this.#started = true;
    for (const { fragment: sent } of passed) this.#queuedBytes += sent.payload.length;
    return passed;
  }

  written(fragment: Fragment): void {
    this.#queuedBytes -= fragment.payload.length;
  }

  #passes(fragment: Fragment, viewerQueuedBytes: number): boolean {
    const { maxChannelQueueBytes, maxViewerQueueBytes } = this.#limits;
    if (this.#awaitsKeyFrame) {
      const drained = this.#queuedBytes <= maxChannelQueueBytes / 4 && viewerQueuedBytes <= maxViewerQueueBytes / 2;
      if (!fragment.keyFrame || !drained) return false;
    }
    const size = fragment.payload.length;
    const fitsChannel = this.#queuedBytes === 0 || this.#queuedBytes + size <= maxChannelQueueBytes;
    return fitsChannel && viewerQueuedBytes + size <= maxViewerQueueBytes;
  }
}
