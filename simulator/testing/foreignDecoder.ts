import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a decoder that nobody here wrote (libav, by GStreamer) makes of H.265. */
export interface Decoded {
  /** Whole pictures, 4:2:0 planar. */
  readonly pictures: readonly Uint8Array[];
  /** What it found wrong with the stream; empty when all is well. */
  readonly complaints: string;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const decoder = ['h265parse', '!', 'avdec_h265', '!', 'video/x-raw,format=I420', '!', 'fdsink', 'fd=1'];

/** Decodes the output of a GStreamer source, fed with `input`; ends with the stream, or after `limit` pictures. */
async function decode(source: readonly string[], input: Uint8Array, size: Size, limit: number): Promise<Decoded> {
  const child = spawn('/usr/bin/gst-launch-1.0', ['-q', ...source, '!', ...decoder], {
    env: { ...process.env, GST_DEBUG: 'libav:3,h265parse:3', GST_DEBUG_NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 50_000,
  });
  const closed = once(child, 'close');
  const pictureBytes = (size.width * size.height * 3) / 2;
  const chunks: Buffer[] = [];
  let complaints = '';
  let bytes = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= limit * pictureBytes) child.kill();
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await closed;
  const whole = Buffer.concat(chunks);
  const count = Math.min(limit, Math.floor(whole.length / pictureBytes));
  const pictures = Array.from({ length: count }, (_, n) => whole.subarray(n * pictureBytes, (n + 1) * pictureBytes));
  return { pictures, complaints };
}

/** Decodes NAL units (no start codes). */
export function decodeUnits(units: readonly Uint8Array[], size: Size): Promise<Decoded> {
  const stream = Buffer.concat(units.flatMap((unit) => [Buffer.of(0, 0, 0, 1), unit]));
  return decode(['fdsrc', 'fd=0'], stream, size, Number.POSITIVE_INFINITY);
}

/** Plays `count` pictures of an RTSP camera, over TCP. */
export function playRtsp(
  camera: { readonly url: string; readonly username: string; readonly password: string },
  size: Size,
  count: number,
): Promise<Decoded> {
  const account = [`user-id=${camera.username}`, `user-pw=${camera.password}`];
  const source = ['rtspsrc', `location=${camera.url}`, ...account, 'protocols=tcp', 'latency=0', '!', 'rtph265depay'];
  return decode(source, new Uint8Array(0), size, count);
}

/** Grey pixels of a decoded picture, as `readOverlay` wants them. */
export function greyPixels(picture: Uint8Array, { width, height }: Size): Uint8Array {
  const pixels = new Uint8Array(4 * width * height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = picture[i >> 2] ?? 0;
  return pixels;
}
