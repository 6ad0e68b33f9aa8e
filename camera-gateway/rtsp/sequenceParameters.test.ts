import { describe, expect, it } from 'vitest';
import { parseSps } from './sequenceParameters.ts';

/** Made with x264 and x265 for these tests; the expected values are what the encoder was told. */
const vectors = [
  [
    'h264',
    '67640028acd940780227e5c044000003000400000300c83c60c658',
    'High, cropped to 1080 lines',
    100,
    4,
    1920,
    1080,
    25,
  ],
  ['h264', '6742c016d900a02ff970110000030001000003001e8f162e48', 'Baseline', 66, 2.2, 640, 360, 15],
  ['h264', '67f4001f919b280a00b7f7808800001f480007530078c18cb0', '4:4:4', 244, 3.1, 1280, 718, 30_000 / 1_001],
  ['h264', '6764001eacd940b424d8088000000300800000190f8a14cb', 'interlaced', 100, 3, 720, 576, 25],
  [
    'h265',
    '420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000c84',
    'Main',
    1,
    4,
    1920,
    1080,
    25,
  ],
  [
    'h265',
    '42010101600000030090000003000003003fa005020169d565959a49395e02d010000003001000000300f080',
    'scaling lists and odd size',
    1,
    2.1,
    638,
    358,
    15,
  ],
  [
    'h265',
    '4201020160000003009000000300000300960000a001402005a1659598acd24995e02d010000030001000003001e08',
    'temporal layers',
    1,
    5,
    2560,
    1440,
    30,
  ],
] as const;

describe('sequence parameter sets', () => {
  it.each(vectors)('reads %s %s (%s)', (codec, hex, _name, profile, level, width, height, frameRate) => {
    expect(parseSps(codec, Buffer.from(hex, 'hex'))).toEqual({ profile, level, width, height, frameRate });
  });

  it.each(vectors)(
    'takes %s %s cut anywhere for broken or for the same picture size',
    (codec, hex, _n, _p, _l, width) => {
      const whole = Buffer.from(hex, 'hex');
      const seen = Array.from(whole.keys(), (length) => parseSps(codec, whole.subarray(0, length)));
      expect(seen.every((parameters) => parameters === null || parameters.width === width)).toBe(true);
    },
  );

  it('refuses a size that no camera has', () => {
    expect(parseSps('h264', Buffer.from('6742c01ed9000000000180000000018000000000', 'hex'))).toBeNull();
  });
});
