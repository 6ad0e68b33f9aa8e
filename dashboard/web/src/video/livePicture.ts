/** One camera on screen: channel, player and watch together. Draws nothing itself; a tile listens to it. */
import type { StreamProfile } from '@khue/domain/camera';
import type { ChannelState, VideoFragment } from '@khue/domain/video';
import { createMediaFeed, playsMime } from './mediaFeed.ts';
import { createPictureSample } from './pictureSample.ts';
import { createPictureWatch, type PictureView } from './pictureWatch.ts';
import type { ChannelNotice, VideoSocket } from './videoSocket.ts';

/** What a tile shows of a channel, renewed a few times a second. */
export interface LivePictureView extends PictureView {
  readonly attempt: number;
  readonly reason: string | null;
  readonly codec: string | null;
}

export interface LivePictureDeps {
  readonly socket: VideoSocket;
  readonly cameraId: string;
  readonly profile: StreamProfile;
  readonly video: HTMLVideoElement;
  /** Keeps the last picture, for the time when there is no new one. */
  readonly lastPicture: HTMLCanvasElement;
  readonly onView: (view: LivePictureView) => void;
}

/** How often age and state are looked at; independent of the network. */
const watchEveryMs = 200;
const sampleEveryMs = 1_000;

export interface LivePicture {
  /** Begins anew with a stream that was given up. */
  tryAgain(): void;
  /** Stops it and lets everything go. */
  stop(): void;
}

/** Reason of an `unsupported` picture whose type this browser says it plays, but which it cannot decode. */
export const undecodable = 'undecodable';

/** Starts a picture. */
export function startLivePicture(deps: LivePictureDeps): LivePicture {
  const { socket, video, onView } = deps;
  const { clock } = socket;
  const feed = createMediaFeed(video);
  const sample = createPictureSample(deps.lastPicture);
  const watch = createPictureWatch(clock.now());
  let channel: ChannelState = 'connecting';
  let notice: ChannelNotice | null = null;
  let frameArrivedAt: number | null = null;
  let fragmentArrivedAt: number | null = null;
  let pictureChangedAt: number | null = null;
  let sampledAt = 0;
  let frameRequest = 0;
  let framesSinceSample = 0;

  function onFrame(_now: number, frame: VideoFrameCallbackMetadata): void {
    const arrivedAt = feed.arrivalOf(frame.mediaTime);
    // Never backwards: a jump may show an older frame of the buffer for an instant.
    if (arrivedAt !== null) frameArrivedAt = arrivedAt;
    framesSinceSample += 1;
    feed.frameShown();
    frameRequest = video.requestVideoFrameCallback(onFrame);
  }

  function onNotice(next: ChannelNotice): void {
    notice = next;
    channel = next.state;
    if (next.state !== 'playing' || next.mime === null) return;
    if (playsMime(next.mime)) feed.setMime(next.mime);
    else channel = 'unsupported';
  }

  function onFragment(fragment: VideoFragment): void {
    fragmentArrivedAt = fragment.arrivedAt;
    feed.push(fragment);
  }

  function lookAtPicture(now: number): void {
    if (now - sampledAt < sampleEveryMs || framesSinceSample === 0) return;
    sampledAt = now;
    framesSinceSample = 0;
    if (sample.take(video)) pictureChangedAt = now;
  }

  function look(): void {
    const now = clock.now();
    feed.tend();
    lookAtPicture(now);
    // Only a channel that plays can be refused by the decoder; everything else the gateway knows better.
    const refused = channel === 'playing' && feed.gaveUp();
    const seen = refused ? 'unsupported' : channel;
    const view = watch.see({ now, channel: seen, frameArrivedAt, fragmentArrivedAt, pictureChangedAt });
    const reason = refused ? undecodable : (notice?.reason ?? null);
    onView({ ...view, attempt: notice?.attempt ?? 0, reason, codec: notice?.codec ?? null });
  }

  video.muted = true;
  frameRequest = video.requestVideoFrameCallback(onFrame);
  const close = socket.open(deps.cameraId, deps.profile, { onNotice, onFragment });
  const timer = setInterval(look, watchEveryMs);
  look();

  return {
    tryAgain: () => feed.tryAgain(),
    stop: () => {
      clearInterval(timer);
      video.cancelVideoFrameCallback(frameRequest);
      close();
      feed.end();
    },
  };
}
