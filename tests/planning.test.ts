import { readFileSync, statSync } from 'node:fs';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indicatorValuesSchema, reportedYearsSchema } from '@khue/domain/statisticsApi';
import { violationsEverywhere, walkByTab, wide } from './house/accessibility.ts';
import { launchBrowser, openPage, signIn, type WatchedPage } from './house/browser.ts';
import { callHouse, type Caller } from './house/caller.ts';
import { type House, startHouse } from './house/house.ts';
import { countColour, findColour } from './house/mapColours.ts';
import { takePicture } from './house/pictures.ts';
import { until } from './house/until.ts';

/** Fibre: a target for schools of every level, so that wards that meet it and wards that do not are drawn. */
const fibre = 'I05';
const lastYear = '2025-2026';
/** Colours of the classes farthest below a target, and well above it. */
const [short, good] = ['#9c3a0b', '#d3d1e8'] as const;

let house: House;
let caller: Caller;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  house = await startHouse({ parameters: ['--schools', '24', '--cameras', '24'] });
  caller = await callHouse(house);
  browser = await launchBrowser();
  watched = await openPage(browser, house.url, wide);
  ({ page } = watched);
  await signIn(page, house.url, house.account);
  const years = () => caller.ask('GET', '/api/statistics/years', reportedYearsSchema);
  await until('three school years with figures', years, (answer) => answer.years.length >= 3, 90_000);
});

afterAll(async () => {
  await browser.close();
  await house.stop();
  house.remove();
});

/** Waits until the map shows an indicator with its values. */
async function painted(key: string): Promise<void> {
  const shown = () => page.locator('.plan-map-box').getAttribute('data-painted');
  const isThere = (text: string | null): boolean => text?.startsWith(`${key} `) === true && !text.endsWith('waiting');
  await until(`${key} on the map`, shown, isThere, 60_000);
}

async function choose(key: string): Promise<void> {
  await page.locator('.plan-controls select').first().selectOption(key);
  await painted(key);
}

/** Ward codes with their values as the table has them. */
async function tableValues(): Promise<Map<string, number | null>> {
  const rows = await page
    .locator('.ward-table tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [row.getAttribute('data-ward') ?? '', row.getAttribute('data-value') ?? '']),
    );
  return new Map(rows.map(([code = '', value = '']) => [code, value === '' ? null : Number(value)]));
}

async function taken(press: () => Promise<void>): Promise<Download> {
  const waiting = page.waitForEvent('download');
  await press();
  return waiting;
}

