import { Resvg } from '@resvg/resvg-js';
import { simulationMark } from './glyphs.ts';
import type { Motion, Pose } from './sceneMotion.ts';

/** Premultiplied RGBA pixels at a place of the picture. */
export interface Sprite {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A layer of the scene, from back to front: what stands still between moving parts, or one moving part. */
export interface SceneLayer {
  /** Gives the same object again while nothing changed. */
  at(t: number): Sprite | null;
}

const sceneWidth = 640;
const sceneHeight = 360;

/**
 * Takes a scene apart. In the file every moving part is a line of its own that begins with `<g id="`; all other lines
 * stand still. The mark MÔ PHỎNG comes on top.
 */
export function sceneLayers(
  svg: string,
  motions: Readonly<Record<string, Motion>>,
  width: number,
): readonly SceneLayer[] {
  const pixelsPerUnit = width / sceneWidth;
  const lines = svg.trim().split('\n').slice(1, -1);
  const layers: SceneLayer[] = [];
  let still = '';
  const closeStill = (): void => {
    if (still === '') return;
    layers.push(stillLayer(still, pixelsPerUnit));
    still = '';
  };
  for (const line of lines) {
    const id = /^<g id="([^"]+)"/.exec(line)?.[1];
    const motion = id === undefined ? undefined : motions[id];
    if (motion === undefined) {
      still += line;
      continue;
    }
    closeStill();
    layers.push(movingLayer(line, motion, pixelsPerUnit));
  }
  still += simulationMark(10, 10, 26);
  closeStill();
  return layers;
}

/** An empty scene of one colour, with the mark. */
export function plainLayers(colour: string, width: number): readonly SceneLayer[] {
  const plain = `<rect width="${sceneWidth}" height="${sceneHeight}" fill="${colour}"/>`;
  return [stillLayer(plain + simulationMark(10, 10, 26), width / sceneWidth)];
}

function stillLayer(markup: string, pixelsPerUnit: number): SceneLayer {
  const sprite = draw(markup, 0, 0, sceneWidth * pixelsPerUnit, sceneHeight * pixelsPerUnit, pixelsPerUnit);
  return { at: () => sprite };
}

function movingLayer(markup: string, motion: Motion, pixelsPerUnit: number): SceneLayer {
  const bare = markup.replace(/^<g id="[^"]+" transform="[^"]*"/, '<g');
  const ownBox = box(markup);
  const bareBox = box(bare);
  let lastKey = '';
  let last: Sprite | null = null;
  return {
    at: (t) => {
      const pose = motion(t);
      const posed = pose.place === undefined ? around(markup, pose) : placed(bare, pose.place, pose.stride);
      if (posed === lastKey) return last;
      const bounds = pose.place === undefined ? ownBox : placedBox(bareBox, pose.place);
      lastKey = posed;
      last = drawWhole(posed, bounds, pose.place === undefined ? 9 : 2, pixelsPerUnit);
      return last;
    },
  };
}

function placed(bare: string, place: NonNullable<Pose['place']>, stride: number | undefined): string {
  const { x, y, scale, mirror } = place;
  const legs =
    stride === undefined
      ? bare
      : bare.replace(
          /L-?[\d.]+ 0 h8 L0 -30 L-?[\d.]+ 0/,
          `L${(-8 - stride).toFixed(1)} 0 h8 L0 -30 L${(3 + stride).toFixed(1)} 0`,
        );
  return `<g transform="translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${(mirror * scale).toFixed(3)} ${scale.toFixed(3)})">${legs}</g>`;
}

function around(markup: string, pose: Pose): string {
  const transform = pose.around === undefined ? '' : ` transform="${pose.around}"`;
  const opacity = pose.opacity === undefined ? '' : ` opacity="${pose.opacity.toFixed(2)}"`;
  const content = pose.wave === undefined ? markup : waving(markup, pose.wave);
  return `<g${transform}${opacity}>${content}</g>`;
}

/** The flag of the yard: its cloth is redrawn with a running wave, and the star rides on it. */
function waving(markup: string, phase: number): string {
  const bend = (at: number): string => (6 * Math.sin(phase - at)).toFixed(1);
  const end = (1.5 * Math.sin(phase - 2)).toFixed(1);
  const cloth = `M322 18 q18 ${bend(0)} 37 ${end} t37 -1 v38 q-18 ${bend(2.4)} -37 0 t-37 2z`;
  return markup
    .replace(/d="M322 18[^"]*"/, `d="${cloth}"`)
    .replace('<path d="M358 25', `<path transform="translate(0 ${(1.5 * Math.sin(phase - 1)).toFixed(1)})" d="M358 25`);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function box(markup: string): Box {
  const found = new Resvg(
    wrapped(markup, `0 0 ${sceneWidth} ${sceneHeight}`, sceneWidth, sceneHeight),
    options,
  ).getBBox();
  return found ?? { x: 0, y: 0, width: 0, height: 0 };
}

function placedBox(bare: Box, place: NonNullable<Pose['place']>): Box {
  const { x, y, scale, mirror } = place;
  const left = mirror === 1 ? bare.x : -(bare.x + bare.width);
  return { x: x + left * scale, y: y + bare.y * scale, width: bare.width * scale, height: bare.height * scale };
}

/** Draws all of a part, also what is out of sight (the renderer fails on a translucent shape beyond its canvas). */
function drawWhole(markup: string, bounds: Box, margin: number, pixelsPerUnit: number): Sprite | null {
  const x0 = Math.floor((bounds.x - margin) * pixelsPerUnit);
  const y0 = Math.floor((bounds.y - margin) * pixelsPerUnit);
  const x1 = Math.ceil((bounds.x + bounds.width + margin) * pixelsPerUnit);
  const y1 = Math.ceil((bounds.y + bounds.height + margin) * pixelsPerUnit);
  const isSeen = x1 > 0 && y1 > 0 && x0 < sceneWidth * pixelsPerUnit && y0 < sceneHeight * pixelsPerUnit;
  return isSeen ? draw(markup, x0, y0, x1 - x0, y1 - y0, pixelsPerUnit) : null;
}

const options = { font: { loadSystemFonts: false }, logLevel: 'off' } as const;

function draw(markup: string, x: number, y: number, width: number, height: number, pixelsPerUnit: number): Sprite {
  const k = pixelsPerUnit;
  const svg = wrapped(markup, `${x / k} ${y / k} ${width / k} ${height / k}`, width, height);
  const image = new Resvg(svg, options).render();
  return { x, y, width: image.width, height: image.height, pixels: image.pixels };
}

function wrapped(markup: string, viewBox: string, width: number, height: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${viewBox}">${markup}</svg>`;
}
