/** A live picture for React: refs to hang on a <video> and a <canvas>, and the view to draw around them. */
import type { StreamProfile } from '@khue/domain/camera';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { serverClock } from '../clock/serverClock.ts';
import { fetchTicket } from '../data/tickets.ts';
import { type LivePicture, type LivePictureView, startLivePicture } from './livePicture.ts';
import { VideoSocket } from './videoSocket.ts';

/** One connection for the whole page. */
const videoSocket = new VideoSocket({
  clock: { now: () => Date.now() },
  serverClock,
  fetchTicket,
  openSocket: () => new WebSocket(new URL('/video', window.location.href.replace(/^http/u, 'ws'))),
});

const waiting: LivePictureView = {
  state: 'connecting',
  since: 0,
  ageMs: null,
  frameArrivedAt: null,
  attempt: 0,
  reason: null,
  codec: null,
};

export interface LivePictureHandle {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly lastPictureRef: RefObject<HTMLCanvasElement | null>;
  readonly view: LivePictureView;
  /** Begins anew with a stream that this browser could not decode. */
  readonly tryAgain: () => void;
}

/** What is drawn: the age to a tenth of a second. A view that looks the same is not drawn again. */
function looksTheSame(a: LivePictureView, b: LivePictureView): boolean {
  const tenth = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 100));
  const same = a.state === b.state && a.since === b.since && a.attempt === b.attempt && a.reason === b.reason;
  return same && tenth(a.ageMs) === tenth(b.ageMs);
}

export function useLivePicture(cameraId: string, profile: StreamProfile): LivePictureHandle {
  const videoRef = useRef<HTMLVideoElement>(null);
  const lastPictureRef = useRef<HTMLCanvasElement>(null);
  const picture = useRef<LivePicture | null>(null);
  const [view, setView] = useState(waiting);

  useEffect(() => {
    const video = videoRef.current;
    const lastPicture = lastPictureRef.current;
    if (video === null || lastPicture === null) return undefined;
    const started = startLivePicture({
      socket: videoSocket,
      cameraId,
      profile,
      video,
      lastPicture,
      onView: (next) => setView((before) => (looksTheSame(before, next) ? before : next)),
    });
    picture.current = started;
    return () => {
      picture.current = null;
      started.stop();
    };
  }, [cameraId, profile]);

  const tryAgain = useCallback(() => picture.current?.tryAgain(), []);
  return { videoRef, lastPictureRef, view, tryAgain };
}
