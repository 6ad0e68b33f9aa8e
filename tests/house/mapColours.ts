/** What is drawn on the planning map, read off the pixels of a screenshot. */
import type { Page } from 'playwright-core';

interface Seen {
  readonly count: number;
  /** A pixel with others of its colour all around it: well inside an area. */
  readonly inside: { readonly x: number; readonly y: number } | null;
}

async function look(page: Page, colour: string): Promise<Seen> {
  const clip = await page.locator('.plan-map-box canvas').boundingBox();
  if (clip === null) throw new Error('there is no map');
  const png = await page.screenshot({ clip });
  const seen = await page.evaluate(
    async ({ base64, wanted }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const draw = new OffscreenCanvas(image.width, image.height).getContext('2d', { willReadFrequently: true });
      if (draw === null) throw new Error('no canvas');
      draw.drawImage(image, 0, 0);
      const { data, width, height } = draw.getImageData(0, 0, image.width, image.height);
      const isIt = (x: number, y: number): boolean =>
        wanted.every((value, channel) => Math.abs((data[(y * width + x) * 4 + channel] ?? -99) - value) <= 3);
      let count = 0;
      let inside: { x: number; y: number } | null = null;
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
          if (!isIt(x, y)) continue;
          count += 1;
          if (inside === null && [-5, 5].every((off) => isIt(x + off, y) && isIt(x, y + off))) inside = { x, y };
        }
      }
      return { count, inside };
    },
    { base64: png.toString('base64'), wanted: [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) },
  );
  return { ...seen, inside: seen.inside === null ? null : { x: seen.inside.x + clip.x, y: seen.inside.y + clip.y } };
}

/** Pixels of the map in a colour, `#rrggbb`. */
export async function countColour(page: Page, colour: string): Promise<number> {
  return (await look(page, colour)).count;
}

/** A point of the page inside an area of that colour; throws where there is none. */
export async function findColour(page: Page, colour: string): Promise<{ readonly x: number; readonly y: number }> {
  const { inside } = await look(page, colour);
  if (inside === null) throw new Error(`nothing on the map is ${colour}`);
  return inside;
}
