import { describe, expect, it } from 'vitest';
import { chooseProfiles, type MediaProfile } from './profiles.ts';

function profile(token: string, facts: Partial<MediaProfile>): MediaProfile {
  return { token, source: 'v0', codec: 'h264', width: null, height: null, frameRate: null, ...facts };
}

const size = (width: number, height: number) => ({ width, height });
const choice = (...profiles: MediaProfile[]) =>
  Object.fromEntries(chooseProfiles(profiles).map((one) => [one.profile, one.token]));

describe('chooseProfiles', () => {
  const [large, middle, small, thumb] = [
    profile('large', size(2560, 1440)),
    profile('middle', size(1280, 720)),
    profile('small', size(640, 360)),
    profile('thumb', size(160, 90)),
  ];

  it('takes the largest as main and the smallest that fills a tile as sub, in whatever order they come', () => {
    expect(choice(thumb, small, large, middle)).toEqual({ main: 'large', sub: 'small' });
    expect(choice(large, thumb)).toEqual({ main: 'large', sub: 'thumb' });
  });

  it('takes a sub stream of H.264 though one of H.265 is smaller', () => {
    const h265 = profile('h265', { ...size(640, 360), codec: 'h265' });
    expect(choice(profile('main', { ...size(1920, 1080), codec: 'h265' }), h265, middle)).toEqual({
      main: 'main',
      sub: 'middle',
    });
    expect(choice(large, h265)).toEqual({ main: 'large', sub: 'h265' });
  });

  it('takes H.264 of two equally large, and no sub stream where nothing is smaller', () => {
    expect(choice(profile('h265', { ...size(640, 360), codec: 'h265' }), small)).toEqual({ main: 'small' });
  });

  it('leaves out encodings that nobody plays', () => {
    expect(choice(profile('jpeg', { ...size(4000, 3000), codec: 'other' }), small)).toEqual({ main: 'small' });
    expect(choice(profile('jpeg', { ...size(4000, 3000), codec: 'other' }))).toEqual({});
  });

  it('keeps to the first video source of a recorder', () => {
    const other = { ...size(3840, 2160), source: 'v1' };
    expect(choice(middle, small, profile('other', other))).toEqual({ main: 'middle', sub: 'small' });
  });

  it('goes by the order where the camera tells neither size nor codec', () => {
    const bare = (token: string) => profile(token, { codec: null, source: null });
    expect(choice(bare('first'), bare('second'), bare('third'))).toEqual({ main: 'first', sub: 'second' });
  });
});
