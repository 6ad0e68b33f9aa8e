import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPictureSources, type PictureLibrary, type PictureSource } from './pictureSource.ts';
import { sceneMotions } from './sceneMotion.ts';

const overlay = { clockMs: Date.UTC(2026, 10, 24, 1, 5, 9), counter: 7, label: 'MP-THPT-01 C02' };
const plain = { keyFrame: false, black: false };
const nalTypes = (units: readonly Uint8Array[]): number[] => units.map((unit) => (unit[0] ?? 0) & 31);
const take = (source: PictureSource, from: number, count: number, options = plain): number[][] =>
  Array.from({ length: count }, (_, i) => nalTypes(source.picture(from + i, overlay, options)));

describe('the picture library', () => {
  let cacheDir = '';
  const libraries: PictureLibrary[] = [];
  const open = async (): Promise<PictureLibrary> => {
    const library = await createPictureSources({ cacheDir });
    libraries.push(library);
    return library;
  };

  beforeEach(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'khue-pictures-'));
  });

  afterEach(async () => {
    await Promise.all(libraries.splice(0).map((library) => library.close()));
    await rm(cacheDir, { recursive: true, force: true });
  });

  it('gives pictures at once, and the scene from the next key frame after it is encoded', async () => {
    const library = await open();
    const source = library.source('service', 'sub', 'h264');
    const [waiting] = source.picture(0, overlay, plain);
    await library.ready('service', 'sub', 'h264');
    const [stillWaiting] = source.picture(1, overlay, plain);
    const [scene] = source.picture(12, overlay, plain);
    expect(stillWaiting?.length).toBe(waiting?.length);
    expect(scene?.length).toBeGreaterThan(2 * (waiting?.length ?? 0));
  });

  it('has a key frame every twelve pictures and two slices in each picture', async () => {
    const library = await open();
    await library.ready('service', 'sub', 'h264');
    const types = take(library.source('service', 'sub', 'h264'), 0, 36);
    expect(types).toEqual(Array.from({ length: 36 }, (_, n) => (n % 12 === 0 ? [5, 5] : [1, 1])));
  });

  it('keeps encoded scenes for the next start and makes damaged ones anew', async () => {
    const first = await open();
    await first.ready('service', 'sub', 'h264');
    const name = (await readdir(cacheDir)).find((file) => file.startsWith('service-sub-')) ?? '';
    const kept = await readFile(join(cacheDir, name));
    await writeFile(join(cacheDir, name), kept.subarray(0, kept.length - 9));
    const second = await open();
    await second.ready('service', 'sub', 'h264');
    expect(await readFile(join(cacheDir, name))).toEqual(kept);
  });

  it('turns black at any picture, and stands still while the overlay goes on', async () => {
    const library = await open();
    await library.ready('service', 'sub', 'h264');
    const source = library.source('service', 'sub', 'h264');
    source.picture(0, overlay, plain);
    const black = source.picture(17, overlay, { ...plain, black: true });
    const still = source.picture(17, { ...overlay, counter: 8 }, { ...plain, stillAt: 5 });
    expect(nalTypes(black)).toEqual([1, 1]);
    expect(still[0]?.length).toBeLessThan(16);
    expect(still[1]).not.toEqual(source.picture(17, overlay, { ...plain, stillAt: 5 })[1]);
  });

  it('offers H.265 with key frames where it says they are', async () => {
    const source = (await open()).source('gate', 'main', 'h265');
    expect(source.parameterSets.map((unit) => ((unit[0] ?? 0) >> 1) & 63)).toEqual([32, 33, 34]);
    const keys = Array.from({ length: 240 }, (_, n) => n).filter(
      (n) => (((source.picture(n, overlay, plain)[0]?.[0] ?? 0) >> 1) & 63) >= 16,
    );
    expect(keys).toEqual(Array.from({ length: 10 }, (_, i) => 24 * i));
  });

  it('refuses an unknown scene, and a group that does not divide the loop', async () => {
    const library = await open();
    expect(() => library.source('moon', 'sub', 'h264')).toThrow(RangeError);
    expect(() => library.source('gate', 'sub', 'h264', { gopFrames: 50 })).toThrow(RangeError);
  });

  it('stops waiting for a scene when told to', async () => {
    const library = await open();
    await expect(library.ready('yard', 'main', 'h264', AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });

  it('has a motion for every moving part of every scene', async () => {
    const library = await open();
    const parts: Record<string, Set<string | undefined>> = {};
    for (const scene of library.scenes) {
      const svg = await readFile(new URL(`../scenes/${scene}.svg`, import.meta.url), 'utf8');
      parts[scene] = new Set(Array.from(svg.matchAll(/^<g id="([^"]+)"/gm), ([, id]) => id));
    }
    const moved = Object.entries(sceneMotions).map(([scene, motions]) => [scene, new Set(Object.keys(motions))]);
    expect(parts).toEqual(Object.fromEntries(moved));
  });
});
