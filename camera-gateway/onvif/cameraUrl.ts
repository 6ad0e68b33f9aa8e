import type { CameraAddress } from '@khue/domain/camera';

const maxUrlCharacters = 2_048;
const rtspPort = 554;
const firstUnprivilegedPort = 1_024;

/** Ports of its own host that a camera may name besides those of the inventory. */
export type AllowedPorts = ReadonlySet<number>;

const noPorts: AllowedPorts = new Set();

/**
 * The address to use for one that a camera handed out: its path, at the host and port of the inventory, because cameras
 * name private, loopback, stale and foreign addresses. Of two addresses separated by space (IPv4 and IPv6) the first
 * counts. A port is taken from the camera only if `allowed` has it; and for RTSP, where the inventory knows no RTSP
 * address at all, if it is 554 or not a privileged one. Null for what is no address, and where the inventory has none.
 * User names, passwords and fragments are dropped; RTSP over TLS is not spoken here and counts as no address.
 */
export function resolveCameraUrl(
  address: CameraAddress,
  urlFromCamera: string,
  allowed: AllowedPorts = noPorts,
): string | null {
  const text = urlFromCamera.trim().split(/\s+/u)[0] ?? '';
  if (text === '' || text.length > maxUrlCharacters) return null;
  const named = URL.parse(text, address.onvifUrl ?? undefined);
  if (named === null) return null;
  switch (named.protocol) {
    case 'http:':
    case 'https:':
      return address.onvifUrl === null ? null : pinnedHttp(new URL(address.onvifUrl), named, allowed);
    case 'rtsp:':
      return pinnedRtsp(address, named, allowed);
    default:
      return null;
  }
}

function pinnedHttp(record: URL, named: URL, allowed: AllowedPorts): string {
  const port = allowed.has(Number(named.port)) ? named.port : record.port;
  return `${record.protocol}//${hostAndPort(record.hostname, port)}${named.pathname}${named.search}`;
}

function pinnedRtsp(address: CameraAddress, named: URL, allowed: AllowedPorts): string | null {
  const registered = address.rtspMainUrl ?? address.rtspSubUrl;
  const record = URL.parse(registered ?? address.onvifUrl ?? '');
  if (record === null) return null;
  const namedPort = named.port === '' ? rtspPort : Number(named.port);
  const known = registered === null ? null : record.port;
  const free = namedPort === rtspPort || namedPort >= firstUnprivilegedPort;
  const taken = allowed.has(namedPort) || (known === null && free);
  const port = taken ? String(namedPort) : (known ?? String(rtspPort));
  return `rtsp://${hostAndPort(record.hostname, port)}${named.pathname}${named.search}`;
}

function hostAndPort(hostname: string, port: string): string {
  return port === '' ? hostname : `${hostname}:${port}`;
}
