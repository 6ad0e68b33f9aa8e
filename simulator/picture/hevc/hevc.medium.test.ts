import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeUnits, greyPixels, playRtsp } from '../../testing/foreignDecoder.ts';
import { startTestCity, type TestCity } from '../../testing/testCity.ts';
import {
  createPictureSources,
  type PictureLibrary,
  type PictureOptions,
  type PictureProfile,
  type PictureSource,
} from '../pictureSource.ts';
import { readOverlay } from '../readOverlay.ts';
import { ScenePainter } from '../sceneLoop.ts';
import { sceneMotions } from '../sceneMotion.ts';
import { sceneLayers } from '../sceneParts.ts';
import { subShape } from '../streamSyntax.ts';
import { parameterSets, sliceUnit } from './parameterSets.ts';
import { SceneEncoder } from './sceneEncoder.ts';
import { StripEncoder } from './stripEncoder.ts';

const startMs = Date.UTC(2026, 10, 24, 1, 5, 9);
const firstCounter = 4_294_967_290;
const plain: PictureOptions = { keyFrame: false, black: false };

/** NAL units of `count` pictures from `from`, with clock and counter as a camera draws them. */
function stream(
  source: PictureSource,
  from: number,
  count: number,
  options: (n: number) => PictureOptions = () => plain,
): Uint8Array[] {
  const pictures = Array.from({ length: count }, (_, i) => {
    const overlay = { clockMs: startMs + (i * 1000) / 12, counter: (firstCounter + i) >>> 0, label: 'MP-THPT-01 C02' };
    return source.picture(from + i, overlay, options(from + i));
  });
  return [...source.parameterSets, ...pictures.flat()];
}

const readings = (pictures: readonly Uint8Array[], size: PictureSource) =>
  pictures.map((picture) => readOverlay(greyPixels(picture, size), size.width, size.height));
const wanted = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    counter: (firstCounter + i) >>> 0,
    clockSeconds: startMs / 1000 + Math.floor(i / 12),
  }));

describe('our H.265, to a decoder that nobody here wrote', () => {
  let library: PictureLibrary;

  beforeAll(async () => {
    library = await createPictureSources({ cacheDir: null });
    await Promise.all([library.ready('service', 'sub', 'h265'), library.ready('service', 'main', 'h265')]);
  });

  afterAll(() => library.close());

  it.each<[PictureProfile, number]>([
    ['sub', 60],
    ['main', 30],
  ])('is a clean stream (%s) on which counter and clock go on from picture to picture', async (profile, count) => {
    const source = library.source('service', profile, 'h265');
    const { pictures, complaints } = await decodeUnits(stream(source, 24, count), source);
    expect(complaints).toBe('');
    expect(readings(pictures, source)).toEqual(wanted(count));
  });

  it('has the pixels that the encoder thinks it has', async () => {
    const svg = await readFile(new URL('../../scenes/gate.svg', import.meta.url), 'utf8');
    const painter = new ScenePainter(sceneLayers(svg, sceneMotions['gate'] ?? {}, subShape.width), subShape);
    const encoder = new SceneEncoder(subShape.mbWidth, subShape.stripRow, 27);
    const strip = new StripEncoder(subShape);
    const units: Uint8Array[] = [...parameterSets(subShape)];
    const expected: Buffer[] = [];
    for (let orderCount = 0; orderCount < 6; orderCount++) {
      const changed = painter.paint(orderCount / 30);
      const intra = orderCount === 0;
      const data = intra ? encoder.key(painter.planes) : encoder.delta(painter.planes, changed);
      units.push(sliceUnit(subShape, { firstBlock: 0, intra, orderCount, qp: 27 }, data));
      units.push(strip.encode({ clockMs: startMs, counter: orderCount, label: 'MP-THPT-01 C02' }, orderCount));
      expected.push(Buffer.concat([encoder.decoded.y, encoder.decoded.u, encoder.decoded.v]));
    }
    const { pictures } = await decodeUnits(units, subShape);
    const sceneOf = (picture: Uint8Array): Buffer => {
      const whole = 640 * 360;
      const scene = 640 * 336;
      const plane = (at: number, length: number): Uint8Array => picture.subarray(at, at + length);
      return Buffer.concat([plane(0, scene), plane(whole, scene / 4), plane((whole * 5) / 4, scene / 4)]);
    };
    expect(pictures.map((picture) => sceneOf(picture).equals(expected.shift() ?? Buffer.alloc(0)))).toEqual(
      Array.from({ length: 6 }, () => true),
    );
  });

  it('turns black at any picture and comes back at a key frame, while the counter goes on', async () => {
    const source = library.source('service', 'sub', 'h265');
    const units = stream(source, 24, 30, (n) => ({ ...plain, black: n >= 31 && n < 48 }));
    const { pictures, complaints } = await decodeUnits(units, source);
    const meanLuma = (picture: Uint8Array): number =>
      picture.subarray(0, 640 * 336).reduce((sum, luma) => sum + luma, 0) / (640 * 336);
    const isBlack = pictures.map((picture) => meanLuma(picture) < 20);
    expect(isBlack).toEqual(Array.from({ length: 30 }, (_, i) => i >= 7 && i < 24));
    expect(readings(pictures, source)).toEqual(wanted(30));
    expect(complaints).toBe('');
  });

  it('stands still while the counter goes on', async () => {
    const source = library.source('service', 'sub', 'h265');
    const { pictures } = await decodeUnits(
      stream(source, 24, 8, () => ({ ...plain, stillAt: 60 })),
      source,
    );
    const scenes = new Set(pictures.map((picture) => Buffer.from(picture.subarray(0, 640 * 336)).toString('latin1')));
    expect(scenes.size).toBe(1);
    expect(readings(pictures, source)).toEqual(wanted(8));
  });

  it('is complained of when a picture is left out', async () => {
    const source = library.source('service', 'sub', 'h265');
    const units = stream(source, 24, 6);
    const without = units.toSpliced(source.parameterSets.length + 4, 2);
    expect((await decodeUnits(without, source)).complaints).not.toBe('');
  });

  it('stays small', () => {
    const sizes = (profile: PictureProfile): number[] =>
      [24, 25].map((n) =>
        library
          .source('yard', profile, 'h265')
          .picture(n, { clockMs: startMs, counter: n, label: 'MP-THPT-01 C02' }, plain)
          .reduce((sum, unit) => sum + unit.length, 0),
      );
    expect(sizes('sub')[0]).toBeLessThan(40_000);
    expect(sizes('main')[0]).toBeLessThan(80_000);
    expect(Math.max(sizes('sub')[1] ?? 0, sizes('main')[1] ?? 0)).toBeLessThan(4000);
  });
});

describe('an H.265 camera, to a player that nobody here wrote', () => {
  let city: TestCity;

  beforeAll(async () => {
    city = await startTestCity();
  });

  afterAll(() => city.stop());

  it.each([
    ['parameter sets one by one', 'MP-002-C02'],
    ['parameter sets in one packet', 'MP-005-C02'],
  ])('plays over RTSP, and its counter goes on (%s)', async (_name, code) => {
    const { mainUrl, username, password } = city.camera(code);
    const size = { width: 1280, height: 720 };
    const { pictures } = await playRtsp({ url: mainUrl, username, password }, size, 30);
    const counters = pictures.map((picture) => readOverlay(greyPixels(picture, size), 1280, 720)?.counter ?? 0);
    expect(counters).toHaveLength(30);
    expect(counters.map((counter) => counter - (counters[0] ?? 0))).toEqual(counters.map((_, i) => i));
  });
});
