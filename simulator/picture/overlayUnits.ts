import { drawable, glyphCharacters, glyphCoverage } from './glyphs.ts';
import { cellCount, cellPlace, layout, overlayBytes } from './overlayLayout.ts';

/** What is drawn on a picture of a camera; see pictureSource. */
export interface OverlayText {
  readonly clockMs: number;
  readonly counter: number;
  readonly label: string;
}

/** Codes of a unit: empty, a lit cell, or a third (top, middle, bottom) of a bright or a dim character. */
export const emptyUnit = 0;
const litUnit = 1;
const firstGlyphUnit = 2;
export const unitCodeBits = 9;

/** Luma of the strip's parts. */
const ink = { bright: 214, dim: 128, lit: 104 } as const;
const vietnamOffsetMs = 7 * 3_600_000;
const numberOf = new Map(glyphCharacters.map((character, index) => [character, index]));

/** Codes of all units of the strip, row by row; text is cut at its place's length. */
export function overlayUnits(overlay: OverlayText, units: Uint16Array): void {
  units.fill(emptyUnit);
  putText(units, layout.clock, clockText(overlay.clockMs), false);
  putText(units, layout.label, labelText(overlay.label), false);
  putText(units, layout.counter, String(overlay.counter >>> 0).padStart(layout.counter.length, ' '), true);
  const bytes = overlayBytes(overlay.counter >>> 0, Math.floor(overlay.clockMs / 1000) >>> 0);
  for (let index = 0; index < cellCount; index++) {
    if (((bytes[index >> 3] ?? 0) & (0x80 >> (index & 7))) === 0) continue;
    const { column, row } = cellPlace(index);
    units[row * layout.columns + column] = litUnit;
  }
}

function putText(
  units: Uint16Array,
  place: { readonly column: number; readonly length: number },
  text: string,
  dim: boolean,
): void {
  for (let i = 0; i < Math.min(text.length, place.length); i++) {
    const glyph = numberOf.get(text.charAt(i));
    if (glyph === undefined) continue;
    const code = firstGlyphUnit + (glyph * 2 + (dim ? 1 : 0)) * layout.rows;
    for (let row = 0; row < layout.rows; row++) units[row * layout.columns + place.column + i] = code + row;
  }
}

/** 24/11/2026 08:05:09 in Vietnam's time (no daylight saving there). */
export function clockText(clockMs: number): string {
  const at = new Date(clockMs + vietnamOffsetMs);
  const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
  const day = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

const labels = new Map<string, string>();
const labelLimit = 10_000;

function labelText(label: string): string {
  const known = labels.get(label);
  if (known !== undefined) return known;
  if (labels.size >= labelLimit) labels.clear();
  const text = drawable(label);
  labels.set(label, text);
  return text;
}

/** Draws units as luma; `background` is the strip's own luma. */
export class UnitPainter {
  readonly side: number;
  readonly #background: number;
  readonly #glyphs = new Map<number, Uint8Array>();

  constructor(scale: number, background: number) {
    this.side = 8 * scale;
    this.#background = background;
  }

  /** Draws a unit into `to` at offset `at`, rows `stride` apart. */
  paint(code: number, to: Uint8Array, at: number, stride: number): void {
    const { side } = this;
    const pixels = code >= firstGlyphUnit ? this.#glyph(code) : null;
    const flat = code === litUnit ? ink.lit : this.#background;
    for (let row = 0; row < side; row++) {
      const start = at + row * stride;
      if (pixels === null) to.fill(flat, start, start + side);
      else to.set(pixels.subarray(row * side, (row + 1) * side), start);
    }
  }

  /** The pixels of a glyph's third; all three are drawn when the first is asked for. */
  #glyph(code: number): Uint8Array {
    const third = (code - firstGlyphUnit) % layout.rows;
    const first = code - third;
    const area = this.side * this.side;
    let pixels = this.#glyphs.get(first);
    if (pixels === undefined) {
      pixels = this.#draw((first - firstGlyphUnit) / layout.rows);
      this.#glyphs.set(first, pixels);
    }
    return pixels.subarray(third * area, (third + 1) * area);
  }

  #draw(number: number): Uint8Array {
    const { side } = this;
    const scale = side / 8;
    const character = glyphCharacters[number >> 1] ?? ' ';
    const box = { width: side, height: side * 3, x: 1.35 * scale, y: 7 * scale, scale, thickness: 1.25 * scale };
    const contrast = ((number & 1) === 0 ? ink.bright : ink.dim) - this.#background;
    return Uint8Array.from(glyphCoverage(character, box), (value) => Math.round(this.#background + contrast * value));
  }
}
