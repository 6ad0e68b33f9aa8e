import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GstCamera, startGstCamera } from '@khue/camera-gateway/testing/gstCamera';
import { launchBrowser, openPage, readPicture, sayWhy, search, signIn, type WatchedPage } from './house/browser.ts';
import { freePort } from '@khue/store/embedded/freePort';
import { type House, setFault, startHouse } from './house/house.ts';
import { realSchoolList } from './house/lists.ts';
import { readSchoolMark, type ShownMark } from './house/mapPixels.ts';
import { takePicture, takesPictures } from './house/pictures.ts';
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
  // The house first: it must stop even where the browser never came up.
  await house.stop();
  house.remove();
  await browser.close();
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
  await sayWhy(page);
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

async function becomes(tile: Locator, wanted: 'live' | 'lost', withinMs: number): Promise<void> {
  await until(
    `a tile that is ${wanted}`,
    () => stateOf(tile),
    (state) => state === wanted,
    withinMs,
  );
}

/** The map shows this where the chosen school lies: looked at as pixels, not asked of the page. */
async function mapShows(wanted: ShownMark, withinMs: number): Promise<void> {
  await until(
    `a map that shows ${wanted}`,
    () => readSchoolMark(page),
    (mark) => mark === wanted,
    withinMs,
  );
}

/** Cameras in trouble beside the one that was cut, so that the guide's picture tells more. */
const alsoInTrouble = [
  ['MP-003-C02', 'off'],
  ['MP-010-C03', 'wrong_password'],
  ...[1, 2, 3, 4].map((number) => [`MP-019-C0${number}`, 'off'] as const),
] as const;

async function takeMonitorPicture(): Promise<void> {
  if (!takesPictures) return;
  for (const [code, kind] of alsoInTrouble) await setFault(house, code, { kind });
  const rows = async () => page.locator('.attention-row').count();
  await until('schools in trouble', rows, (count) => count === 4, 60_000);
  await page.locator('.call-row.loud').waitFor();
  const live = async () => page.locator('.tile[data-picture-state=live]').count();
  await until('the other tiles to be live', live, (count) => count === 3, 60_000);
  await takePicture(page, 'monitor');
  for (const [code] of alsoInTrouble) await setFault(house, code, null);
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
    await becomes(tile, 'live', 30_000);
    const [first, second] = await readTwice(tile);
    expect(second).toBeGreaterThan(first);
  });

  it('says so on tile and map when the network of a camera is cut, and recovers when it is back', async () => {
    await goToSchool('MP-001');
    const tile = page.locator('.tile[data-camera-id]').first();
    await becomes(tile, 'live', 30_000);
    await mapShows('normal', 30_000);
    await setFault(house, 'MP-001-C01', { kind: 'off' });
    await Promise.all([becomes(tile, 'lost', noticedWithinMs), mapShows('high', noticedWithinMs)]);
    await takeMonitorPicture();
    await setFault(house, 'MP-001-C01', null);
    await Promise.all([becomes(tile, 'live', 60_000), mapShows('normal', 60_000)]);
    const [first, second] = await readTwice(tile);
    expect(second).toBeGreaterThan(first);
  });
});

describe('a camera that nobody here wrote', () => {
  const account = { username: 'sở-gd', password: 'mật khẩu:"1"' };
  let camera: GstCamera | null = null;

  async function switchOn(port: number): Promise<GstCamera> {
    return startGstCamera({
      ...account,
      codec: 'h264',
      width: 640,
      height: 360,
      frameRate: 15,
      pattern: 'ball',
      port,
    });
  }

  /** The decoded picture, small: its pattern has no counter, but a ball that moves. */
  async function lookAt(tile: Locator): Promise<string> {
    return tile.locator('video').evaluate((element) => {
      if (!(element instanceof HTMLVideoElement)) return '';
      const canvas = document.createElement('canvas');
      canvas.width = 64;
      canvas.height = 36;
      canvas.getContext('2d')?.drawImage(element, 0, 0, 64, 36);
      return canvas.toDataURL();
    });
  }

  async function moves(tile: Locator): Promise<void> {
    const first = await lookAt(tile);
    await until(
      'a picture that moves',
      () => lookAt(tile),
      (now) => now !== first,
      10_000,
    );
  }

  afterAll(async () => {
    await camera?.stop();
  });

  it('plays with digest, is lost on tile and map when it goes, and is found again when it is back', async () => {
    const port = await freePort();
    camera = await switchOn(port);
    const list = join(house.dataDir, 'gst.csv');
    const password = `"${account.password.replaceAll('"', '""')}"`;
    const row = ['GST-1', 'MP-024', 'Camera GStreamer', 'cổng', camera.url, account.username, password].join(';');
    writeFileSync(list, `Mã camera;Mã trường;Tên camera;Khu vực;RTSP chính;Tài khoản;Mật khẩu\n${row}\n`);
    await importFile('cameras', list);
    expect(await importCount('added')).toBe(1);
    await goToSchool('MP-024');
    const tile = page.locator('.tile', { hasText: 'Camera GStreamer' });
    await becomes(tile, 'live', 40_000);
    await mapShows('normal', 40_000);
    await moves(tile);
    await camera.stop();
    await Promise.all([becomes(tile, 'lost', noticedWithinMs), mapShows('high', noticedWithinMs)]);
    camera = await switchOn(port);
    await Promise.all([becomes(tile, 'live', 60_000), mapShows('normal', 60_000)]);
    await moves(tile);
  });
});

describe('the log', () => {
  it('tells who looked through a camera, for what and for how long', async () => {
    await page.goto(`${house.url}/nhat-ky`);
    await page.getByLabel('Hành động').selectOption({ label: 'Xem trực tiếp' });
    await page.getByLabel('Mã hoặc tên đối tượng').fill('MP-001');
    await page.keyboard.press('Enter');
    const rows = page.locator('.log-table tbody tr');
    await rows.filter({ hasNotText: 'Xem trực tiếp' }).first().waitFor({ state: 'detached' });
    const row = rows.filter({ hasText: 'MP-001-C01' }).filter({ hasText: house.account.name }).first();
    await row.locator('.log-open').press('Enter');
    const facts = page.locator('.log-detail');
    await facts.waitFor();
    expect(await facts.innerText()).toMatch(/Mục đích\s+Trực ban theo ca[\s\S]*Số giây\s+\d+/u);
    await takePicture(page, 'log');
  });
});

describe('the page', () => {
  it('never left the origin and said nothing on the console', () => {
    expect(watched.faults).toEqual([]);
  });
});
