import { describe, expect, it } from 'vitest';
import { trackOf } from '../testing/accessUnit.ts';
import { boxAt, readBoxes } from '../testing/boxReader.ts';
import { smallClip } from '../testing/clip.ts';
import { initSegment } from './initSegment.ts';

const track = trackOf(smallClip, 160, 120);
const [sps = new Uint8Array(), pps = new Uint8Array()] = track.parameterSets;

function initBytes(): Buffer {
  return initSegment(track)?.bytes ?? Buffer.alloc(0);
}

describe('init segment', () => {
  it('is a file type and a movie with one track that fragments extend', () => {
    expect(readBoxes(initBytes()).map((box) => box.type)).toEqual(['ftyp', 'moov']);
    expect(readBoxes(boxAt(initBytes(), 'moov')).map((box) => box.type)).toEqual(['mvhd', 'trak', 'mvex']);
  });

  it('names the codec as the sequence parameter set does', () => {
    expect(initSegment(track)?.mime).toBe('video/mp4; codecs="avc1.42C00C"');
  });

  it('carries both parameter sets as they are', () => {
    const entry = boxAt(initBytes(), 'moov/trak/mdia/minf/stbl/stsd').subarray(8);
    const configuration = boxAt(entry.subarray(8 + 78), 'avcC');
    expect(configuration.subarray(0, 6)).toEqual(Buffer.from([1, 0x42, 0xc0, 0x0c, 0xff, 0xe1]));
    expect(configuration.subarray(8, 8 + sps.length)).toEqual(Buffer.from(sps));
    expect(configuration.subarray(8 + sps.length + 3)).toEqual(Buffer.from(pps));
  });

  it('says the size of the picture', () => {
    const entry = boxAt(initBytes(), 'moov/trak/mdia/minf/stbl/stsd').subarray(8);
    expect([entry.readUInt16BE(8 + 24), entry.readUInt16BE(8 + 26)]).toEqual([160, 120]);
  });

  it('counts time in ticks of 1/90,000 s', () => {
    expect(boxAt(initBytes(), 'moov/trak/mdia/mdhd').readUInt32BE(12)).toBe(90_000);
  });

  it('adds chroma format and bit depths for a High profile', () => {
    const highSps = Buffer.from('67640028acd940780227e5c04400000300040000030000c83c60c658', 'hex');
    const high = initSegment({ ...track, width: 1920, height: 1080, parameterSets: [highSps, pps] });
    const entry = boxAt(high?.bytes ?? Buffer.alloc(0), 'moov/trak/mdia/minf/stbl/stsd').subarray(8);
    expect(boxAt(entry.subarray(8 + 78), 'avcC').subarray(-4)).toEqual(Buffer.from([0xfd, 0xf8, 0xf8, 0]));
  });

  it('is not made while a parameter set is missing', () => {
    expect(initSegment({ ...track, parameterSets: [sps] })).toBeNull();
  });

  it('is not made for H.265', () => {
    expect(initSegment({ ...track, codec: 'h265' })).toBeNull();
  });
});
