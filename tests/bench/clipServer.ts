import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const clipSeconds = 90;
const framesPerSecond = 25;
const kilobitsPerSecond = 2_000;
const keyFrameEverySeconds = 2;
const encodingDeadlineMs = 300_000;
const startDeadlineMs = 20_000;

/** A server of foreign make with cameras of 1920x1080, 25 pictures a second, all playing the same file. */
export interface ClipServer {
  /** Measured, of the file. */
  readonly megabitsPerSecond: number;
  /** Address of camera 0 to 63; every session plays 90 s from the beginning. */
  url(camera: number): string;
  stop(): Promise<void>;
}

/** Colour bars with a field of noise, which keeps the encoder at its bit rate. */
async function encode(path: string, signal: AbortSignal): Promise<void> {
  const pipeline = `videotestsrc pattern=smpte num-buffers=${clipSeconds * framesPerSecond}
    ! video/x-raw,format=I420,width=1920,height=1080,framerate=${framesPerSecond}/1
    ! x264enc speed-preset=ultrafast tune=zerolatency bitrate=${kilobitsPerSecond}
      key-int-max=${keyFrameEverySeconds * framesPerSecond}
    ! video/x-h264,profile=baseline ! h264parse ! mp4mux ! filesink location=${path}`;
  const limits = { signal, timeout: encodingDeadlineMs };
  await promisify(execFile)('gst-launch-1.0', ['-q', ...pipeline.split(/\s+/u)], limits);
}

/** Encodes the file and serves it. Rejects where GStreamer is missing. */
export async function startClipServer(signal: AbortSignal): Promise<ClipServer> {
  const folder = mkdtempSync(join(tmpdir(), 'khue-clip-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const clip = join(folder, 'clip.mp4');
  await encode(clip, signal).catch((error: unknown) => {
    remove();
    throw new Error('the clip was not encoded; is GStreamer with x264enc installed?', { cause: error });
  });
  const server = spawn('/usr/bin/python3', [fileURLToPath(new URL('clipServer.py', import.meta.url)), clip], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(server, 'close');
  const stop = async (): Promise<void> => {
    server.stdin.end();
    const killer = setTimeout(() => server.kill('SIGKILL'), 3_000);
    await gone;
    clearTimeout(killer);
    remove();
  };
  try {
    const [line] = await once(server.stdout, 'data', { signal: AbortSignal.timeout(startDeadlineMs) });
    const { port } = z.object({ port: z.number() }).parse(JSON.parse(String(line)));
    const megabitsPerSecond = (statSync(clip).size * 8) / clipSeconds / 1e6;
    return { megabitsPerSecond, url: (camera) => `rtsp://127.0.0.1:${port}/${camera}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
