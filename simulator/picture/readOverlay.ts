import { cellCount, cellPlace, checksum, layout } from './overlayLayout.ts';

/** What the machine-readable cells of a picture say. */
export interface OverlayReading {
  /** Frame counter, unsigned 32 bit. */
  readonly counter: number;
  /** Clock drawn on the picture, seconds since the Unix epoch. */
  readonly clockSeconds: number;
}

/**
 * Reads the overlay cells from a whole decoded picture at any size (RGBA, row by row); null when the checksum fails
 * or the cells show no contrast.
 */
export function readOverlay(
  rgba: Uint8ClampedArray | Uint8Array,
  width: number,
  height: number,
): OverlayReading | null {
  const brightness = Array.from({ length: cellCount }, (_, index) => cellBrightness(rgba, width, height, index));
  const darkest = Math.min(...brightness);
  const lightest = Math.max(...brightness);
  if (lightest - darkest < 24) return null;
  const threshold = (darkest + lightest) / 2;
  const bytes = new Uint8Array(cellCount / 8);
  for (const [index, value] of brightness.entries()) {
    if (value > threshold) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7));
  }
  if (bytes[8] !== checksum(bytes)) return null;
  const view = new DataView(bytes.buffer);
  return { counter: view.getUint32(0), clockSeconds: view.getUint32(4) };
}

/** Mean of green over the inner half of a cell: the edges are soft in a scaled picture. */
function cellBrightness(rgba: Uint8ClampedArray | Uint8Array, width: number, height: number, index: number): number {
  const { column, row } = cellPlace(index);
  const unitWidth = width / layout.columns;
  const unitHeight = height / layout.pictureRows;
  const left = Math.floor((column + 0.3) * unitWidth);
  const right = Math.max(left + 1, Math.ceil((column + 0.7) * unitWidth));
  const firstRow = layout.pictureRows - layout.rows + row;
  const top = Math.floor((firstRow + 0.3) * unitHeight);
  const bottom = Math.max(top + 1, Math.ceil((firstRow + 0.7) * unitHeight));
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += rgba[4 * (y * width + x) + 1] ?? 0;
  }
  return sum / ((right - left) * (bottom - top));
}
