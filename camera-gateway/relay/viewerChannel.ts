import type { FeedListener, FeedState } from './cameraFeed.ts';
import type { FeedViewing } from './cameraFeeds.ts';
import { DeliveryGate, type DeliveryLimits, type NumberedFragment } from './deliveryGate.ts';
import type { Fragment } from './fragment.ts';

/** What a channel needs of its connection. */
export interface ChannelOutput {
  /** Bytes that wait for the viewer, over all channels. */
  queuedBytes(): number;
  sendState(channel: number, state: FeedState): void;
  /** `written` is called once the socket has taken the fragment. */
  sendFragment(channel: number, numbered: NumberedFragment, written: () => void): void;
  countDropped(fragments: number): void;
  /** The feed ended the channel. */
  channelClosed(channel: number, ended: ViewerChannel, reason: string): void;
}

/** One camera on one viewer's connection. */
export class ViewerChannel implements FeedListener {
  readonly #channel: number;
  readonly #output: ChannelOutput;
  readonly #gate: DeliveryGate;
  #viewing: FeedViewing | null = null;
  #ended = false;

  constructor(channel: number, output: ChannelOutput, limits: DeliveryLimits) {
    this.#channel = channel;
    this.#output = output;
    this.#gate = new DeliveryGate(limits);
  }

  /** Takes hold of the viewing, to end it when the channel ends. */
  hold(viewing: FeedViewing): void {
    if (this.#ended) viewing.end();
    else this.#viewing = viewing;
  }

  end(): void {
    this.#ended = true;
    this.#viewing?.end();
  }

  onState(state: FeedState): void {
    if (this.#ended) return;
    this.#output.sendState(this.#channel, state);
    if (state.state === 'closed') this.#output.channelClosed(this.#channel, this, state.reason ?? 'closed');
  }

  onFragment(fragment: Fragment): void {
    if (this.#ended) return;
    const droppedBefore = this.#gate.dropped;
    for (const numbered of this.#gate.offer(fragment, this.#output.queuedBytes())) {
      this.#output.sendFragment(this.#channel, numbered, () => this.#gate.written(numbered.fragment));
    }
    this.#output.countDropped(this.#gate.dropped - droppedBefore);
  }
}
