/**
 * Letters as strokes: paths of M, L, Q and Z on a grid 5 wide and 10 high (accents above, y < 0). Drawn for this
 * simulator, so that no font is needed.
 */
const round = 'M0 2.9 Q0 0 2.5 0 Q5 0 5 2.9 L5 7.1 Q5 10 2.5 10 Q0 10 0 7.1 Z';
const p = 'M0 10 L0 0 L2.4 0 Q5 0 5 2.8 Q5 5.6 2.4 5.6 L0 5.6';
const glyphs: Readonly<Record<string, string>> = {
  '0': 'M0.1 2.5 Q0.1 0 2.5 0 Q4.9 0 4.9 2.5 L4.9 7.5 Q4.9 10 2.5 10 Q0.1 10 0.1 7.5 Z',
  '1': 'M0.7 2.2 L2.8 0 L2.8 10 M0.8 10 L4.8 10',
  '2': 'M0 2.6 Q0 0 2.5 0 Q5 0 5 2.6 Q5 4.4 3.3 6.2 L0 10 L5 10',
  '3': 'M0.2 0 L4.8 0 L2.2 4 Q5 4 5 7 Q5 10 2.5 10 Q0.6 10 0 8.4',
  '4': 'M3.9 10 L3.9 0 L0 7 L5.2 7',
  '5': 'M4.6 0 L0.7 0 L0.3 4.7 Q1.2 3.9 2.5 3.9 Q5 3.9 5 6.9 Q5 10 2.5 10 Q0.6 10 0 8.5',
  '6': 'M4.2 0 Q0 2.4 0 6.8 Q0 10 2.5 10 Q5 10 5 6.9 Q5 4 2.5 4 Q0.6 4 0 6.4',
  '7': 'M0 0 L5 0 L1.8 10',
  '8': 'M2.5 4.7 Q0.3 4.4 0.3 2.3 Q0.3 0 2.5 0 Q4.7 0 4.7 2.3 Q4.7 4.4 2.5 4.7 Q0 5 0 7.4 Q0 10 2.5 10 Q5 10 5 7.4 Q5 5 2.5 4.7',
  '9': 'M0.8 10 Q5 7.6 5 3.2 Q5 0 2.5 0 Q0 0 0 3.1 Q0 6 2.5 6 Q4.4 6 5 3.6',
  A: 'M0 10 L2.5 0 L5 10 M0.9 6.6 L4.1 6.6',
  B: 'M0 0 L0 10 L2.4 10 Q5 10 5 7.3 Q5 4.8 2.4 4.8 L0 4.8 M2.2 4.8 Q4.5 4.8 4.5 2.4 Q4.5 0 2.2 0 L0 0',
  C: 'M5 2.3 Q4.4 0 2.6 0 Q0 0 0 3 L0 7 Q0 10 2.6 10 Q4.4 10 5 7.7',
  D: 'M0 0 L0 10 L2 10 Q5 10 5 6.8 L5 3.2 Q5 0 2 0 Z',
  E: 'M4.8 0 L0 0 L0 10 L4.8 10 M0 4.8 L4 4.8',
  F: 'M4.8 0 L0 0 L0 10 M0 4.9 L4 4.9',
  G: 'M4.9 2.3 Q4.3 0 2.6 0 Q0 0 0 3 L0 7 Q0 10 2.6 10 Q5 10 5 7.4 L5 5.4 L2.8 5.4',
  H: 'M0 0 L0 10 M5 0 L5 10 M0 4.9 L5 4.9',
  I: 'M1 0 L4 0 M2.5 0 L2.5 10 M1 10 L4 10',
  J: 'M4.3 0 L4.3 7.3 Q4.3 10 2.1 10 Q0.4 10 0 8.2',
  K: 'M0 0 L0 10 M4.9 0 L0 6 M1.7 4.2 L5 10',
  L: 'M0 0 L0 10 L4.8 10',
  M: 'M0 10 L0 0 L2.5 5.5 L5 0 L5 10',
  N: 'M0 10 L0 0 L5 10 L5 0',
  O: round,
  P: p,
  Q: `${round} M3.2 7.4 L5.2 10.6`,
  R: `${p} M2.6 5.6 L5 10`,
  S: 'M4.8 2.1 Q4.3 0 2.5 0 Q0.2 0 0.2 2.4 Q0.2 4.3 2.5 4.9 Q5 5.5 5 7.6 Q5 10 2.5 10 Q0.5 10 0 7.8',
  T: 'M0 0 L5 0 M2.5 0 L2.5 10',
  U: 'M0 0 L0 7.2 Q0 10 2.5 10 Q5 10 5 7.2 L5 0',
  V: 'M0 0 L2.5 10 L5 0',
  W: 'M0 0 L1.1 10 L2.5 4 L3.9 10 L5 0',
  X: 'M0 0 L5 10 M5 0 L0 10',
  Y: 'M0 0 L2.5 4.8 L5 0 M2.5 4.8 L2.5 10',
  Z: 'M0 0 L5 0 L0 10 L5 10',
  Ô: `${round} M0.8 -1.9 L2.5 -3.6 L4.2 -1.9`,
  Ỏ: `${round} M1.5 -3.7 Q1.7 -4.8 2.7 -4.7 Q3.9 -4.5 3.4 -3.4 Q2.7 -2.7 2.7 -1.9`,
  '-': 'M0.8 5.2 L4.2 5.2',
  '/': 'M0.3 10.8 L4.7 -0.8',
  ':': 'M2.5 2.9 L2.5 3.3 M2.5 7.5 L2.5 7.9',
  '.': 'M2.5 9.6 L2.5 9.9',
  _: 'M0 10.6 L5 10.6',
  '#': 'M1.6 1 L1 9 M4 1 L3.4 9 M0.2 3.7 L4.9 3.7 M0 6.5 L4.7 6.5',
  '?': 'M0.2 2.3 Q0.3 0 2.5 0 Q4.8 0 4.8 2.4 Q4.8 4 3.2 5 Q2.5 5.5 2.5 6.9 M2.5 9.6 L2.5 9.9',
};

