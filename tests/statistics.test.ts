import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { indicatorValuesSchema, reportedYearsSchema } from '@khue/domain/statisticsApi';
import { violationsEverywhere, wide } from './house/accessibility.ts';
import { launchBrowser, openPage, signIn, type WatchedPage } from './house/browser.ts';
import { callHouse, type Caller } from './house/caller.ts';
import { asFile, fillIn, type OpenedSheet, takeSheet } from './house/filledSheet.ts';
import { type House, startHouse } from './house/house.ts';
import { takePicture } from './house/pictures.ts';
import { until } from './house/until.ts';

/** A year that no invented school reported. */
const year = '2026-2027';
const readyWithinMs = 60_000;

let house: House;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let planner: Caller;
let sheet: OpenedSheet;
/** Code of the school in the third row. */
let thirdCode: string;

beforeAll(async () => {
  house = await startHouse({ parameters: ['--schools', '12', '--cameras', '12'] });
  planner = await callHouse(house);
  const grant = { accountId: planner.accountId, role: 'planner', scopeId: null, relation: 'territorial', zones: null };
  await planner.ask('POST', '/api/grants', z.unknown(), { ...grant, validTo: null });
  browser = await launchBrowser();
  watched = await openPage(browser, house.url);
  ({ page } = watched);
  await signIn(page, house.url, house.account);
});

afterAll(async () => {
  await browser.close();
  await house.stop();
  house.remove();
});

async function yearsReported(): Promise<string[]> {
  const { years } = await planner.ask('GET', '/api/statistics/years', reportedYearsSchema);
  return years.map(({ schoolYear }) => schoolYear);
}

/** Chooses what the sheet is of, hands it in, and waits until it is checked. */
async function handIn(opened: OpenedSheet, name: string): Promise<string | null> {
  await page.goto(`${house.url}/so-lieu`);
  await page.getByLabel('Cấp học').selectOption({ label: 'Tiểu học' });
  await page.getByLabel('Năm học').selectOption(year);
  await page.locator('input[type=file]').setInputFiles(await asFile(opened, name));
  await page.getByRole('button', { name: 'Nộp biểu này' }).press('Enter');
  const result = page.locator('.sheet-result');
  await result.locator('output').waitFor();
  return result.getAttribute('data-state');
}

describe('figures of schools', () => {
  it('are there for three school years, handed in by the invented schools, and say who was silent', async () => {
    await until('reports of the invented schools', yearsReported, (years) => years.length === 3, readyWithinMs);
    await page.goto(`${house.url}/so-lieu`);
    await page.locator('[data-year="2024-2025"]').press('Enter');
    const silent = page.locator('.silent-schools li');
    await silent.first().waitFor();
    expect(await silent.first().innerText()).toContain('MÔ PHỎNG');
    expect(await page.locator('[data-year="2023-2024"]').innerText()).toMatch(/(\d+) \/ \1 /u);
  });

  it('are filled into a template that another spreadsheet program opens', async () => {
    await page.getByLabel('Cấp học').selectOption({ label: 'Tiểu học' });
    await page.getByLabel('Năm học').selectOption(year);
    sheet = await takeSheet(page, 'Tải biểu mẫu XLSX');
    expect(sheet.figures.getCell('A1').text).toContain(`Số liệu cấp Tiểu học – năm học ${year}`);
    expect(sheet.figures.getCell('A2').text).toMatch(/^MÔ PHỎNG/u);
    expect(sheet.figures.getCell('C5').dataValidation).toMatchObject({ type: 'whole', formulae: [0, 5000] });
    fillIn(sheet);
    thirdCode = sheet.figures.getCell('A7').text;
  });

  it('are refused with exactly the cells in which something is wrong', async () => {
    sheet.figures.getCell('C5').value = 'ba mươi';
    sheet.figures.getCell('F6').value = 0;
    sheet.figures.getCell('A7').value = 'MP-999';
    expect(await handIn(sheet, 'Số liệu lỗi.xlsx')).toBe('refused');
    const cells = page.locator('.sheet-faults tbody th');
    expect((await cells.allInnerTexts()).toSorted()).toEqual(['Số liệu!A7', 'Số liệu!C5', 'Số liệu!F6']);
    expect(await page.locator('.sheet-faults').innerText()).toContain('Không có trường nào mang mã này.');
    expect(await yearsReported()).not.toContain(year);
    await takePicture(page, 'figures');
  });

  it('come back as a workbook with those cells marked', async () => {
    const report = await takeSheet(page, 'Tải XLSX có đánh dấu ô sai');
    const marked = report.figures.getCell('C5');
    expect(marked.text).toBe('ba mươi');
    expect(marked.fill).toMatchObject({ type: 'pattern', fgColor: { argb: 'FFFBD5D5' } });
    expect(JSON.stringify(marked.note)).toContain('Cần một số nguyên.');
  });

  it('are accepted as a whole once they are mended, and become indicators', async () => {
    sheet.figures.getCell('C5').value = 18;
    sheet.figures.getCell('F6').value = 1;
    sheet.figures.getCell('A7').value = thirdCode;
    expect(await handIn(sheet, 'Số liệu đúng.xlsx')).toBe('accepted');
    await page.locator(`[data-year="${year}"]`).waitFor();
    const path = `/api/indicators/S09.mean/values?schoolYear=${year}&level=02&by=city`;
    const read = () => planner.ask('GET', path, indicatorValuesSchema);
    const { values } = await until('class size', read, (found) => found.values.length > 0, readyWithinMs);
    // 36 pupils in every class of every school.
    expect(values).toMatchObject([{ value: 36, met: false, synthetic: true }]);
  });

  it('are shown on a page that a phone and a keyboard can use, in both languages', async () => {
    await page.goto(`${house.url}/so-lieu`);
    await page.locator('.hand-in').waitFor();
    expect(await violationsEverywhere(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.setViewportSize(wide);
    expect(watched.faults).toEqual([]);
  });
});
