/** How somebody has set a camera up: what a check of it would find. Settings are data: servers only read them. */
export interface CameraSettings {
  /** What the device calls itself in its scopes, as host name and on the picture: the registered code, or as it left the factory. */
  readonly named: 'by_code' | 'factory';
  /** The name stands on the picture. */
  readonly nameOnPicture: boolean;
  /** Declares the ONVIF profiles it has. */
  readonly declaresProfiles: boolean;
  readonly clock: 'NTP' | 'Manual';
  readonly ntpServers: readonly string[];
  /** Hours ahead of UTC. */
  readonly utcHours: number;
  readonly daylightSaving: boolean;
  readonly irCutFilter: 'AUTO' | 'ON' | 'OFF';
  readonly wideDynamicRange: boolean;
  readonly audio: boolean;
  /** Answers there without an account. */
  readonly openTo: 'nobody' | 'onvif' | 'rtsp' | 'snapshot';
  /** Takes HTTP Basic beside Digest. */
  readonly basic: boolean;
  /** Certificate of its TLS port; null: it has none. */
  readonly tls: 'trusted' | 'expired' | 'self_signed' | null;
  readonly hasSnapshot: boolean;
}

const careful: CameraSettings = {
  named: 'by_code',
  nameOnPicture: true,
  declaresProfiles: true,
  clock: 'NTP',
  ntpServers: ['10.0.0.1'],
  utcHours: 7,
  daylightSaving: false,
  irCutFilter: 'AUTO',
  wideDynamicRange: false,
  audio: false,
  openTo: 'nobody',
  basic: false,
  tls: null,
  hasSnapshot: false,
};

/** Which cameras of every 48 are set up otherwise than carefully. */
const round: Readonly<Record<number, Partial<CameraSettings>>> = {
  22: { wideDynamicRange: true, hasSnapshot: true },
  24: { named: 'factory' },
  25: { nameOnPicture: false },
  26: { clock: 'Manual' },
  27: { ntpServers: [] },
  28: { utcHours: 0 },
  29: { irCutFilter: 'ON' },
  30: { audio: true },
  31: { openTo: 'rtsp' },
  32: { openTo: 'onvif' },
  33: { tls: 'trusted', hasSnapshot: true },
  34: { tls: 'expired' },
  35: { tls: 'self_signed' },
  36: { basic: true },
  37: { openTo: 'snapshot', hasSnapshot: true },
  38: { declaresProfiles: false },
  40: { daylightSaving: true },
  44: { wideDynamicRange: true },
};

export function settingsOf(index: number): CameraSettings {
  return { ...careful, ...round[index % 48] };
}
