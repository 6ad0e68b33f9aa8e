import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where pictures of the guides go; none is taken where nobody names a folder. `npm run pictures` names docs/pictures. */
const folder = process.env['KHUE_PICTURES_DIR'];

/** Whether this run takes pictures: what only makes one livelier is done then. */
export const takesPictures = folder !== undefined;

/** The language that the page is left in comes last. */
const languages = ['en', 'vi'] as const;

/** Of 100: letters stay crisp, and a whole screen takes less than 300 kB. */
const quality = 90;

/** What a page shows now, for the guides: `name.vi.webp` and `name.en.webp`. The page is left in Vietnamese. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  const devtools = await page.context().newCDPSession(page);
  for (const language of languages) {
    // No pointer moves and no focus: what was chosen stays what is drawn.
    await page.locator('.language-switch button', { hasText: language.toUpperCase() }).dispatchEvent('click');
    await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
    await drawn(page);
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality });
    await writeFile(join(folder, `${name}.${language}.webp`), Buffer.from(data, 'base64'));
  }
  await devtools.detach();
}

/** Until letters are loaded and nothing fades, slides or waits to be painted any more. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    await new Promise((painted) => {
      requestAnimationFrame(() => requestAnimationFrame(painted));
    });
  });
}
