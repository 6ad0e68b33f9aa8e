import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './house/axe.ts';
import { launchBrowser, openPage, signIn, type WatchedPage } from './house/browser.ts';
import { type House, startHouse } from './house/house.ts';
import { takePicture } from './house/pictures.ts';

const chosen = 'Truc-Ban-2026-sang';
/** A right that is withdrawn ends within so long. */
const endsWithinMs = 5_000;

let house: House;
let browser: Browser;
let administrator: WatchedPage;
let operator: WatchedPage;
let page: Page;
let oneTime = '';
let ward = '';
let schoolsOfWard = 0;

beforeAll(async () => {
  house = await startHouse({ parameters: ['--schools', '6', '--cameras', '6'] });
  browser = await launchBrowser();
  administrator = await openPage(browser, house.url);
  operator = await openPage(browser, house.url, { width: 1366, height: 768 });
  ({ page } = administrator);
  await signIn(page, house.url, house.account);
});

afterAll(async () => {
  await browser.close();
  await house.stop();
  house.remove();
});

/** Wards of the schools that a page may see. */
async function wardsSeen(of: Page): Promise<string[]> {
  const answer = await of.context().request.get(`${house.url}/api/schools`);
  const { schools }: { schools: { wardName: string | null }[] } = await answer.json();
  return schools.map(({ wardName }) => wardName ?? '');
}

describe('the page of administration', () => {
  it('makes an account by keyboard and shows its password once', async () => {
    const wards = await wardsSeen(page);
    ward = wards[0] ?? '';
    schoolsOfWard = wards.filter((name) => name === ward).length;
    expect(schoolsOfWard).toBeLessThan(wards.length);
    await page.goto(`${house.url}/quan-tri`);
    await page.getByRole('button', { name: 'Thêm tài khoản' }).press('Enter');
    await page.keyboard.type('truc.phuong');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Trực ban phường');
    await page.keyboard.press('Enter');
    oneTime = await page.locator('.password-once code').innerText();
    await page.keyboard.press('Enter');
    await page.locator('.drawer', { hasText: 'Chưa được giao quyền nào' }).waitFor();
    expect(await page.getByText(oneTime).count()).toBe(0);
  });

  it('gives it a role over one ward, and tells the right as a sentence', async () => {
    await page.getByRole('button', { name: 'Giao thêm quyền' }).click();
    await page.getByLabel('Vai trò', { exact: true }).selectOption('operator');
    await page.getByLabel('Ở đâu').fill(ward);
    await page.locator(`button[data-place="${ward}"]`).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Giao quyền', exact: true }).click();
    await page.locator('.grants li').waitFor();
    const sentence = page.locator('.grants li > span');
    expect(await sentence.innerText()).toBe(`Trực ban · ${ward} (địa bàn) · không thời hạn`);
    await takePicture(page, 'administration');
  });

  it('lets its owner see the schools of the ward and no others', async () => {
    const own = operator.page;
    await own.goto(house.url);
    await own.locator('input[name=name]').fill('truc.phuong');
    await own.locator('input[name=password]').fill(oneTime);
    await own.keyboard.press('Enter');
    await own.locator('input[name=next]').fill(chosen);
    await own.locator('input[name=again]').fill(chosen);
    await own.keyboard.press('Enter');
    await own.locator('.figures').waitFor();
    expect(await wardsSeen(own)).toEqual(Array.from({ length: schoolsOfWard }, () => ward));
    expect(await own.locator('.rail a', { hasText: 'Quản trị' }).count()).toBe(0);
  });

  it('ends the right after asking back, and the room of its owner says so within five seconds', async () => {
    await page.getByRole('button', { name: /^Thu hồi quyền: Trực ban/u }).click();
    const said = operator.page.locator('[role=alert]', { hasText: 'Tài khoản này hiện không có quyền nào' });
    const ended = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
    await page.getByRole('button', { name: 'Thu hồi', exact: true }).click();
    expect((await ended).status()).toBe(204);
    const began = performance.now();
    await said.waitFor({ timeout: endsWithinMs });
    expect(performance.now() - began).toBeLessThan(endsWithinMs);
    await page.getByText('Quyền đã hết (1)').waitFor();
  });

  it('refuses to lose the last administrator, in one sentence', async () => {
    await page.locator('tr[data-account=quantri] a').click();
    await page.locator('.drawer h2', { hasText: 'Quản trị' }).waitFor();
    await page.getByRole('button', { name: 'Khoá tài khoản' }).click();
    await page.getByRole('button', { name: 'Khoá tài khoản' }).click();
    const refusal = page.locator('.drawer > [role=alert]:not(:empty)');
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('Phải còn ít nhất một người quản trị');
  });

  it('marks rights as reviewed', async () => {
    await page.goto(`${house.url}/quan-tri/ra-soat`);
    await page.getByRole('button', { name: /^Tất cả/u }).click();
    await page.getByLabel('Chọn mọi quyền đang hiện').check();
    await page.getByRole('button', { name: /^Đánh dấu đã rà soát \d+ quyền/u }).click();
    const noted = page.locator('.administration-tools output');
    await noted.filter({ hasText: /\d/u }).waitFor();
    expect(await noted.innerText()).toMatch(/^Đã ghi: rà soát \d+ quyền\.$/u);
  });

  it('shows axe nothing to find on any of its parts', async () => {
    const findings: string[] = [];
    for (const part of ['nguoi-dung', 'vai-tro', 'ra-soat']) {
      await page.goto(`${house.url}/quan-tri/${part}`);
      await page.locator('.administration-tools, .role-editor').first().waitFor();
      for (const language of ['EN', 'VI']) {
        await page.locator('.language-switch button', { hasText: language }).click();
        await page.locator(`html[lang=${language.toLowerCase()}]`).waitFor();
        findings.push(...(await axeFindings(page)).map((finding) => `${part} ${language} ${finding}`));
      }
    }
    expect(findings).toEqual([]);
  });

  it('leaves nothing on the console but the refusal that was meant', () => {
    expect(administrator.faults.filter((fault) => !fault.includes('status of 409'))).toEqual([]);
  });
});
