import { createPlanes, type Planes, putRgba } from './planes.ts';
import { plainLayers, type SceneLayer, type Sprite, sceneLayers } from './sceneParts.ts';
import type { Motion } from './sceneMotion.ts';
import { SliceEncoder } from './sliceEncoder.ts';
import type { StreamShape } from './streamSyntax.ts';

/** Pictures in one loop of a scene: ten seconds. */
export const loopFrames = 120;
/** QP of scenes by scale: large pictures are looked at closely. */
const sceneQp = (stream: StreamShape): number => (stream.scale > 1 ? 24 : 27);

/**
 * Encodes one loop of a scene: a NAL unit for the scene's slice of each picture, an IDR slice (idr_pic_id parity 0)
 * every `gopFrames`, which divides the loop.
 */
export function encodeLoop(
  svg: string,
  motions: Readonly<Record<string, Motion>>,
  stream: StreamShape,
  gopFrames: number,
): Uint8Array[] {
  const painter = new ScenePainter(sceneLayers(svg, motions, stream.width), stream);
  const encoder = new SliceEncoder(stream.mbWidth, stream.stripRow, sceneQp(stream));
  return Array.from({ length: loopFrames }, (_, n) => {
    const changed = painter.paint(n / loopFrames);
    const frameNum = n % gopFrames;
    return frameNum === 0 ? encoder.key(painter.planes, true, 0) : encoder.delta(painter.planes, changed, frameNum);
  });
}

/**
 * The scene's slice of a picture of one colour: an IDR slice, and an intra slice of a delta picture (frame_num 1) that
 * stands alone, so that a lens can be covered at any picture.
 */
export function encodePlain(colour: string, stream: StreamShape): Uint8Array[] {
  const painter = new ScenePainter(plainLayers(colour, stream.width), stream);
  painter.paint(0);
  const encoder = new SliceEncoder(stream.mbWidth, stream.stripRow, sceneQp(stream));
  return [encoder.key(painter.planes, true, 0), encoder.key(painter.planes, false, 1)];
}

/** Paints layers into planes, macroblock by macroblock, and only where something moved. */
export class ScenePainter {
  readonly planes: Planes;
  readonly #layers: readonly SceneLayer[];
  readonly #mbWidth: number;
  readonly #mbRows: number;
  readonly #changed: Uint8Array;
  #shown: readonly (Sprite | null)[] = [];
  readonly #block = new Uint8ClampedArray(1024);
  readonly #empty: Map<Sprite, Uint8Array> = new Map();

  constructor(layers: readonly SceneLayer[], stream: StreamShape) {
    this.#layers = layers;
    this.#mbWidth = stream.mbWidth;
    this.#mbRows = stream.stripRow;
    this.#changed = new Uint8Array(stream.mbWidth * stream.stripRow);
    this.planes = createPlanes(stream.mbWidth * 16, stream.stripRow * 16);
  }

  /** Paints the moment t (0..1); returns which macroblocks may have changed. */
  paint(t: number): Uint8Array {
    const sprites = this.#layers.map((layer) => layer.at(t));
    this.#changed.fill(0);
    for (const [i, sprite] of sprites.entries()) {
      const before = this.#shown[i];
      if (before === sprite) continue;
      this.#markChanged(before ?? null);
      this.#markChanged(sprite);
    }
    this.#shown = sprites;
    for (let mb = 0; mb < this.#changed.length; mb++) {
      if (this.#changed[mb] === 1)
        this.#paintBlock(sprites, (mb % this.#mbWidth) * 16, Math.floor(mb / this.#mbWidth) * 16);
    }
    return this.#changed;
  }

  #markChanged(sprite: Sprite | null): void {
    if (sprite === null) return;
    const left = Math.max(0, sprite.x >> 4);
    const right = Math.min(this.#mbWidth, Math.ceil((sprite.x + sprite.width) / 16));
    const bottom = Math.min(this.#mbRows, Math.ceil((sprite.y + sprite.height) / 16));
    for (let y = Math.max(0, sprite.y >> 4); y < bottom; y++) {
      for (let x = left; x < right; x++) this.#changed[y * this.#mbWidth + x] = 1;
    }
  }

  #paintBlock(sprites: readonly (Sprite | null)[], x: number, y: number): void {
    for (const sprite of sprites) {
      if (sprite !== null && !this.#isEmpty(sprite, x, y)) blend(this.#block, sprite, x, y);
    }
    putRgba(this.planes, this.#block, 16, x, y);
  }

  /** Whether a still layer has nothing in this macroblock; moving ones are small and not looked at. */
  #isEmpty(sprite: Sprite, x: number, y: number): boolean {
    if (sprite.width < this.#mbWidth * 16) return false;
    let known = this.#empty.get(sprite);
    if (known === undefined) {
      known = new Uint8Array(this.#mbWidth * this.#mbRows);
      this.#empty.set(sprite, known);
    }
    const at = (y >> 4) * this.#mbWidth + (x >> 4);
    if (known[at] === 0) known[at] = hasPixels(sprite, x, y) ? 2 : 1;
    return known[at] === 1;
  }
}

function hasPixels(sprite: Sprite, x: number, y: number): boolean {
  for (let row = y; row < y + 16; row++) {
    for (let column = x; column < x + 16; column++) {
      if ((sprite.pixels[4 * (row * sprite.width + column) + 3] ?? 0) > 0) return true;
    }
  }
  return false;
}

/** Lays a sprite over the 16x16 block at (x, y). */
function blend(block: Uint8ClampedArray, sprite: Sprite, x: number, y: number): void {
  const { pixels } = sprite;
  const top = Math.max(y, sprite.y);
  const bottom = Math.min(y + 16, sprite.y + sprite.height);
  const left = Math.max(x, sprite.x);
  const right = Math.min(x + 16, sprite.x + sprite.width);
  for (let row = top; row < bottom; row++) {
    let from = 4 * ((row - sprite.y) * sprite.width + left - sprite.x);
    let to = 4 * ((row - y) * 16 + left - x);
    for (let column = left; column < right; column++, from += 4, to += 4) {
      const alpha = pixels[from + 3] ?? 0;
      if (alpha === 0) continue;
      const rest = alpha === 255 ? 0 : (255 - alpha) / 255;
      block[to] = (pixels[from] ?? 0) + (block[to] ?? 0) * rest;
      block[to + 1] = (pixels[from + 1] ?? 0) + (block[to + 1] ?? 0) * rest;
      block[to + 2] = (pixels[from + 2] ?? 0) + (block[to + 2] ?? 0) * rest;
    }
  }
}
