/** A picture in 4:2:0: luma rows of `stride` bytes, chroma rows of `stride / 2`. */
export interface Planes {
  readonly stride: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

export function createPlanes(width: number, height: number): Planes {
  const chroma = (width * height) / 4;
  return {
    stride: width,
    y: new Uint8Array(width * height),
    u: new Uint8Array(chroma).fill(128),
    v: new Uint8Array(chroma).fill(128),
  };
}

/** BT.709 limited range luma of an sRGB colour, 0..255 each. */
export function lumaOf(r: number, g: number, b: number): number {
  return Math.round(16 + 0.182_59 * r + 0.614_23 * g + 0.062_01 * b);
}

/**
 * Converts a square block of opaque RGBA pixels (`side` a multiple of 2) into the planes at (x, y); chroma is the mean
 * of each 2x2 pixels. BT.709, limited range.
 */
export function putRgba(planes: Planes, rgba: Uint8ClampedArray, side: number, x: number, y: number): void {
  const half = planes.stride / 2;
  for (let row = 0; row < side; row += 2) {
    for (let column = 0; column < side; column += 2) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let i = 0; i < 4; i++) {
        const px = column + (i & 1);
        const py = row + (i >> 1);
        const at = 4 * (py * side + px);
        const red = rgba[at] ?? 0;
        const green = rgba[at + 1] ?? 0;
        const blue = rgba[at + 2] ?? 0;
        planes.y[(y + py) * planes.stride + x + px] = lumaOf(red, green, blue);
        r += red;
        g += green;
        b += blue;
      }
      const to = ((y + row) / 2) * half + (x + column) / 2;
      planes.u[to] = Math.round(128 + (-0.100_64 * r - 0.338_57 * g + 0.439_22 * b) / 4);
      planes.v[to] = Math.round(128 + (0.439_22 * r - 0.398_94 * g - 0.040_27 * b) / 4);
    }
  }
}
