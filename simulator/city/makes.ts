import type { DigestAlgorithm } from '../digest.ts';

/** ONVIF services beside Device that a camera may have. */
export type ServiceName = 'media' | 'media2' | 'imaging' | 'events' | 'search';

/** XML prefixes as different toolkits write them; the meaning is the same. */
export type PrefixStyle = 'usual' | 'gsoap' | 'numbered';

/** An invented maker's model with the habits that real devices are known for. Habits are data: servers only read them. */
export interface Make {
  readonly manufacturer: string;
  readonly model: string;
  readonly hardwareId: string;
  /** Kept as text: "1.10" is not 1.1. */
  readonly firmware: string;
  readonly services: readonly ServiceName[];
  readonly prefixes: PrefixStyle;
  /** Digest challenges in the order in which they are sent. */
  readonly digest: readonly DigestAlgorithm[];
  /** With qop=auth (RFC 7616) or as in RFC 2069. */
  readonly qop: boolean;
  /** How long a nonce is good; after it the answer is 401 with stale=true. */
  readonly nonceLifeMs: number;
  /** Takes WS-UsernameToken too. */
  readonly wsse: boolean;
  /** HTTP status of the SOAP fault to a refused WS-UsernameToken. */
  readonly refusalStatus: 400 | 401;
  /** Replies without Content-Length. */
  readonly chunked: boolean;
  /** XAddr as the caller addressed the device, or an address of its own net that leads nowhere. */
  readonly xAddr: 'as_asked' | 'private';
  /** Host and port in GetStreamUri. */
  readonly streamUri: 'right' | 'private_host' | 'wrong_port';
  /** Answers HTTP 500 to Media2 GetProfiles with Type=All. */
  readonly breaksOnAllTypes: boolean;
  readonly rtspHeaders: 'usual' | 'lower_case';
  readonly rtspControl: 'relative' | 'absolute';
  /** Parameter sets in one aggregation packet (STAP-A, AP) and not one packet each. */
  readonly aggregates: boolean;
}

const plain: Make = {
  manufacturer: 'Mô phỏng Sao Mai',
  model: 'SM-IPC-2M',
  hardwareId: '1.0',
  firmware: '1.10',
  services: ['media', 'media2', 'imaging', 'events', 'search'],
  prefixes: 'usual',
  digest: ['MD5'],
  qop: true,
  nonceLifeMs: 60_000,
  wsse: true,
  refusalStatus: 400,
  chunked: false,
  xAddr: 'as_asked',
  streamUri: 'right',
  breaksOnAllTypes: false,
  rtspHeaders: 'usual',
  rtspControl: 'relative',
  aggregates: false,
};

/** Makes by name. */
export const makes = {
  plain,
  oldFashioned: {
    ...plain,
    manufacturer: 'Mô phỏng Tua Rua',
    model: 'TR-900',
    firmware: 'V5.4.0 build 160530',
    services: ['media', 'imaging', 'events'],
    prefixes: 'gsoap',
    qop: false,
    chunked: true,
    rtspHeaders: 'lower_case',
  },
  twoChallenges: {
    ...plain,
    manufacturer: 'Mô phỏng Thiên Lang',
    model: 'TL-4K',
    firmware: '2.800.0000000.20.R',
    digest: ['SHA-256', 'MD5'],
    refusalStatus: 401,
    rtspControl: 'absolute',
    aggregates: true,
  },
  strict: {
    ...plain,
    manufacturer: 'Mô phỏng Bắc Đẩu',
    model: 'BD-7',
    firmware: '11.0',
    digest: ['SHA-256'],
    wsse: false,
    nonceLifeMs: 5_000,
  },
  media2Only: {
    ...plain,
    manufacturer: 'Mô phỏng Ngân Hà',
    model: 'NH-T1',
    firmware: '3.0',
    services: ['media2', 'events'],
    prefixes: 'numbered',
    breaksOnAllTypes: true,
  },
  behindNat: {
    ...plain,
    manufacturer: 'Mô phỏng Chức Nữ',
    model: 'CN-20',
    xAddr: 'private',
    streamUri: 'private_host',
  },
  wrongPort: { ...plain, manufacturer: 'Mô phỏng Ngưu Lang', model: 'NL-3', streamUri: 'wrong_port' },
} as const satisfies Readonly<Record<string, Make>>;

type MakeName = keyof typeof makes;

/** Which camera of every 24 is of which make. */
export const makeRound: readonly MakeName[] = [
  'plain',
  'plain',
  'oldFashioned',
  'twoChallenges',
  'plain',
  'twoChallenges',
  'plain',
  'plain',
  'behindNat',
  'plain',
  'strict',
  'plain',
  'oldFashioned',
  'plain',
  'media2Only',
  'plain',
  'wrongPort',
  'twoChallenges',
  'plain',
  'oldFashioned',
  'plain',
  'plain',
  'twoChallenges',
  'plain',
];
