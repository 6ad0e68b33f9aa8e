import type { Page } from 'playwright-core';
import { launchBrowser, openPage, sayWhy, search, signIn } from '../house/browser.ts';
import { startHouse } from '../house/house.ts';
import { type BenchContext, type Figure, median } from './figure.ts';

/** As many schools, each looked at once, so that no camera is being pulled before the click. */
const rounds = 9;
/** Not counted: fills the caches of the page. */
const warmUpSchool = 'MP-024';
const deadlineMs = 30_000;

/** Clicks the first search result; ms until the first tile of that school shows a decoded picture and says live. */
async function clickToPicture(page: Page): Promise<number> {
  return page.evaluate(async (limitMs) => {
    const result = document.querySelector<HTMLElement>('.search-result[data-school-id]');
    const schoolId = result?.dataset['schoolId'];
    if (!result || !schoolId) throw new Error('no search result');
    const clickedAt = performance.now();
    result.click();
    while (performance.now() - clickedAt < limitMs) {
      const tiles = document.querySelectorAll(
        `section.school[data-school-id="${schoolId}"] .tile[data-picture-state=live]`,
      );
      const shown = [...tiles].some(
        (tile) => (tile.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 0,
      );
      if (shown) return performance.now() - clickedAt;
      await new Promise((done) => {
        requestAnimationFrame(done);
      });
    }
    throw new Error('no live tile');
  }, deadlineMs);
}

async function lookAt(page: Page, school: string): Promise<number> {
  await search(page, school);
  const tookMs = await clickToPicture(page);
  await page.keyboard.press('Escape');
  await page.locator('section.school.idle').waitFor();
  return tookMs;
}

/** From the click on a school to the first decoded picture of one of its tiles, in a real browser on a warm house. */
export async function* firstFrame({ say }: BenchContext): AsyncGenerator<Figure> {
  const house = await startHouse();
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, house.url);
    await signIn(page, house.url, house.account);
    await search(page, warmUpSchool);
    await page.keyboard.press('Enter');
    await sayWhy(page);
    await page.keyboard.press('Escape');
    await page.locator('section.school.idle').waitFor();
    await lookAt(page, warmUpSchool);
    const times: number[] = [];
    for (let i = 1; i <= rounds; i += 1) times.push(await lookAt(page, `MP-${String(i).padStart(3, '0')}`));
    say(`each: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    yield { name: 'firstFrame', value: median(times), unit: 'ms' };
  } finally {
    await browser.close();
    await house.stop();
    house.remove();
  }
}
