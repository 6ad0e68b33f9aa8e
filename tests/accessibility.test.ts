import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { focusIsVisible, ringIsWhole, tabTo, violationsEverywhere, walkByTab, wide } from './house/accessibility.ts';
import { axeFindings } from './house/axe.ts';
import { launchBrowser, openPage, sayWhy, search, type WatchedPage } from './house/browser.ts';
import { type House, startHouse } from './house/house.ts';
import { until } from './house/until.ts';

const chosen = 'Sao-Khue-2026-sang';

let house: House;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let secret = '';
let schoolPath = '';

beforeAll(async () => {
  house = await startHouse({ parameters: ['--schools', '3', '--cameras', '6'], leaveFirstSignIn: true });
  browser = await launchBrowser();
  watched = await openPage(browser, house.url, wide);
  ({ page } = watched);
});

afterAll(async () => {
  await browser.close();
  await house.stop();
  house.remove();
});

/** A code of the authenticator app, `ahead` half minutes from now. */
function code(ahead: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead * 30_000 });
}

async function enter(password: string): Promise<void> {
  await page.locator('input[name=name]').fill(house.account.name);
  await page.locator('input[name=password]').fill(password);
  await page.keyboard.press('Enter');
}

/** What axe and the Tab key meet that is not right, one line each. */
async function findings(): Promise<readonly string[]> {
  const found = await violationsEverywhere(page);
  const { stops, hidden, missed } = await walkByTab(page);
  return [
    ...found,
    ...hidden.map((what) => `focus not seen: ${what}`),
    ...missed.map((what) => `not reached by Tab: ${what}`),
    ...(stops > 2 ? [] : [`Tab stops only ${stops} times`]),
  ];
}

describe('every step of signing in holds the rules of WCAG 2.1 AA that a program can judge', () => {
  it('name and password', async () => {
    await page.goto(house.url);
    await page.locator('input[name=name]').waitFor();
    expect.soft(await findings()).toEqual([]);
  });

  it('the one-time password changed', async () => {
    await enter(house.account.password);
    await page.locator('input[name=next]').fill('ngắn');
    expect.soft(await findings()).toEqual([]);
    await page.locator('input[name=next]').fill(chosen);
    await page.locator('input[name=again]').fill(chosen);
    await page.keyboard.press('Enter');
    await page.locator('.figures').waitFor();
  });

  it('own account, and a second factor set up', async () => {
    await page.goto(`${house.url}/tai-khoan`);
    const part = page.locator('section', { has: page.locator('#own-factor') });
    await part.locator('input[name=password]').waitFor();
    expect.soft(await findings()).toEqual([]);
    await part.locator('input[name=password]').fill(chosen);
    await page.keyboard.press('Enter');
    await part.locator('.qr-code path').waitFor();
    expect.soft(await findings()).toEqual([]);
    secret = (await part.locator('.factor-secret').innerText()).replaceAll(' ', '');
    await part.locator('input[name=code]').fill(code(0));
    await page.keyboard.press('Enter');
    await part.locator('.recovery-codes li').first().waitFor();
    expect.soft(await findings()).toEqual([]);
    await part.locator('.primary-button').click();
  });

  it('the code of the second factor', async () => {
    await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
    await page.locator('input[name=name]').waitFor();
    await enter(chosen);
    await page.locator('input[name=code]').waitFor();
    expect.soft(await findings()).toEqual([]);
    // The code that set it up is used; the next one is good already.
    await page.locator('input[name=code]').fill(code(1));
    await page.keyboard.press('Enter');
    await page.locator('.room').waitFor();
  });

  it('the locked screen', async () => {
    await page.getByRole('button', { name: 'Khoá màn hình' }).click();
    await page.locator('.sign-in input[name=password]').waitFor();
    expect.soft(await findings()).toEqual([]);
    await page.locator('input[name=password]').fill(chosen);
    await page.keyboard.press('Enter');
    await page.locator('.room').waitFor();
  });
});

