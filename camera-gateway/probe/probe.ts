import type { CameraCredentials } from '@khue/domain/camera';
import type { CameraState, CameraStatus, StatusReason } from '@khue/domain/cameraStatus';
import type { Clock } from '@khue/domain/clock';
import type { ConnectGuard } from '../connectGuard.ts';
import { RtspConnection } from '../rtsp/connection.ts';
import { describeVideo } from '../rtsp/describe.ts';
import { RtspError } from '../rtsp/rtspError.ts';
import { TrackObserver } from '../rtsp/videoTrack.ts';

/** What one look at a camera tells. */
export type ProbeOutcome = Pick<CameraStatus, 'state' | 'reason' | 'latencyMs' | 'codec' | 'width' | 'height'>;

export interface ProbeOptions {
  /** Without credentials. */
  readonly url: string;
  readonly credentials: CameraCredentials | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For the whole probe. Connecting alone may take 2.5 s of it: time for one repeated SYN. */
  readonly timeoutMs: number;
  /** Where it may connect to; left out: private networks. */
  readonly guard?: ConnectGuard | undefined;
}

const maxConnectMs = 2_500;
const readBufferBytes = 8_192;

/**
 * Asks a camera for its description: OPTIONS and DESCRIBE over TCP, no media. Never rejects for what the camera does.
 * A password is sent once; a refusal ends the probe. Slowness and clocks are judged elsewhere.
 */
export async function probeRtsp(options: ProbeOptions): Promise<ProbeOutcome> {
  const { clock, signal, timeoutMs } = options;
  const startedAt = clock.now();
  const deadline = new AbortController();
  const giveUp = () => deadline.abort();
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    const { track } = await look(options, deadline.signal);
    const latencyMs = Math.max(0, clock.now() - startedAt);
    const { codec, width, height } = track;
    return { state: 'online', reason: 'answers', latencyMs, codec, width, height };
  } catch (error) {
    if (!(error instanceof RtspError)) throw error;
    return failedOutcome(error.reason, Math.max(0, clock.now() - startedAt));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

async function look({ url, credentials, timeoutMs, guard }: ProbeOptions, signal: AbortSignal): Promise<TrackObserver> {
  const connection = await RtspConnection.open({
    url,
    credentials,
    signal,
    connectTimeoutMs: Math.min(maxConnectMs, timeoutMs),
    replyTimeoutMs: timeoutMs,
    readBufferBytes,
    onFrame: () => undefined,
    guard,
  });
  try {
    const { media } = await describeVideo(connection);
    return new TrackObserver(media);
  } finally {
    await connection.close();
  }
}

/** The state that a failure means. Reasons that no connection gives stand for a camera that is not seen. */
const stateOfFailure: Readonly<Record<StatusReason, CameraState>> = {
  unauthorised: 'unauthorised',
  no_video: 'degraded',
  bad_reply: 'degraded',
  connection_refused: 'offline',
  connection_reset: 'offline',
  timeout: 'offline',
  host_unreachable: 'offline',
  no_address: 'unknown',
  address_refused: 'unknown',
  not_probed: 'unknown',
  answers: 'unknown',
  clock_offset: 'unknown',
  slow: 'unknown',
  stream_silent: 'unknown',
};

function failedOutcome(reason: StatusReason, elapsedMs: number): ProbeOutcome {
  const state = stateOfFailure[reason];
  const answered = state === 'unauthorised' || state === 'degraded';
  return { state, reason, latencyMs: answered ? elapsedMs : null, codec: null, width: null, height: null };
}