describe('the planning page', () => {
  it('shows wards short of the target in the colour of the legend, and as many in the answer and the table', async () => {
    await page.goto(`${house.url}/ban-do`);
    await painted(fibre);
    const path = `/api/indicators/${fibre}/values?schoolYear=${lastYear}&by=ward`;
    const { values } = await caller.ask('GET', path, indicatorValuesSchema);
    const unmet = values.filter(({ met }) => met === false);
    expect(unmet.length).toBeGreaterThan(0);
    await page.locator('.plan-answer h1', { hasText: `${unmet.length} phường, xã chưa đạt` }).waitFor();
    const told = await until('the table', tableValues, (rows) => rows.size === 168, 20_000);
    expect(values.map(({ place }) => [place, told.get(place)])).toEqual(
      values.map(({ place, value }) => [place, value]),
    );
    await until(
      'wards short of the target, drawn',
      () => countColour(page, short),
      (pixels) => pixels > 200,
      20_000,
    );
    expect(await countColour(page, good)).toBeGreaterThan(200);
    expect(await page.locator('.plan-map-head .plan-mark').textContent()).toBe('MÔ PHỎNG');
    expect(await page.locator('.plan-notes').textContent()).toContain('Ranh giới gần đúng');
    expect(await page.locator('.sea-inset').textContent()).toMatch(/Hoàng Sa.*Trường Sa/u);
  });

  it('selects what is clicked on the map in the table, and draws what is chosen in the table on the map', async () => {
    const spot = await findColour(page, short);
    await page.mouse.click(spot.x, spot.y);
    const row = page.locator('.ward-table tr[aria-current=true]');
    await row.waitFor();
    expect(await row.locator('.unmet').count()).toBe(1);
    const code = await row.getAttribute('data-ward');
    await row.locator('button').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator(`.ward-table tr[aria-current=true]:not([data-ward="${code}"])`).waitFor();
    expect(await page.locator('.plan-trend-part h2').textContent()).toContain('qua các năm');
  });

  it('leads from a figure to the cells of a school and their sheet', async () => {
    await page.locator('.drill-schools button').first().click();
    await page.locator('.drill-cells tbody tr').first().waitFor();
    expect(await page.locator('.drill-source').textContent()).toMatch(/Bảng tính: mo-phong/u);
    expect(await page.locator('.drill-cells tbody tr td:last-child').first().textContent()).toMatch(/![A-Z]+\d+$/u);
    await takePicture(page, 'plan');
  });

  it('keeps to WCAG 2.1 AA in both languages, on a phone and on a wide screen, and is walked by Tab', async () => {
    expect(await violationsEverywhere(page)).toEqual([]);
    expect(await walkByTab(page)).toMatchObject({ hidden: [], missed: [] });
  });

  it('changes with the indicator, the year and the level; what nobody reported is missing', async () => {
    await choose('S04');
    await until(
      'no colour of a target left',
      () => countColour(page, short),
      (pixels) => pixels === 0,
      20_000,
    );
    const newest = await tableValues();
    await page.locator('.plan-year input').first().fill('0');
    await until(
      'figures of the first year',
      tableValues,
      (told) => JSON.stringify([...told]) !== JSON.stringify([...newest]),
      30_000,
    );
    await choose('S11');
    // The column comes a moment after the map.
    const answer = () => page.locator('.plan-answer h1').textContent();
    await expect.poll(answer, { timeout: 20_000 }).toBe('Chưa có số liệu để trả lời.');
  });

  it('measures reach, nearest schools and service areas in a straight line', async () => {
    await choose('reach');
    const notes = () => page.locator('.plan-notes').textContent();
    await expect.poll(notes, { timeout: 20_000 }).toContain('Giả định trải đều');
    // The table comes a moment after the map.
    const shares = async () => [...(await tableValues()).values()];
    const isShare = (share: number | null): boolean => share !== null && share >= 0 && share <= 100;
    await until('a share of every ward', shares, (all) => all.length === 168 && all.every(isShare), 20_000);
    await page.getByRole('button', { name: 'Đo từ giữa bản đồ' }).click();
    await until(
      'five schools',
      () => page.locator('.plan-nearest li').count(),
      (count) => count === 5,
      20_000,
    );
    const lines = () => countColour(page, '#0b3c77');
    const before = await lines();
    await page.locator('.plan-layers input').nth(1).check();
    await page.getByRole('button', { name: 'Vừa khung các trường' }).click();
    await until('lines between the areas', lines, (pixels) => pixels > before + 200, 20_000);
  });

  it('tells of public schools alone, and how many schools are on neither side', async () => {
    await choose(fibre);
    await page.locator('.plan-year input').first().fill('2');
    const reporting = async () => page.locator('.plan-notes').textContent();
    await expect.poll(reporting, { timeout: 20_000 }).toContain('Danh sách trường bắt đầu từ');
    const owned = page.getByLabel('Loại hình');
    await owned.selectOption('non_public');
    await expect
      .poll(reporting, { timeout: 20_000 })
      .toMatch(/Trường ngoài công lập: tính 4 trường; 2 trường chưa rõ/u);
    const shown = async () => [...(await tableValues()).values()].filter((value) => value !== null).length;
    await until('few wards with such a school', shown, (count) => count > 0 && count <= 4, 20_000);
    await choose('S11');
    expect(await owned.isDisabled()).toBe(true);
    await choose(fibre);
    await owned.selectOption('all');
  });

  it('leaves as a picture, a workbook and a layer', async () => {
    await choose(fibre);
    const picture = await taken(() => page.locator('.plan-exports button').click());
    expect(picture.suggestedFilename()).toBe('khue-I05-all-2025-2026.png');
    expect(statSync(await picture.path()).size).toBeGreaterThan(30_000);
    const book = await taken(() => page.locator('.plan-exports a').first().click());
    expect(book.suggestedFilename()).toMatch(/\.xlsx$/u);
    const layer = await taken(() => page.locator('.plan-exports a').last().click());
    expect(layer.suggestedFilename()).toMatch(/\.geojson$/u);
    await choose('places');
    const places = await taken(() => page.locator('.plan-exports a').last().click());
    expect(readFileSync(await places.path(), 'utf8')).toMatch(/"indicator":"places".*MÔ PHỎNG/u);
  });

  it('left no error on the console, and asked nobody else', () => {
    expect(watched.faults).toEqual([]);
  });
});