describe('the control room holds them', () => {
  it('with the map', async () => {
    await page.goto(house.url);
    await page.locator('.figures').waitFor();
    await page.locator('.map-canvas canvas').first().waitFor();
    expect.soft(await findings()).toEqual([]);
  });

  it('with search results', async () => {
    await search(page, 'MP');
    expect(await axeFindings(page)).toEqual([]);
  });

  it('with a school that asks why somebody looks', async () => {
    await page.goto(house.url);
    await page.locator('.figures').waitFor();
    await search(page, 'MP-001');
    await page.keyboard.press('Enter');
    await page.locator('.look-reason button[type=submit]').waitFor();
    expect.soft(await findings()).toEqual([]);
  });

  it('with a school open, its pictures live', async () => {
    await sayWhy(page);
    schoolPath = new URL(page.url()).pathname;
    await page.locator('.tile[data-picture-state=live]').first().waitFor({ timeout: 60_000 });
    expect.soft(await findings()).toEqual([]);
  });

  it('with one camera, large', async () => {
    await page.locator('.tile-open').first().click();
    await page.locator('.camera-view .facts').waitFor();
    expect.soft(await findings()).toEqual([]);
  });

  it('on a phone, which has no keys: a camera and a school are closed by a cross', async () => {
    const storageState = await page.context().storageState();
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'vi-VN' };
    const held = await (await browser.newContext({ ...phone, storageState })).newPage();
    await held.goto(page.url());
    await sayWhy(held);
    for (const way of ['Về trường', 'Đóng']) {
      const close = held.locator('.school-close', { hasText: way }).last();
      await close.locator('.close-cross').waitFor();
      expect(await held.locator('kbd:visible').count()).toBe(0);
      expect((await close.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
      await close.tap();
    }
    await held.locator('.school-close').waitFor({ state: 'detached' });
    await held.context().close();
  });
});

/** Address, and what is there once the page shows what it has to show. */
const pages = [
  ['/nhap-du-lieu', 'input[type=file]'],
  ['/he-thong', '.tier summary'],
  ['/quan-ly-man-hinh', 'input[name=code]'],
  ['/nhat-ky', '.log-table tbody tr'],
  ['/du-lieu-ca-nhan/khu-vuc', '#zone-approvals'],
  ['/du-lieu-ca-nhan/yeu-cau', '.entry-form input[name=reference]'],
  ['/du-lieu-ca-nhan/su-co', '.entry-form input[name=title]'],
  ['/du-lieu-ca-nhan/muc-dich', 'tr[data-purpose]'],
  ['/quan-tri/nguoi-dung', 'tr[data-account]'],
  ['/quan-tri/vai-tro', '.roles li'],
  ['/quan-tri/ra-soat', '.review-rules'],
] as const;

describe('every other page holds them', () => {
  it.each(pages)('%s', async (path, ready) => {
    await page.goto(`${house.url}${path}`);
    await page.locator(ready).first().waitFor({ state: 'attached' });
    expect(await findings()).toEqual([]);
  });

  it('the state of the system, figures unfolded', async () => {
    await page.goto(`${house.url}/he-thong`);
    await page.locator('.tier summary').first().click();
    expect.soft(await findings()).toEqual([]);
  });

  it('an account, opened, and a new one', async () => {
    await page.goto(`${house.url}/quan-tri/nguoi-dung`);
    await page.locator('tr[data-account] a').first().click();
    await page.locator('.drawer .person-facts').waitFor();
    await page.locator('.administration-tools .primary-button').click();
    await page.locator('input[name=accountName]').waitFor();
    expect.soft(await findings()).toEqual([]);
  });

  it('a wall display that waits to be paired', async () => {
    const wall = await openPage(browser, house.url, wide);
    await wall.page.goto(`${house.url}/man-hinh-tuong`);
    await wall.page.locator('.wall-code', { hasText: /^\w{3} \w{3}$/u }).waitFor();
    expect(await violationsEverywhere(wall.page)).toEqual([]);
    await tabTo(wall.page, '.wall-pairing button', 5);
    expect(await focusIsVisible(wall.page)).toBe(true);
    expect(wall.faults).toEqual([]);
    await wall.page.context().close();
  });
});

describe('the keyboard alone', () => {
  it('goes by Tab to the search, to a result, into the school and its tiles, and shows where it is', async () => {
    await page.goto(house.url);
    await page.locator('.figures').waitFor();
    await tabTo(page, '.search-box input');
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.type('MP-001');
    await page.locator('.search-result').first().waitFor();
    await tabTo(page, '.search-result', 2);
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press('Enter');
    await until(
      'the school',
      async () => new URL(page.url()).pathname,
      (path) => path === schoolPath,
      10_000,
    );
    await sayWhy(page);
    await page.locator('.tile-open').first().waitFor();
    await tabTo(page, '.school-close');
    expect(await focusIsVisible(page)).toBe(true);
    await tabTo(page, '.tile-open', 4);
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator('.camera-view').waitFor();
    await until(
      'focus on the way back',
      () => page.evaluate(() => document.activeElement?.className),
      (name) => name === 'school-close',
      10_000,
    );
    expect(await focusIsVisible(page)).toBe(true);
    expect(await ringIsWhole(page)).toBe(true);
  });

  it('met nothing that left the origin or complained on the console', () => {
    expect(watched.faults).toEqual([]);
  });
});
