import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fragmentsOf } from '@khue/camera-gateway/relay/testing/fileReader';
import { type LogRow, logPageSchema } from '@khue/domain/log';
import { axeFindings } from './house/axe.ts';
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

async function openLarge(): Promise<void> {
  await page.locator('.tile-open').first().click();
  const large = page.locator('.picture.large');
  const isLive = (state: string | null): boolean => state === 'live';
  await until('a large live picture', () => large.getAttribute('data-picture-state'), isLive, 120_000);
}

/** The file that the page saves because of a step. */
async function taken(step: () => Promise<void>): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const waiting = page.waitForEvent('download', { timeout: 90_000 });
  const [download] = await Promise.all([waiting, step()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The newest row of the log of an action; the gateway writes once a second. */
async function loggedOf(action: string): Promise<LogRow> {
  const rows = async (): Promise<readonly LogRow[]> => {
    const answer = await page.request.get(`${house.url}/api/log?action=${action}`);
    return logPageSchema.parse(await answer.json()).rows;
  };
  const [row] = await until(`a row ${action}`, rows, (found) => found.length > 0, 20_000);
  if (row === undefined) throw new Error('it was there just now');
  return row;
}

/** What the browser's own player makes of a file: how long it says it is, and what it shows at its end. */
function playInBrowser(bytes: Buffer) {
  return page.evaluate(async (base64) => {
    const file = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'video/mp4' });
    const video = document.createElement('video');
    const happened = (name: string) =>
      new Promise<void>((resolve, reject) => {
        video.addEventListener(name, () => resolve(), { once: true });
        video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
      });
    const known = happened('loadeddata');
    video.src = URL.createObjectURL(file);
    await known;
    const shown = happened('seeked');
    video.currentTime = video.duration - 0.1;
    await shown;
    return { duration: video.duration, shownAt: video.currentTime, width: video.videoWidth };
  }, bytes.toString('base64'));
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

  it('takes a picture through the gateway, with its origin below it, which the log knows of', async () => {
    await openLarge();
    const { name, bytes } = await taken(() => page.getByRole('button', { name: 'Chụp ảnh' }).click());
    expect(name).toMatch(/^khue_MP-001[\w-]*_\d{8}-\d{6}\.png$/u);
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    expect(width / (height - Math.max(40, Math.round((height / 1.07) * 0.07)))).toBeCloseTo(16 / 9, 1);
    const row = await loggedOf('camera.snapshot');
    expect(row).toMatchObject({ result: 'done', details: { note: 'Biên bản 07/BB', ended: 'complete' } });
  });

  it('takes a clip that plays as long as it was asked for, which the log knows of', async () => {
    const { name, bytes } = await taken(() => page.getByRole('button', { name: 'Trích đoạn' }).click());
    expect(name).toMatch(/^khue_MP-001[\w-]*_\d{8}-\d{6}\.mp4$/u);
    const pictures = fragmentsOf(bytes);
    const last = pictures.at(-1);
    expect(pictures[0]?.decodeTime).toBe(0);
    expect(((last?.decodeTime ?? 0) + (last?.duration ?? 0)) / 90_000).toBeCloseTo(10, 0);
    const played = await playInBrowser(bytes);
    expect(played.duration).toBeCloseTo(10, 0);
    expect(played.shownAt).toBeGreaterThan(9);
    expect(played.width).toBeGreaterThan(0);
    const { result, details } = await loggedOf('camera.export');
    expect([result, details['seconds'], details['ended'], details['note']]).toEqual([
      'done',
      10,
      'complete',
      'Biên bản 07/BB',
    ]);
    expect(details['bytes']).toBe(bytes.length);
  });

  it('keeps what has come of a clip that is stopped with the keyboard, and says how long that is', async () => {
    const controls = page.getByRole('group', { name: 'Trích đoạn' });
    await controls.getByRole('combobox').selectOption('60');
    const { bytes } = await taken(async () => {
      const begin = controls.getByRole('button', { name: 'Trích đoạn' });
      await until('a clip that can be begun', () => begin.isEnabled(), Boolean, 60_000);
      await begin.focus();
      await page.keyboard.press('Enter');
      const come = () => controls.evaluate((group) => group.querySelector('progress')?.value ?? group.textContent);
      await until('two seconds of a clip', come, (value) => Number(value) >= 2, 60_000);
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Enter');
    });
    const played = await playInBrowser(bytes);
    expect(played.duration).toBeGreaterThan(1.9);
    expect(played.duration).toBeLessThan(30);
    expect(await controls.locator('output').textContent()).toContain('đã ghi nhật ký');
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

  it('ends a clip within five seconds, keeps what had come of it, and the log says why', async () => {
    await openLarge();
    const administrator = await callHouse(house);
    const grant = await lookingGrant(administrator);
    const controls = page.getByRole('group', { name: 'Trích đoạn' });
    await controls.getByRole('combobox').selectOption('60');
    let withdrawnAt = Number.POSITIVE_INFINITY;
    const { bytes } = await taken(async () => {
      await controls.getByRole('button', { name: 'Trích đoạn' }).click();
      const come = () => controls.evaluate((group) => group.querySelector('progress')?.value ?? group.textContent);
      await until('a second of a clip', come, (value) => Number(value) >= 1, 60_000);
      withdrawnAt = performance.now();
      await withdraw(administrator, grant);
    });
    expect(performance.now() - withdrawnAt).toBeLessThan(cutWithinMs);
    expect(fragmentsOf(bytes).length).toBeGreaterThan(10);
    const isRevoked = ({ details }: LogRow): boolean => details['ended'] === 'revoked';
    const row = await until('the end in the log', () => loggedOf('camera.export'), isRevoked, 20_000);
    expect(row).toMatchObject({ result: 'done', details: { seconds: 60, note: 'Biên bản 07/BB' } });
    await giveAgain(administrator, grant);
    // An answer that breaks off is told by the browser itself.
    expect(watched.faults).toEqual([expect.stringContaining('ERR_INCOMPLETE_CHUNKED_ENCODING')]);
  });
});
