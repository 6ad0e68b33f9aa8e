/** A live picture for React: refs to hang on a <video> and a <canvas>, and the view to draw around them. */
import type { StreamProfile } from '@khue/domain/camera';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { serverClock } from '../clock/serverClock.ts';
import { fetchTicket } from '../data/tickets.ts';
import { type LivePictureView, startLivePicture } from './livePicture.ts';
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
}

/** What is drawn: the age to a tenth of a second. A view that looks the same is not drawn again. */
function looksTheSame(a: LivePictureView, b: LivePictureView): boolean {
  const tenth = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 100));
  return a.state === b.state && a.since === b.since && a.attempt === b.attempt && tenth(a.ageMs) === tenth(b.ageMs);
}

export function useLivePicture(cameraId: string, profile: StreamProfile): LivePictureHandle {
  const videoRef = useRef<HTMLVideoElement>(null);
  const lastPictureRef = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState(waiting);

  useEffect(() => {
    const video = videoRef.current;
    const lastPicture = lastPictureRef.current;
    if (video === null || lastPicture === null) return undefined;
    return startLivePicture({
      socket: videoSocket,
      cameraId,
      profile,
      video,
      lastPicture,
      onView: (next) => setView((before) => (looksTheSame(before, next) ? before : next)),
    });
  }, [cameraId, profile]);

  return { videoRef, lastPictureRef, view };
}
