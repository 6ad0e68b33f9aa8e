import type {
  ClockFacts,
  DeviceFacts,
  ImagingFacts,
  NtpFacts,
  OverlayFacts,
  ProfileFacts,
  ProtocolFacts,
  ServiceFacts,
} from '@khue/domain/auditReadings';
import { momentOf } from '../onvif/deviceClock.ts';
import { media1Profiles, media2Profiles } from '../onvif/profiles.ts';
import { child, children, textOf, type XmlNode } from '../onvif/soapReply.ts';

const maxItems = 256;

export function isNode(value: unknown): value is XmlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Texts of an element that may stand once or several times. */
function textsOf(node: XmlNode, name: string): readonly string[] {
  const value = node[name];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.slice(0, maxItems).flatMap((one) => textOf({ one }, 'one') ?? []);
}

/** POSIX.1 TZ, in which the sign is that of the way to UTC: `ICT-7` is ahead of it. */
function minutesOfZone(zone: string | null): number | null {
  const match = /^(?:[A-Za-z]{3,}|<[\w+-]+>)([+-]?)(\d{1,2})(?::(\d{2}))?/u.exec(zone ?? '');
  if (match === null) return null;
  const [, sign = '', hours = '0', minutes = '0'] = match;
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? size : -size;
}

/** Cameras tell whole seconds; on average half a second has passed since. */
const halfSecondMs = 500;
const quarterHourMs = 900_000;

/** `oursMs`: the middle between question and answer. */
export function clockFacts(response: XmlNode, oursMs: number, durationMs: number): ClockFacts {
  const told = child(response, 'SystemDateAndTime');
  const [utc, local] = [momentOf(child(told, 'UTCDateTime')), momentOf(child(told, 'LocalDateTime'))];
  const saving = textOf(told, 'DaylightSavings');
  const byClocks = utc === null || local === null ? null : Math.round((local - utc) / quarterHourMs) * 15;
  return {
    offsetMs: utc === null ? null : Math.round(utc + halfSecondMs - oursMs),
    setBy: textOf(told, 'DateTimeType'),
    utcOffsetMinutes: byClocks ?? minutesOfZone(textOf(told, 'TimeZone', 'TZ')),
    daylightSaving: saving === null ? null : saving === 'true' || saving === '1',
    durationMs,
  };
}

export function serviceFacts(response: XmlNode, durationMs: number, overPlainHttp: boolean): ServiceFacts {
  const namespaces = children(response, 'Service').flatMap((service) => textOf(service, 'Namespace') ?? []);
  return { namespaces: namespaces.slice(0, maxItems), durationMs, overPlainHttp };
}

export function deviceFacts(response: XmlNode): DeviceFacts {
  return {
    manufacturer: textOf(response, 'Manufacturer'),
    model: textOf(response, 'Model'),
    firmwareVersion: textOf(response, 'FirmwareVersion'),
    serialNumber: textOf(response, 'SerialNumber'),
  };
}

/** Decoded where they are percent-encoded. */
export function scopeItems(response: XmlNode): readonly string[] {
  return children(response, 'Scopes')
    .slice(0, maxItems)
    .flatMap((scope) => decoded(textOf(scope, 'ScopeItem')) ?? []);
}

function decoded(text: string | null): string | null {
  if (text === null) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function hostName(response: XmlNode): string | null {
  return textOf(response, 'HostnameInformation', 'Name');
}

export function overlayFacts(response: XmlNode): OverlayFacts {
  const shown = children(response, 'OSDs')
    .slice(0, maxItems)
    .map((overlay) => ({
      type: textOf(overlay, 'TextString', 'Type'),
      text: textOf(overlay, 'TextString', 'PlainText'),
    }));
  const types = new Set(shown.map(({ type }) => type));
  return {
    texts: shown.flatMap(({ text }) => text ?? []),
    showsDateAndTime: types.has('DateAndTime') || (types.has('Date') && types.has('Time')),
  };
}

export function ntpFacts(response: XmlNode): NtpFacts {
  const told = child(response, 'NTPInformation');
  const servers = [...children(told, 'NTPManual'), ...children(told, 'NTPFromDHCP')].flatMap(
    (server) => textOf(server, 'DNSname') ?? textOf(server, 'IPv4Address') ?? textOf(server, 'IPv6Address') ?? [],
  );
  return { servers: servers.slice(0, maxItems), fromDhcp: textOf(told, 'FromDHCP') === 'true' };
}

export function protocolFacts(response: XmlNode): ProtocolFacts {
  const protocols = children(response, 'NetworkProtocols')
    .slice(0, maxItems)
    .map((protocol) => ({
      name: textOf(protocol, 'Name') ?? '',
      enabled: textOf(protocol, 'Enabled') === 'true',
      ports: textsOf(protocol, 'Port').map(Number).filter(Number.isInteger),
    }));
  return { protocols };
}

export function imagingFacts(response: XmlNode): ImagingFacts {
  const settings = child(response, 'ImagingSettings');
  return {
    irCutFilter: textOf(settings, 'IrCutFilter'),
    wideDynamicRange: textOf(settings, 'WideDynamicRange', 'Mode'),
  };
}

function numberOf(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

/** Of Media1 or Media2, told apart by where they keep the encoder. */
export function profileFacts(response: XmlNode): ProfileFacts {
  const nodes = children(response, 'Profiles').slice(0, maxItems);
  const isMedia2 = nodes.some((node) => child(node, 'Configurations') !== null);
  const listed = isMedia2 ? media2Profiles(response) : media1Profiles(response);
  const profiles = listed.slice(0, maxItems).map(({ token, codec, width, height, frameRate }) => {
    const node = nodes.find((candidate) => textOf(candidate, '@token') === token);
    const encoder = isMedia2 ? child(node, 'Configurations', 'VideoEncoder') : child(node, 'VideoEncoderConfiguration');
    const audio = isMedia2 ? child(node, 'Configurations', 'AudioEncoder') : child(node, 'AudioEncoderConfiguration');
    return {
      token,
      codec,
      width,
      height,
      frameRate,
      kbps: numberOf(textOf(encoder, 'RateControl', 'BitrateLimit')),
      govLength: numberOf(textOf(encoder, 'H264', 'GovLength') ?? textOf(encoder, '@GovLength')),
      hasAudio: audio !== null,
    };
  });
  return { profiles };
}

/** Whether an answer about a stream or a snapshot tells its address: Media1 within `MediaUri`, Media2 bare. */
export function tellsAddress(response: XmlNode): boolean {
  return (textOf(response, 'MediaUri', 'Uri') ?? textOf(response, 'Uri') ?? '').trim() !== '';
}

/** Whether a session description has a media line for sound. */
export function offersAudio(description: string): boolean {
  return /^m=audio\b/mu.test(description);
}