/** All characters that can be drawn besides the space; the place in this list is the glyph's number. */
export const glyphCharacters: readonly string[] = Object.keys(glyphs);

/** SVG path of a character on the 5 x 10 grid; '' for the space and for what cannot be drawn. */
export function glyphPath(character: string): string {
  return glyphs[character] ?? '';
}

/** What of a text can be drawn: capitals, Vietnamese letters without their marks, '?' for anything else. */
export function drawable(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replaceAll('Đ', 'D');
  return Array.from(plain, (character) => (character === ' ' || character in glyphs ? character : '?')).join('');
}

type Segment = readonly [number, number, number, number];

/** The strokes of a path as straight pieces, coordinates of the grid. */
export function glyphSegments(character: string): readonly Segment[] {
  const segments: Segment[] = [];
  let start: readonly [number, number] = [0, 0];
  let at: readonly [number, number] = [0, 0];
  for (const [, command = '', numbers = ''] of glyphPath(character).matchAll(/([MLQZ])([^MLQZ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0] = numbers.trim().split(/\s+/).map(Number);
    switch (command) {
      case 'M':
        start = [a, b];
        at = start;
        break;
      case 'Q':
        segments.push(...flatten(at, [a, b], [c, d]));
        at = [c, d];
        break;
      case 'Z':
        segments.push([...at, ...start]);
        at = start;
        break;
      default:
        segments.push([...at, a, b]);
        at = [a, b];
    }
  }
  return segments;
}

function flatten(
  from: readonly [number, number],
  control: readonly [number, number],
  to: readonly [number, number],
): Segment[] {
  const steps = 6;
  const point = (t: number, i: 0 | 1): number => (1 - t) ** 2 * from[i] + 2 * t * (1 - t) * control[i] + t ** 2 * to[i];
  return Array.from({ length: steps }, (_, k) => {
    const a = k / steps;
    const b = (k + 1) / steps;
    return [point(a, 0), point(a, 1), point(b, 0), point(b, 1)] as const;
  });
}

/**
 * Coverage (0..1) of a character drawn into a box: `width` x `height` pixels, the glyph's grid at (x, y) with `scale`
 * pixels per unit, stroke `thickness` pixels.
 */
export function glyphCoverage(
  character: string,
  box: { width: number; height: number; x: number; y: number; scale: number; thickness: number },
): Float32Array {
  const segments = glyphSegments(character);
  const coverage = new Float32Array(box.width * box.height);
  for (let row = 0; row < box.height; row++) {
    for (let column = 0; column < box.width; column++) {
      const px = (column + 0.5 - box.x) / box.scale;
      const py = (row + 0.5 - box.y) / box.scale;
      let nearest = Number.POSITIVE_INFINITY;
      for (const segment of segments) nearest = Math.min(nearest, squaredDistance(segment, px, py));
      const edge = box.thickness / 2 - Math.sqrt(nearest) * box.scale + 0.5;
      coverage[row * box.width + column] = Math.max(0, Math.min(1, edge));
    }
  }
  return coverage;
}

function squaredDistance([ax, ay, bx, by]: Segment, px: number, py: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length2));
  return (px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2;
}

/** A line of text as SVG strokes, capitals `height` high with their top left at (x, y). */
function textMark(text: string, x: number, y: number, height: number): string {
  const unit = height / 10;
  let pen = x;
  let strokes = '';
  for (const character of text) {
    const path = glyphPath(character);
    if (path !== '') strokes += `<path d="${path}" transform="translate(${pen.toFixed(2)} ${y}) scale(${unit})"/>`;
    pen += (character === ' ' ? 4.5 : 7.6) * unit;
  }
  const stroke = 'stroke="#f4f6f6" stroke-width="1.45" stroke-linecap="round" stroke-linejoin="round"';
  return `<g fill="none" ${stroke}>${strokes}</g>`;
}

/** The words MÔ PHỎNG as an SVG group, its box `height` high at (x, y): light letters on a dark rounded plate. */
export function simulationMark(x: number, y: number, height: number): string {
  const unit = height / 21;
  const plate = `width="${64 * unit}" height="${height}" rx="${2.5 * unit}" fill="#0b0e10" fill-opacity=".62"`;
  return `<rect x="${x}" y="${y}" ${plate}/>${textMark('MÔ PHỎNG', x + 4.8 * unit, y + 7.4 * unit, 10 * unit)}`;
}
