import { describe, expect, it } from 'vitest';
import { StreamMuxer } from './streamMuxer.ts';
import { accessUnit, playClip, trackOf } from './testing/accessUnit.ts';
import { readFragment } from './testing/boxReader.ts';
import { largerClip, smallClip } from './testing/clip.ts';

const track = trackOf(smallClip, 160, 120);
const units = playClip(2);

function kinds(muxer: StreamMuxer, from: number, to: number): string[] {
  return units.slice(from, to).flatMap((unit) => muxer.push(track, unit).fragments.map((fragment) => fragment.kind));
}

describe('stream muxer', () => {
  it('begins a session with an init segment and a key frame', () => {
    const muxer = new StreamMuxer();
    muxer.beginSession(track);
    expect(kinds(muxer, 0, 3)).toEqual(['init', 'media', 'media', 'media']);
  });

  it('waits for a key frame', () => {
    const muxer = new StreamMuxer();
    muxer.beginSession(track);
    expect(kinds(muxer, 20, 26)).toEqual(['init', 'media']);
  });

  it('waits until the parameter sets are known', () => {
    const muxer = new StreamMuxer();
    muxer.beginSession({ ...track, parameterSets: [] });
    const first = units[0] ?? accessUnit([], 0, 0);
    expect(muxer.push({ ...track, parameterSets: [] }, first).fragments).toEqual([]);
  });

  it('sends a new init segment when the parameter sets change', () => {
    const muxer = new StreamMuxer();
    muxer.beginSession(track);
    kinds(muxer, 0, 5);
    const changed = muxer.push(trackOf(largerClip, 192, 144), accessUnit(largerClip[0] ?? [], 5 * 3_600, 1_000_200));
    expect(changed.fragments.map((fragment) => fragment.kind)).toEqual(['init', 'media']);
  });

  it('keeps one timeline and one numbering over two sessions', () => {
    const muxer = new StreamMuxer();
    const read = [track, { ...track }].flatMap((session) => {
      muxer.beginSession(session);
      return units
        .slice(0, 3)
        .flatMap((unit) => muxer.push(session, unit).fragments)
        .filter((fragment) => fragment.kind === 'media')
        .map((fragment) => readFragment(fragment.payload));
    });
    expect(read.map(({ sequence, decodeTime }) => [sequence, decodeTime])).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => [index + 1, index * 3_600]),
    );
  });

  it('carries the picture byte for byte', () => {
    const muxer = new StreamMuxer();
    muxer.beginSession(track);
    const [, media] = muxer.push(track, units[0] ?? accessUnit([], 0, 0)).fragments;
    expect(readFragment(media?.payload ?? Buffer.alloc(0)).data).toEqual(units[0]?.lengthPrefixed);
  });
});
