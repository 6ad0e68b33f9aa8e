/** The newest picture of a file from the gateway, decoded by the browser. */

/** How long decoding may take. */
const deadlineMs = 10_000;

/** Waits for an event of a target; rejects where the signal says so. */
async function happened(target: EventTarget, name: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onEvent = (): void => resolve();
  const onFailure = (): void => reject(signal.reason);
  target.addEventListener(name, onEvent, { once: true });
  signal.addEventListener('abort', onFailure, { once: true });
  try {
    await promise;
  } finally {
    target.removeEventListener(name, onEvent);
    signal.removeEventListener('abort', onFailure);
  }
}

async function showMoment(
  video: HTMLVideoElement,
  {
    bytes,
    mime,
    atSeconds,
  }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly mime: string; readonly atSeconds: number },
  signal: AbortSignal,
): Promise<void> {
  const source = new MediaSource();
  const url = URL.createObjectURL(source);
  try {
    const opened = happened(source, 'sourceopen', signal);
    video.src = url;
    await opened;
    const buffer = source.addSourceBuffer(mime);
    const appended = happened(buffer, 'updateend', signal);
    buffer.appendBuffer(bytes);
    await appended;
    source.endOfStream();
    const shown = happened(video, 'seeked', signal);
    video.currentTime = atSeconds;
    await shown;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Decodes a file and gives what `take` makes of the picture at a moment. Rejects where the browser cannot decode it, or
 * not in time.
 */
export async function atMoment<T>(
  file: { readonly bytes: Uint8Array<ArrayBuffer>; readonly mime: string; readonly atSeconds: number },
  take: (video: HTMLVideoElement) => T,
): Promise<T> {
  const video = document.createElement('video');
  video.muted = true;
  const broken = new AbortController();
  video.addEventListener('error', () => broken.abort(new Error('this browser cannot decode the picture')));
  try {
    await showMoment(video, file, AbortSignal.any([broken.signal, AbortSignal.timeout(deadlineMs)]));
    return take(video);
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}
