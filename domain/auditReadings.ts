/** What evidence says, read from its text: the only thing that verdicts are given besides rule and threshold. */
import type { RegistryFacts } from './audit.ts';
import type { Codec } from './camera.ts';

/** What became of a question. `not_offered`: the camera says that it has no such thing. */
export const readOutcomes = [
  'answered',
  'unauthorised',
  'not_offered',
  'no_answer',
  'bad_reply',
  'address_refused',
] as const;
export type ReadOutcome = (typeof readOutcomes)[number];

/** One question with what was read from its answer; `facts` null where there was none. */
export interface Reading<Facts> {
  readonly evidenceIds: readonly string[];
  readonly outcome: ReadOutcome;
  readonly facts: Facts | null;
}

export interface ClockFacts {
  /** The camera's clock minus ours, ms. */
  readonly offsetMs: number | null;
  /** `NTP` or `Manual`. */
  readonly setBy: string | null;
  /** Minutes ahead of UTC, by the camera's own two clocks or its zone. */
  readonly utcOffsetMinutes: number | null;
  readonly daylightSaving: boolean | null;
  /** From question to answer. */
  readonly durationMs: number;
}

export interface ServiceFacts {
  readonly namespaces: readonly string[];
  readonly durationMs: number;
  /** The question went over plain HTTP, and was answered. */
  readonly overPlainHttp: boolean;
}

export interface DeviceFacts {
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly firmwareVersion: string | null;
  readonly serialNumber: string | null;
}

export interface OverlayFacts {
  readonly texts: readonly string[];
  readonly showsDateAndTime: boolean;
}

export interface NtpFacts {
  readonly servers: readonly string[];
  readonly fromDhcp: boolean;
}

export interface ProtocolFacts {
  readonly protocols: readonly {
    readonly name: string;
    readonly enabled: boolean;
    readonly ports: readonly number[];
  }[];
}

export interface ImagingFacts {
  readonly irCutFilter: string | null;
  readonly wideDynamicRange: string | null;
}

export interface ProfileFacts {
  readonly profiles: readonly {
    readonly token: string;
    readonly codec: Codec | 'other' | null;
    readonly width: number | null;
    readonly height: number | null;
    /** Frames per second. */
    readonly frameRate: number | null;
    readonly kbps: number | null;
    /** Frames from key frame to key frame. */
    readonly govLength: number | null;
    readonly hasAudio: boolean;
  }[];
}

/** The main stream, played for a while. */
export interface SampleFacts {
  readonly codec: Codec | null;
  readonly width: number | null;
  readonly height: number | null;
  /** By the description of the stream; null: it was not seen. */
  readonly hasAudio: boolean | null;
  /** From the question to the first key frame; null: none came. */
  readonly firstKeyFrameMs: number | null;
  /** By RTP timestamps, from the first picture to the last. */
  readonly seconds: number;
  readonly frames: number;
  readonly bytes: number;
  /** Longest time between two key frames, or since the last one, s. */
  readonly longestKeyFrameS: number | null;
}

/** A question without an account. `accepted`: it was answered, `refused`: an account was asked for. */
export interface AnonymousFacts {
  readonly way: 'onvif' | 'rtsp' | 'snapshot';
  readonly result: 'accepted' | 'refused';
  /** Values of `WWW-Authenticate`, without nonces. */
  readonly challenges: readonly string[];
}

export interface TlsFacts {
  readonly port: number;
  /** `TLSv1.3`; null: no handshake came about. */
  readonly protocol: string | null;
  readonly validTo: string | null;
  readonly selfSigned: boolean | null;
  readonly checkedAt: string;
}

/** Health probes of the product over a span. */
export interface HealthFacts {
  readonly from: string;
  readonly to: string;
  readonly knownMs: number;
  readonly upMs: number;
}

/** Everything that was read of one camera; null: it was not asked. */
export interface Readings {
  readonly registry: Reading<RegistryFacts> | null;
  readonly health: Reading<HealthFacts> | null;
  readonly clock: Reading<ClockFacts> | null;
  readonly services: Reading<ServiceFacts> | null;
  readonly device: Reading<DeviceFacts> | null;
  readonly scopes: Reading<readonly string[]> | null;
  readonly hostname: Reading<string> | null;
  readonly overlay: Reading<OverlayFacts> | null;
  readonly ntp: Reading<NtpFacts> | null;
  readonly protocols: Reading<ProtocolFacts> | null;
  readonly imaging: Reading<ImagingFacts> | null;
  readonly profiles: Reading<ProfileFacts> | null;
  /** Whether it tells an address for snapshots. `not_offered`: it has none. */
  readonly snapshotAddress: Reading<boolean> | null;
  readonly sample: Reading<SampleFacts> | null;
  readonly anonymous: readonly Reading<AnonymousFacts>[];
  readonly tls: Reading<TlsFacts> | null;
}

export const noReadings: Readings = {
  registry: null,
  health: null,
  clock: null,
  services: null,
  device: null,
  scopes: null,
  hostname: null,
  overlay: null,
  ntp: null,
  protocols: null,
  imaging: null,
  profiles: null,
  snapshotAddress: null,
  sample: null,
  anonymous: [],
  tls: null,
};

/** Without what rests on no evidence: nothing is judged by that. */
export function withEvidenceAlone(readings: Readings): Readings {
  const keep = <Facts>(reading: Reading<Facts> | null): Reading<Facts> | null =>
    reading === null || reading.evidenceIds.length === 0 ? null : reading;
  return {
    registry: keep(readings.registry),
    health: keep(readings.health),
    clock: keep(readings.clock),
    services: keep(readings.services),
    device: keep(readings.device),
    scopes: keep(readings.scopes),
    hostname: keep(readings.hostname),
    overlay: keep(readings.overlay),
    ntp: keep(readings.ntp),
    protocols: keep(readings.protocols),
    imaging: keep(readings.imaging),
    profiles: keep(readings.profiles),
    snapshotAddress: keep(readings.snapshotAddress),
    sample: keep(readings.sample),
    anonymous: readings.anonymous.filter(({ evidenceIds }) => evidenceIds.length > 0),
    tls: keep(readings.tls),
  };
}
