import type { Page } from 'playwright-core';
import { z } from 'zod';
import { launchBrowser, openPage, signIn } from '../house/browser.ts';
import { startHouse } from '../house/house.ts';
import { type BenchContext, type Figure, median } from './figure.ts';

/** Changes that are counted; a round over all indicators before them fills the caches, as a minute on the page does. */
const changes = 20;
const deadlineMs = 60_000;

/** Frames that come in time one after the other: whatever was drawn before is done. */
const calmFrames = 6;
const calmFrameMs = 50;

/** Resolves once the page draws nothing any more, as it is when a person has looked at it. */
async function becomesCalm(page: Page): Promise<void> {
  await page.evaluate(
    async ({ frames, frameMs, limitMs }) => {
      const began = performance.now();
      let inTime = 0;
      while (inTime < frames) {
        if (performance.now() - began > limitMs) throw new Error('the page does not come to rest');
        const from = performance.now();
        await new Promise((done) => {
          requestAnimationFrame(done);
        });
        inTime = performance.now() - from < frameMs ? inTime + 1 : 0;
      }
    },
    { frames: calmFrames, frameMs: calmFrameMs, limitMs: deadlineMs },
  );
}

/** Chooses another indicator and waits for the frame of the map that shows it; ms. */
async function change(page: Page, key: string): Promise<number> {
  const took: unknown = await page.evaluate(
    async ({ next, limitMs }) => {
      const list = document.querySelector<HTMLSelectElement>('.plan-controls select');
      const map = document.querySelector<HTMLElement>('.plan-map-box');
      if (list === null || map === null) throw new Error('the planning page is not there');
      const began = performance.now();
      list.value = next;
      list.dispatchEvent(new Event('change', { bubbles: true }));
      while (performance.now() - began < limitMs) {
        const shown = map.dataset['painted'] ?? '';
        if (shown.startsWith(`${next} `) && !shown.endsWith('waiting')) {
          // One pixel read back: the frame is drawn by then, not only asked for.
          const gl = map.querySelector('canvas')?.getContext('webgl2');
          if (gl === null || gl === undefined) throw new Error('the map has no drawing context');
          gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
          return performance.now() - began;
        }
        await new Promise((done) => {
          requestAnimationFrame(done);
        });
      }
      throw new Error(`${next} was not painted`);
    },
    { next: key, limitMs: deadlineMs },
  );
  return z.number().parse(took);
}

/**
 * From choosing another indicator, on a page at rest, to the frame of the map that shows it: 168 wards, three school years, a
 * real browser; then the same without a pause between choices.
 */
export async function* planMap({ say }: BenchContext): AsyncGenerator<Figure> {
  const house = await startHouse({ parameters: ['--schools', '24', '--cameras', '24'] });
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, house.url);
    await signIn(page, house.url, house.account);
    await page.goto(`${house.url}/ban-do`);
    await page.locator('.plan-map-box[data-painted]').waitFor({ timeout: deadlineMs });
    const keys = z
      .array(z.string())
      .parse(
        await page
          .locator('.plan-controls optgroup option')
          .evaluateAll((options) => options.map((option) => (option instanceof HTMLOptionElement ? option.value : ''))),
      )
      .filter((key) => /^[A-Z]\d/u.test(key));
    for (const key of keys) await change(page, key);
    const times: number[] = [];
    const inARow: number[] = [];
    for (let i = 0; i < changes; i += 1) {
      await becomesCalm(page);
      times.push(await change(page, keys[i % keys.length] ?? ''));
    }
    say(`each: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    yield { name: 'planMap', value: median(times), unit: 'ms', limit: 150 };
    // Without a pause each waits for the frames of the one before, drawn in software here.
    for (let i = 0; i < changes; i += 1) inARow.push(await change(page, keys[i % keys.length] ?? ''));
    yield { name: 'planMapInARow', value: median(inARow), unit: 'ms' };
  } finally {
    await browser.close();
    await house.stop();
    house.remove();
  }
}
