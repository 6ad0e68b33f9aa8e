import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, sayWhy, search, signIn, type WatchedPage } from './house/browser.ts';
import { callHouse, giveAgain, lookingGrant, withdraw } from './house/caller.ts';
import { type House, startHouse } from './house/house.ts';
import { until } from './house/until.ts';

/** A right that is withdrawn ends what plays within so long. */
const cutWithinMs = 5_000;

let house: House;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  house = await startHouse({ parameters: ['--schools', '3', '--cameras', '6'] });
  browser = await launchBrowser();
  watched = await openPage(browser, house.url);
  page = watched.page;
  await signIn(page, house.url, house.account);
});

afterAll(async () => {
  await house.stop();
  house.remove();
  await browser.close();
});

const firstTile = () => page.locator('.tile').first();
const stateOfTile = () => firstTile().getAttribute('data-picture-state');

async function openSchool(): Promise<void> {
  await page.goto(house.url);
  await page.locator('.figures').waitFor();
  await search(page, 'MP-001');
  await page.keyboard.press('Enter');
  await sayWhy(page);
}

describe('withdrawing a right while a picture is playing', () => {
  it('asks why somebody looks before the first picture, with the keyboard alone', async () => {
    await page.goto(house.url);
    await page.locator('.figures').waitFor();
    await search(page, 'MP-001');
    await page.keyboard.press('Enter');
    const chooser = page.locator('.look-reason');
    await chooser.waitFor();
    expect(await page.locator('.tile').count()).toBe(0);
    await chooser.locator('input[type=radio]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await chooser.locator('[role=alert]').textContent()).toBe('Mục đích này cần ghi rõ việc gì.');
    await chooser.locator('.look-note input').fill('Biên bản 07/BB');
    await page.keyboard.press('Enter');
    await until('a live tile', stateOfTile, (state) => state === 'live', 60_000);
    expect(await page.locator('.look-purpose').textContent()).toBe('Mục đích: Xử lý sự cố an ninh, an toàn');
  });

  it('takes a picture with its origin below it, which the log knows of', async () => {
    await page.locator('.tile-open').first().click();
    const large = page.locator('.picture.large');
    const isLive = (state: string | null): boolean => state === 'live';
    await until('a large live picture', () => large.getAttribute('data-picture-state'), isLive, 120_000);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Chụp ảnh' }).click();
    expect((await download).suggestedFilename()).toMatch(/^khue_MP-001[\w-]*_\d{8}-\d{6}\.jpg$/u);
    const log = await page.request.get(`${house.url}/api/log?action=camera.snapshot`);
    expect(await log.text()).toContain('Biên bản 07/BB');
    await page.keyboard.press('Escape');
  });

  it('ends the tile within five seconds and says why', async () => {
    const administrator = await callHouse(house);
    const grant = await lookingGrant(administrator);
    const began = performance.now();
    await withdraw(administrator, grant);
    await until('a tile that ended', stateOfTile, (state) => state === 'refused', cutWithinMs);
    expect(performance.now() - began).toBeLessThan(cutWithinMs);
    expect(await firstTile().locator('.quiet-plate').textContent()).toContain('Quyền xem đã hết');
    await giveAgain(administrator, grant);
  });

  it('lets the picture come back where the right does', async () => {
    await openSchool();
    expect(await until('a live tile', stateOfTile, (state) => state === 'live', 60_000)).toBe('live');
  });

  it('leaves no fault on the page', () => {
    expect(watched.faults).toEqual([]);
  });
});
