import type { Codec, StreamProfile } from '@khue/domain/camera';
import type { CameraEndpoint } from '@khue/store/store';

/** One stream that may be pulled. */
export interface StreamCandidate {
  readonly profile: StreamProfile;
  /** RTSP address without credentials. */
  readonly url: string;
  /** As last seen on the wire, otherwise as the camera described itself; null where nobody knows. */
  readonly codec: Codec | null;
}

/** Codecs met on the wire, newer than any description. */
export type SeenCodecs = Partial<Readonly<Record<StreamProfile, Codec>>>;

function candidate(endpoint: CameraEndpoint, profile: StreamProfile, seen: SeenCodecs): StreamCandidate[] {
  const registered = profile === 'main' ? endpoint.address.rtspMainUrl : endpoint.address.rtspSubUrl;
  const described = endpoint.description?.streams.find((stream) => stream.profile === profile);
  const url = registered ?? described?.uri;
  return url === undefined ? [] : [{ profile, url, codec: seen[profile] ?? described?.codec ?? null }];
}

/**
 * The streams of a camera in the order to try them: the one asked for first, unless it is known to be H.265, which
 * browsers here do not play, and the other is not. Empty where no address is known.
 */
export function streamCandidates(
  endpoint: CameraEndpoint,
  asked: StreamProfile,
  seen: SeenCodecs = {},
): readonly StreamCandidate[] {
  const other: StreamProfile = asked === 'main' ? 'sub' : 'main';
  const all = [...candidate(endpoint, asked, seen), ...candidate(endpoint, other, seen)];
  return [...all.filter((stream) => stream.codec !== 'h265'), ...all.filter((stream) => stream.codec === 'h265')];
}
