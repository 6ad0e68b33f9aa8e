import { describe, expect, it } from 'vitest';
import { layout } from './overlayLayout.ts';
import { type OverlayText, overlayUnits, UnitPainter } from './overlayUnits.ts';
import { readOverlay } from './readOverlay.ts';

/** A whole picture of 640x360 (times scale), bright above, with the strip painted as the encoder paints it. */
function picture(overlay: OverlayText, scale: number): { rgba: Uint8ClampedArray; width: number; height: number } {
  const width = 640 * scale;
  const height = 360 * scale;
  const luma = new Uint8Array(width * height).fill(200);
  const units = new Uint16Array(layout.columns * layout.rows);
  overlayUnits(overlay, units);
  const painter = new UnitPainter(scale, 27);
  for (const [i, code] of units.entries()) {
    const row = layout.pictureRows - layout.rows + Math.floor(i / layout.columns);
    painter.paint(code, luma, row * painter.side * width + (i % layout.columns) * painter.side, width);
  }
  const rgba = new Uint8ClampedArray(4 * luma.length);
  for (const [i, grey] of luma.entries()) rgba.fill(grey, 4 * i, 4 * i + 4);
  return { rgba, width, height };
}

/** Scales by taking the mean of the pixels below, as a browser does roughly. */
function scaled(from: ReturnType<typeof picture>, width: number, height: number): Uint8ClampedArray {
  const samples = 4;
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const x = i % width;
    const y = Math.floor(i / width);
    let sum = 0;
    for (let s = 0; s < samples * samples; s++) {
      const sx = Math.floor(((x + ((s % samples) + 0.5) / samples) * from.width) / width);
      const sy = Math.floor(((y + (Math.floor(s / samples) + 0.5) / samples) * from.height) / height);
      sum += from.rgba[4 * (sy * from.width + sx)] ?? 0;
    }
    // Grey: every channel the same.
    rgba.fill(sum / samples ** 2, 4 * i, 4 * i + 4);
  }
  return rgba;
}

const overlay = { clockMs: Date.UTC(2026, 10, 24, 1, 5, 9, 700), counter: 3_000_000_123, label: 'MP-THPT-01 C02' };
const expected = { counter: 3_000_000_123, clockSeconds: Date.UTC(2026, 10, 24, 1, 5, 9) / 1000 };

describe('readOverlay', () => {
  it.each([1, 2])('reads counter and clock from a picture at scale %i', (scale) => {
    const { rgba, width, height } = picture(overlay, scale);
    expect(readOverlay(rgba, width, height)).toEqual(expected);
  });

  it.each([
    [376, 212],
    [324, 182],
    [240, 135],
    [1920, 1080],
  ])('reads them from a tile of %i x %i', (width, height) => {
    expect(readOverlay(scaled(picture(overlay, 1), width, height), width, height)).toEqual(expected);
  });

  it.each([0, 1, 0xffff_ffff])('reads the counter %i', (counter) => {
    const { rgba, width, height } = picture({ ...overlay, counter }, 1);
    expect(readOverlay(rgba, width, height)?.counter).toBe(counter);
  });

  it('reads nothing from a picture without a strip', () => {
    expect(readOverlay(new Uint8Array(4 * 640 * 360), 640, 360)).toBeNull();
    expect(readOverlay(new Uint8Array(4 * 640 * 360).fill(255), 640, 360)).toBeNull();
  });

  it('reads nothing when one cell is wrong', () => {
    const { rgba, width, height } = picture(overlay, 1);
    const x = layout.cells.column * 8;
    for (let y = 336; y < 344; y++) rgba.fill(27, 4 * (y * width + x), 4 * (y * width + x + 8));
    expect(readOverlay(rgba, width, height)).toBeNull();
  });
});
