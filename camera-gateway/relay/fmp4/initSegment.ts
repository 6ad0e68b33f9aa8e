/** The initialisation segment of a live H.264 track (ISO/IEC 14496-12; ISO BMFF byte stream format of MSE). */
import type { VideoTrack } from '../../rtsp/stream.ts';
import { avcCodecString, avcConfigurationBox, avcParameterSets } from './avcConfiguration.ts';
import { ascii, box, fullBox, u16, u32, u8 } from './boxes.ts';

/** Ticks per second of every time in the segments. */
export const timescale = 90_000;

/** The one track of every segment. */
export const trackId = 1;

/** What a player needs before the first fragment. */
export interface InitSegment {
  readonly bytes: Buffer;
  /** `video/mp4; codecs="avc1.42C01E"` */
  readonly mime: string;
}

const identityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const dotsPerInch72 = 0x480000;
const languageUndetermined = 0x55c4;

function movieHeader(): Buffer {
  return fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, timescale, 0, 0x10000),
    u16(0x100, 0),
    u32(0, 0),
    identityMatrix,
    Buffer.alloc(24),
    u32(trackId + 1),
  );
}

function trackHeader(width: number, height: number): Buffer {
  const enabledInMovie = 3;
  return fullBox(
    'tkhd',
    0,
    enabledInMovie,
    u32(0, 0, trackId, 0, 0, 0, 0),
    u16(0, 0, 0, 0),
    identityMatrix,
    u32(width * 0x10000, height * 0x10000),
  );
}

function sampleEntry(width: number, height: number, configuration: Buffer): Buffer {
  return box(
    'avc1',
    Buffer.alloc(6),
    u16(1),
    Buffer.alloc(16),
    u16(width, height),
    u32(dotsPerInch72, dotsPerInch72, 0),
    u16(1),
    Buffer.alloc(32),
    u16(24, 0xffff),
    configuration,
  );
}

function media(width: number, height: number, configuration: Buffer): Buffer {
  const noEntries = u32(0);
  return box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(languageUndetermined, 0)),
    fullBox('hdlr', 0, 0, u32(0), ascii('vide'), Buffer.alloc(12), ascii('video'), u8(0)),
    box(
      'minf',
      fullBox('vmhd', 0, 1, u16(0, 0, 0, 0)),
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      box(
        'stbl',
        fullBox('stsd', 0, 0, u32(1), sampleEntry(width, height, configuration)),
        fullBox('stts', 0, 0, noEntries),
        fullBox('stsc', 0, 0, noEntries),
        fullBox('stsz', 0, 0, u32(0), noEntries),
        fullBox('stco', 0, 0, noEntries),
      ),
    ),
  );
}

/** The init segment of a track, or null while its parameter sets or size are not known, or it is not H.264. */
export function initSegment(track: VideoTrack): InitSegment | null {
  const sets = track.codec === 'h264' ? avcParameterSets(track.parameterSets) : null;
  const first = sets?.sequence[0];
  if (!sets || first === undefined || track.width === null || track.height === null) return null;
  const bytes = Buffer.concat([
    box('ftyp', ascii('iso6'), u32(0), ascii('iso6avc1mp41')),
    box(
      'moov',
      movieHeader(),
      box('trak', trackHeader(track.width, track.height), media(track.width, track.height, avcConfigurationBox(sets))),
      box('mvex', fullBox('trex', 0, 0, u32(trackId, 1, 0, 0, 0))),
    ),
  ]);
  return { bytes, mime: `video/mp4; codecs="${avcCodecString(first)}"` };
}
