import type { Codec } from '@khue/domain/camera';

/** The video of a session description that can be played. */
export interface VideoMedia {
  readonly codec: Codec;
  readonly payloadType: number;
  readonly clockRate: number;
  /** `a=control` of the media; null where it has none. */
  readonly control: string | null;
  /** From sprop-parameter-sets or sprop-vps, -sps, -pps. */
  readonly parameterSets: readonly Uint8Array[];
  /** From `a=framerate`. */
  readonly frameRate: number | null;
  /** From `a=x-dimensions`. */
  readonly dimensions: { readonly width: number; readonly height: number } | null;
}

export interface SessionDescription {
  /** `a=control` of the session; null where it has none. */
  readonly control: string | null;
  /** The first video media with H.264 or H.265; null where there is none. */
  readonly video: VideoMedia | null;
}

const codecNames: Readonly<Record<string, Codec>> = { H264: 'h264', H265: 'h265', HEVC: 'h265' };
const maxParameterSets = 16;

interface Section {
  /** The value of `m=`, null for the session. */
  readonly media: string | null;
  /** Values of `a=` lines by lower-case name. */
  readonly attributes: Map<string, string[]>;
}

function splitSections(text: string): Section[] {
  const sections: Section[] = [{ media: null, attributes: new Map() }];
  for (const line of text.split(/\r\n|\n|\r/u)) {
    if (line.startsWith('m=')) sections.push({ media: line.slice(2).trim(), attributes: new Map() });
    if (!line.startsWith('a=')) continue;
    const colon = line.indexOf(':');
    const name = (colon < 0 ? line.slice(2) : line.slice(2, colon)).trim().toLowerCase();
    const value = colon < 0 ? '' : line.slice(colon + 1).trim();
    const attributes = sections.at(-1)?.attributes;
    attributes?.set(name, [...(attributes.get(name) ?? []), value]);
  }
  return sections;
}

/** The value behind `<payload type> ` of an attribute such as rtpmap or fmtp. */
function forPayloadType(section: Section, name: string, payloadType: number): string | null {
  for (const value of section.attributes.get(name) ?? []) {
    const space = value.search(/\s/u);
    if (space > 0 && Number(value.slice(0, space)) === payloadType) return value.slice(space + 1).trim();
  }
  return null;
}

/** RFC 6184, 8.1 and RFC 7798, 7.1: base64 NAL units, separated by commas. */
function readParameterSets(format: string | null): Uint8Array[] {
  const parameters = new Map<string, string>();
  for (const part of format?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals > 0) parameters.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  return ['sprop-parameter-sets', 'sprop-vps', 'sprop-sps', 'sprop-pps']
    .flatMap((name) => parameters.get(name)?.split(',') ?? [])
    .slice(0, maxParameterSets)
    .map((text) => Uint8Array.from(Buffer.from(text.replace(/^"|"$/gu, ''), 'base64')))
    .filter((unit) => unit.length > 1);
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}

function readDimensions(section: Section): VideoMedia['dimensions'] {
  const [width = null, height = null] = (section.attributes.get('x-dimensions')?.[0] ?? '').split(',').map(positive);
  return width === null || height === null ? null : { width: Math.trunc(width), height: Math.trunc(height) };
}

function readVideo(section: Section): VideoMedia | null {
  const [kind, , , ...formats] = section.media?.split(/\s+/u) ?? [];
  if (kind !== 'video') return null;
  for (const payloadType of formats.map(Number)) {
    const [name = '', clock] = forPayloadType(section, 'rtpmap', payloadType)?.split('/') ?? [];
    const codec = codecNames[name.toUpperCase()];
    if (codec === undefined) continue;
    return {
      codec,
      payloadType,
      clockRate: positive(clock) ?? 90_000,
      control: section.attributes.get('control')?.[0] ?? null,
      parameterSets: readParameterSets(forPayloadType(section, 'fmtp', payloadType)),
      frameRate: positive(section.attributes.get('framerate')?.[0]),
      dimensions: readDimensions(section),
    };
  }
  return null;
}

/** Reads a session description (RFC 8866) as cameras write it; what is not understood is left out. */
export function parseSdp(text: string): SessionDescription {
  const sections = splitSections(text);
  return {
    control: sections[0]?.attributes.get('control')?.[0] ?? null,
    video: sections.map(readVideo).find((video) => video !== null) ?? null,
  };
}

/**
 * Resolves `a=control` as cameras mean it: `*` or nothing is the base itself, a relative one is put behind the base
 * with one slash between (RFC 3986 would cut the last part off, no camera does), an absolute one stands.
 */
export function resolveControl(control: string | null, base: string): string {
  if (control === null || control === '' || control === '*' || /[\s\p{Cc}]/u.test(control)) return base;
  if (/^rtsp:\/\//iu.test(control)) return control;
  return `${base.replace(/\/$/u, '')}/${control.replace(/^\//u, '')}`;
}
