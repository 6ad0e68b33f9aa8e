import { RtspError } from './rtspError.ts';

export interface RtspTarget {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** The URL for request lines, never with credentials. */
  readonly requestUrl: string;
}

/** Reads an `rtsp:` URL. Throws an `RtspError` `no_address`; the message does not repeat the URL. */
export function parseRtspUrl(url: string): RtspTarget {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.protocol !== 'rtsp:' || parsed.hostname === '') {
    throw new RtspError('no_address', 'the address is not an rtsp: URL');
  }
  parsed.username = '';
  parsed.password = '';
  parsed.hash = '';
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: parsed.port === '' ? 554 : Number(parsed.port),
    requestUrl: parsed.href,
  };
}
