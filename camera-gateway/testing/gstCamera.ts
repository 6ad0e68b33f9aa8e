import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Codec } from '@khue/domain/camera';

export interface GstCameraOptions {
  readonly codec: Codec;
  /** Null for a camera without an account. */
  readonly username: string | null;
  readonly password: string | null;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** A pattern of videotestsrc; `smpte` is colour bars with a corner of noise, `ball` moves, `black` is black. */
  readonly pattern: 'smpte' | 'ball' | 'black';
  /** Default 500. */
  readonly kilobitsPerSecond?: number;
  /** Port to listen on; a free one where it is left out. */
  readonly port?: number;
}

export interface GstCamera {
  /** Without credentials. */
  readonly url: string;
  stop(): Promise<void>;
}

const readyLine = z.object({ port: z.int().positive() });
const startTimeoutMs = 20_000;
const packages =
  'python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly';

/**
 * Starts a camera of foreign make: gst-rtsp-server in a process of its own, digest (MD5), TCP, H.264 or H.265.
 * Rejects with a sentence that names the Debian packages where they are missing.
 */
export async function startGstCamera(options: GstCameraOptions): Promise<GstCamera> {
  const script = fileURLToPath(new URL('gstCamera.py', import.meta.url));
  const child = spawn('/usr/bin/python3', [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  const gone = once(child, 'close').catch(() => undefined);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify({ kilobitsPerSecond: 500, ...options })}\n`);
  const line = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data', { signal: AbortSignal.timeout(startTimeoutMs) }),
    gone.then(() => null),
  ]).catch(() => null);
  if (line === null) {
    child.kill('SIGKILL');
    throw new Error(`gst-rtsp-server does not start; it needs the Debian packages ${packages}. It said: ${complaint}`);
  }
  const { port } = readyLine.parse(JSON.parse(String(line[0])));
  return {
    url: `rtsp://127.0.0.1:${port}/live`,
    async stop() {
      child.stdin.end();
      const killer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await gone;
      clearTimeout(killer);
    },
  };
}
