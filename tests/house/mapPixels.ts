/** What a person sees of a school on the map, read off the pixels of a screenshot. */
import type { Page } from 'playwright-core';

type Colour = readonly [red: number, green: number, blue: number];

/** What stands at the chosen school: a mark of this severity, or the dot of a school that is well. */
export type ShownMark = 'critical' | 'high' | 'medium' | 'low' | 'normal';

/** Tokens of the style sheet that the map draws with; `accent` is the ring around the chosen school. */
const tokens = {
  ring: '--accent',
  critical: '--critical',
  high: '--high',
  medium: '--medium',
  low: '--low',
  normal: '--faint',
} as const;

const severities = ['critical', 'high', 'medium', 'low'] as const;

/** Off by so much in a channel is still the colour. The ring is a thin line, all smoothed edge; `low` is 37 from it. */
const tolerance = { ring: 28, mark: 16 } as const;
/** Pixels around the ring's middle that are looked at: half the side of a square inside the ring, which is 18 away. */
const reach = 10;
/** The ring is 38 pixels wide and high, 50 with its four ticks. */
const ringSide = { least: 34, most: 56 } as const;
/** A mark's triangle or diamond fills some hundred pixels, a dot some thirty; other dots may lie over a part of it. */
const leastPixels = { mark: 40, dot: 6 } as const;

/** Pixels `[red, green, blue]` in the square around the middle of the ring, or null where no such ring is drawn. */
async function insideRing(page: Page): Promise<{ colours: Record<string, Colour>; pixels: Colour[] } | null> {
  // Of the page, cut to the map: a picture of the element itself would first wait until a busy page holds still.
  const clip = await page.locator('.map-canvas canvas').boundingBox();
  if (clip === null) return null;
  const png = await page.screenshot({ clip });
  return page.evaluate(
    async ({ base64, names, off, around, side }) => {
      const style = getComputedStyle(document.documentElement);
      const entries = Object.entries(names).map(([name, token]): [string, [number, number, number]] => {
        const hex = style.getPropertyValue(token).trim();
        const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
        return [name, [channel(1), channel(3), channel(5)]];
      });
      const colours = Object.fromEntries(entries);
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const draw = new OffscreenCanvas(image.width, image.height).getContext('2d', { willReadFrequently: true });
      const ring = colours['ring'];
      if (draw === null || ring === undefined) return null;
      draw.drawImage(image, 0, 0);
      const { data, width, height } = draw.getImageData(0, 0, image.width, image.height);
      const box = { left: width, top: height, right: -1, bottom: -1 };
      for (let at = 0; at < width * height; at += 1) {
        if (!ring.every((value, channel) => Math.abs((data[at * 4 + channel] ?? 0) - value) <= off)) continue;
        const [x, y] = [at % width, Math.floor(at / width)];
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x);
        box.top = Math.min(box.top, y);
        box.bottom = Math.max(box.bottom, y);
      }
      const sides = [box.right - box.left, box.bottom - box.top];
      if (sides.some((length) => length < side.least || length > side.most)) return null;
      const [x, y] = [Math.round((box.left + box.right) / 2), Math.round((box.top + box.bottom) / 2)];
      const square = draw.getImageData(x - around, y - around, 2 * around + 1, 2 * around + 1).data;
      const pixels = Array.from({ length: square.length / 4 }, (_, at): [number, number, number] => [
        square[at * 4] ?? 0,
        square[at * 4 + 1] ?? 0,
        square[at * 4 + 2] ?? 0,
      ]);
      return { colours, pixels };
    },
    { base64: png.toString('base64'), names: tokens, off: tolerance.ring, around: reach, side: ringSide },
  );
}

/** The mark that is drawn where the chosen school's ring is; null where neither a mark nor a dot can be told. */
export async function readSchoolMark(page: Page): Promise<ShownMark | null> {
  const seen = await insideRing(page);
  if (seen === null) return null;
  const count = (name: ShownMark): number =>
    seen.pixels.filter((pixel) =>
      pixel.every(
        (value, channel) => Math.abs(value - (seen.colours[name]?.[channel] ?? Number.NaN)) <= tolerance.mark,
      ),
    ).length;
  const shown = severities.filter((severity) => count(severity) >= leastPixels.mark);
  if (shown.length === 1) return shown[0] ?? null;
  const clear = severities.every((severity) => count(severity) === 0);
  return clear && count('normal') >= leastPixels.dot ? 'normal' : null;
}
