import type { Codec, StreamProfile } from '@khue/domain/camera';
import { child, children, textOf, type XmlNode } from './soapReply.ts';

/** A media profile as the camera lists it. */
export interface MediaProfile {
  readonly token: string;
  /** The picture's origin: a camera has one, a recorder one per channel; null where it is not told. */
  readonly source: string | null;
  /** `other`: an encoding that nobody here plays, such as JPEG. null: not told. */
  readonly codec: Codec | 'other' | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
}

export type ChosenProfile = MediaProfile & { readonly profile: StreamProfile; readonly codec: Codec | null };

/** Smaller pictures than this are for thumbnails. */
const smallestTileWidth = 320;
const maxProfiles = 1_024;

/** Profiles of Media1. It has no word for H.265: such a profile comes without an encoder or without an encoding. */
export function media1Profiles(response: XmlNode): readonly MediaProfile[] {
  return readProfiles(response, 'VideoSourceConfiguration', 'VideoEncoderConfiguration', []);
}

/** Profiles of Media2, with their configurations where those were asked for and given. */
export function media2Profiles(response: XmlNode): readonly MediaProfile[] {
  return readProfiles(response, 'VideoSource', 'VideoEncoder', ['Configurations']);
}

function readProfiles(
  response: XmlNode,
  sourceName: string,
  encoderName: string,
  path: readonly string[],
): readonly MediaProfile[] {
  return children(response, 'Profiles')
    .slice(0, maxProfiles)
    .flatMap((node) => {
      const token = textOf(node, '@token');
      if (token === null) return [];
      const encoder = child(node, ...path, encoderName);
      return [
        {
          token,
          source: textOf(node, ...path, sourceName, 'SourceToken'),
          codec: codecOf(textOf(encoder, 'Encoding')),
          width: wholeNumber(textOf(encoder, 'Resolution', 'Width')),
          height: wholeNumber(textOf(encoder, 'Resolution', 'Height')),
          frameRate: positive(textOf(encoder, 'RateControl', 'FrameRateLimit')),
        },
      ];
    });
}

function codecOf(encoding: string | null): MediaProfile['codec'] {
  switch (encoding?.toUpperCase().replace(/[^A-Z0-9]/gu, '')) {
    case undefined:
      return null;
    case 'H264':
      return 'h264';
    case 'H265':
    case 'HEVC':
      return 'h265';
    default:
      return 'other';
  }
}

function positive(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

function wholeNumber(text: string | null): number | null {
  const value = positive(text);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** How many origins the profiles have: more than one is a recorder. */
export function countSources(profiles: readonly MediaProfile[]): number {
  return new Set(profiles.flatMap(({ source }) => source ?? [])).size;
}

/** At least one profile says what it sends. */
export function areTold(profiles: readonly MediaProfile[]): boolean {
  return profiles.some(({ codec }) => codec !== null);
}

/**
 * Main: the largest picture, H.264 before H.265 of one size. Sub: the smallest H.264 that fills a tile and is smaller,
 * otherwise the largest below, otherwise one of H.265. Of a recorder the first origin counts. What profiles do not tell
 * leaves their order to count, which by custom begins with the largest.
 */
export function chooseProfiles(profiles: readonly MediaProfile[]): readonly ChosenProfile[] {
  const source = profiles.find((profile) => profile.source !== null)?.source ?? null;
  const candidates = profiles.flatMap((one) => {
    const { codec } = one;
    return codec === 'other' || (one.source ?? source) !== source ? [] : [{ ...one, codec }];
  });
  const main = candidates.toSorted((a, b) => area(b) - area(a) || rank(a) - rank(b))[0];
  if (main === undefined) return [];
  const rest = candidates.filter((one) => one !== main && (area(one) < area(main) || area(one) === 0));
  const sub = chooseSub(rest);
  return [{ ...main, profile: 'main' }, ...(sub === undefined ? [] : [{ ...sub, profile: 'sub' as const }])];
}

type Candidate = MediaProfile & { readonly codec: Codec | null };

function chooseSub(rest: readonly Candidate[]): Candidate | undefined {
  const bySize = rest.toSorted((a, b) => area(a) - area(b));
  const h264 = bySize.filter((one) => one.codec === 'h264');
  return (
    h264.find((one) => (one.width ?? 0) >= smallestTileWidth) ??
    h264.at(-1) ??
    rest.find((one) => one.codec === null) ??
    bySize.find((one) => one.codec === 'h265')
  );
}

function area({ width, height }: MediaProfile): number {
  return (width ?? 0) * (height ?? 0);
}

function rank({ codec }: Candidate): number {
  return codec === 'h264' ? 0 : codec === 'h265' ? 1 : 2;
}
