import { requireSuccess, type RtspConnection } from './connection.ts';
import { RtspError } from './rtspError.ts';
import { parseSdp, resolveControl, type VideoMedia } from './sdp.ts';

/** What a camera offers under a URL. */
export interface Offer {
  readonly media: VideoMedia;
  /** For SETUP. */
  readonly mediaUrl: string;
  /** For PLAY, TEARDOWN and keep-alive. */
  readonly sessionUrl: string;
  /** The request that keeps a session alive. */
  readonly keepAliveMethod: 'GET_PARAMETER' | 'OPTIONS';
}

/** OPTIONS, then DESCRIBE. Throws an `RtspError`, `no_video` where no H.264 or H.265 is offered. */
export async function describeVideo(connection: RtspConnection): Promise<Offer> {
  const { requestUrl } = connection;
  const options = await connection.request('OPTIONS', requestUrl);
  if (options.status === 403) requireSuccess('OPTIONS', options);
  const methods = (options.headers.get('public') ?? []).join(',').toUpperCase();
  const reply = requireSuccess(
    'DESCRIBE',
    await connection.request('DESCRIBE', requestUrl, ['Accept: application/sdp']),
  );
  const { video, control } = parseSdp(reply.body);
  if (video === null) throw new RtspError('no_video', 'the description holds no H.264 or H.265');
  const base = baseUrl(reply.headers.get('content-base') ?? reply.headers.get('content-location'), requestUrl);
  const sessionUrl = resolveControl(control, base);
  return {
    media: video,
    mediaUrl: resolveControl(video.control, base),
    sessionUrl,
    keepAliveMethod: /\bGET_PARAMETER\b/u.test(methods) ? 'GET_PARAMETER' : 'OPTIONS',
  };
}

/** The connection stays the one that was asked for, whatever host the base names: behind NAT cameras name their own. */
function baseUrl(values: readonly string[] | undefined, requestUrl: string): string {
  const [value] = values ?? [];
  return value !== undefined && /^rtsp:\/\/\S+$/iu.test(value) ? value : requestUrl;
}
