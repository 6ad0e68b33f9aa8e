import { type ClientRequest, request } from 'node:http';
import type { FeedListener, FeedState } from '../cameraFeed.ts';
import { DeliveryGate, type DeliveryLimits } from '../deliveryGate.ts';
import { findAvcConfiguration } from '../fmp4/avcConfiguration.ts';
import { readMediaFragment } from '../fmp4/mediaFragment.ts';
import type { Fragment } from '../fragment.ts';
import { flvHeader, pictureTag, sequenceHeaderTag } from './flvTags.ts';

function flvOf(fragment: Fragment): Buffer {
  if (fragment.kind === 'init') {
    const configuration = findAvcConfiguration(fragment.payload);
    return configuration === null ? Buffer.alloc(0) : sequenceHeaderTag(configuration);
  }
  const { decodeTime, data } = readMediaFragment(fragment.payload);
  return pictureTag(decodeTime, fragment.keyFrame, data);
}

/** Publishes one feed to the hub as one long HTTP POST of FLV. Skips to the next key frame where the hub is behind. */
export class FlvPublisher implements FeedListener {
  readonly #post: ClientRequest;
  readonly #gate: DeliveryGate;
  readonly #onEnd: (reason: string) => void;
  #ended = false;

  /** `onEnd` is called once, when the hub or the feed ends it or the camera offers nothing that FLV here carries. */
  constructor(url: string, limits: DeliveryLimits, onEnd: (reason: string) => void) {
    this.#gate = new DeliveryGate(limits);
    this.#onEnd = onEnd;
    this.#post = request(url, { method: 'POST', headers: { 'content-type': 'video/x-flv' }, agent: false });
    this.#post.on('error', () => this.#end('hub_lost'));
    this.#post.on('response', (response) => {
      response.resume();
      this.#end('hub_refused');
    });
    this.#post.on('close', () => this.#end('hub_lost'));
    this.#post.write(flvHeader);
  }

  get ended(): boolean {
    return this.#ended;
  }

  onState(state: FeedState): void {
    if (state.state === 'unsupported' || state.state === 'closed') this.#end(state.reason ?? state.state);
  }

  onFragment(fragment: Fragment): void {
    if (this.#ended) return;
    for (const { fragment: passed } of this.#gate.offer(fragment, this.#post.writableLength)) {
      this.#post.write(flvOf(passed), () => this.#gate.written(passed));
    }
  }

  end(): void {
    this.#ended = true;
    this.#post.destroy();
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.end();
    this.#onEnd(reason);
  }
}
