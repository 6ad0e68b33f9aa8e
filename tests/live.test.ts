import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GstCamera, startGstCamera } from '@khue/camera-gateway/testing/gstCamera';
import { launchBrowser, openPage, readPicture, search, signIn, type WatchedPage } from './house/browser.ts';
import { type House, setFault, startHouse } from './house/house.ts';
import { realSchoolList } from './house/lists.ts';
import { until } from './house/until.ts';

/** How soon a cut camera must be seen as such, on its tile and on the map. */
const noticedWithinMs = 30_000;

let house: House;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  house = await startHouse();
  browser = await launchBrowser();
  watched = await openPage(browser, house.url);
  page = watched.page;
  await signIn(page, house.url, house.account);
});

afterAll(async () => {
  await browser.close();
  await house.stop();
  house.remove();
});

async function importFile(kind: 'schools' | 'cameras', path: string): Promise<void> {
  await page.goto(`${house.url}/nhap-du-lieu`);
  await page.locator(`input[type=radio][value=${kind}]`).check();
  await page.locator('input[type=file]').setInputFiles(path);
  await page.locator('.primary-button').click();
  await page.locator('[data-import-state=done]').waitFor();
}

async function importCount(part: string): Promise<number> {
  return Number((await page.locator(`[data-count=${part}]`).textContent())?.replaceAll('.', ''));
}

async function goToSchool(query: string): Promise<void> {
  await page.goto(house.url);
  await page.locator('.figures').waitFor();
  await search(page, query);
  await page.keyboard.press('Enter');
  await page.locator('h2[data-school-name]').waitFor();
}

function stateOf(tile: Locator): Promise<string | null> {
  return tile.getAttribute('data-picture-state');
}

/** Counters of two readings of a tile's picture: the first readable one, and the first that differs from it. */
async function readTwice(tile: Locator): Promise<[number, number]> {
  const first = await until(
    'a readable picture',
    () => readPicture(page, tile),
    (reading) => reading !== null,
    20_000,
  );
  const other = (reading: { counter: number } | null): boolean =>
    reading !== null && reading.counter !== first?.counter;
  const second = await until('another picture', () => readPicture(page, tile), other, 10_000);
  return [first?.counter ?? 0, second?.counter ?? 0];
}

describe('from a spreadsheet to live pictures', () => {
  it('imports a list of real schools through the page, and a second time changes nothing', async () => {
    const list = realSchoolList();
    await importFile('schools', list.path);
    expect(await importCount('added')).toBe(list.rows);
    expect(await importCount('rejected')).toBe(0);
    await importFile('schools', list.path);
    expect(await importCount('unchanged')).toBe(list.rows);
  });

  it('finds Lê Hồng Phong by typing le hong phong', async () => {
    await page.goto(house.url);
    await page.locator('.figures').waitFor();
    const results = await search(page, 'le hong phong');
    expect(await results.first().textContent()).toContain('Lê Hồng Phong');
  });

  it('shows a synthetic camera live, its counter read off the decoded picture', async () => {
    await goToSchool('MP-001');
    const tile = page.locator('.tile[data-camera-id]').first();
    await until(
      'a live tile',
      () => stateOf(tile),
      (state) => state === 'live',
      30_000,
    );
    const [first, second] = await readTwice(tile);
    expect(second).toBeGreaterThan(first);
  });

  it('says so on tile and map when the network of a camera is cut, and recovers when it is back', async () => {
    await goToSchool('MP-001');
    const tile = page.locator('.tile[data-camera-id]').first();
    await until(
      'a live tile',
      () => stateOf(tile),
      (state) => state === 'live',
      30_000,
    );
    const schoolId = await page.locator('section.school').getAttribute('data-school-id');
    const onMap = page
      .locator(`.attention [data-school-id="${schoolId}"], [data-school-id="${schoolId}"][data-severity]`)
      .first();
    await setFault(house, 'MP-001-C01', { kind: 'off' });
    await Promise.all([
      until(
        'a lost tile',
        () => stateOf(tile),
        (state) => state === 'lost',
        noticedWithinMs,
      ),
      onMap.waitFor({ timeout: noticedWithinMs }),
    ]);
    expect(await onMap.getAttribute('data-severity')).toBe('high');
    await setFault(house, 'MP-001-C01', null);
    await until(
      'a live tile again',
      () => stateOf(tile),
      (state) => state === 'live',
      60_000,
    );
    await onMap.waitFor({ state: 'detached', timeout: 60_000 });
    const [first, second] = await readTwice(tile);
    expect(second).toBeGreaterThan(first);
  });

  it('never left the origin and said nothing on the console', () => {
    expect(watched.faults).toEqual([]);
  });
});

describe('a camera that nobody here wrote', () => {
  let camera: GstCamera;

  afterAll(async () => {
    await camera.stop();
  });

  it('is imported from a spreadsheet, plays with digest, is lost when it goes and found when it is cut off', async () => {
    const account = { username: 'sở-gd', password: 'mật khẩu:"1"' };
    camera = await startGstCamera({
      codec: 'h264',
      ...account,
      width: 640,
      height: 360,
      frameRate: 15,
      pattern: 'ball',
    });
    const list = join(house.dataDir, 'gst.csv');
    const quoted = `"${account.password.replaceAll('"', '""')}"`;
    writeFileSync(
      list,
      `Mã camera;Mã trường;Tên camera;Khu vực;RTSP chính;Tài khoản;Mật khẩu\nGST-1;MP-024;Camera GStreamer;cổng;${camera.url};${account.username};${quoted}\n`,
    );
    await importFile('cameras', list);
    expect(await importCount('added')).toBe(1);
    await goToSchool('MP-024');
    const tile = page.locator('.tile', { hasText: 'Camera GStreamer' });
    await until(
      'a live tile',
      () => stateOf(tile),
      (state) => state === 'live',
      40_000,
    );
    const picture = (): Promise<string> =>
      tile.locator('video').evaluate((element) => {
        if (!(element instanceof HTMLVideoElement)) return '';
        const canvas = document.createElement('canvas');
        canvas.width = 64;
        canvas.height = 36;
        canvas.getContext('2d')?.drawImage(element, 0, 0, 64, 36);
        return canvas.toDataURL();
      });
    const first = await picture();
    await until('another picture', picture, (now) => now !== first, 10_000);
    await camera.stop();
    await until(
      'a lost tile',
      () => stateOf(tile),
      (state) => state === 'lost',
      noticedWithinMs,
    );
  });
});
