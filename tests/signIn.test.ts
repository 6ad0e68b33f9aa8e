import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, type WatchedPage } from './house/browser.ts';
import { type House, startHouse } from './house/house.ts';

const chosen = 'Sao-Khue-2026-sang';
/** What the house promises for whatever is withdrawn. */
const endsWithinMs = 5_000;

let house: House;
let browser: Browser;
let operator: WatchedPage;
let page: Page;
let secret = '';

beforeAll(async () => {
  house = await startHouse({ parameters: ['--schools', '3', '--cameras', '6'], leaveFirstSignIn: true });
  browser = await launchBrowser();
  operator = await openPage(browser, house.url);
  ({ page } = operator);
});

afterAll(async () => {
  await browser.close();
  await house.stop();
  house.remove();
});

async function enter(password: string): Promise<void> {
  await page.goto(house.url);
  await page.locator('input[name=name]').fill(house.account.name);
  await page.locator('input[name=password]').fill(password);
  await page.keyboard.press('Enter');
}

function code(ahead: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead * 30_000 });
}

async function signOut(): Promise<void> {
  await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  await page.locator('input[name=name]').waitFor();
}

describe('signing in', () => {
  it('has the one-time password changed, and says what the new one lacks', async () => {
    await enter(house.account.password);
    await page.locator('input[name=next]').fill('quantri-26');
    await page.locator('input[name=again]').fill('quantri-26');
    expect(await page.locator('.password-rules li[data-met=false]').count()).toBe(3);
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]', { hasText: '14 ký tự' }).waitFor();
    await page.locator('input[name=next]').fill(chosen);
    await page.locator('input[name=again]').fill(chosen);
    expect(await page.locator('.password-rules li[data-met=true]').count()).toBe(3);
    await page.keyboard.press('Enter');
    await page.locator('.figures').waitFor();
  });

  it('takes the one-time password no more', async () => {
    await signOut();
    await enter(house.account.password);
    await page.locator('[role=alert]:not(:empty)').waitFor();
    expect(await page.locator('[role=alert]').innerText()).toContain('không đúng');
    await page.locator('input[name=password]').fill(chosen);
    await page.keyboard.press('Enter');
    await page.locator('.figures').waitFor();
  });

  it('gets a second factor, which is asked for from then on', async () => {
    await page.goto(`${house.url}/tai-khoan`);
    const part = page.locator('section', { has: page.locator('#own-factor') });
    await part.locator('input[name=password]').fill(chosen);
    await page.keyboard.press('Enter');
    await part.locator('.qr-code path').waitFor();
    secret = (await part.locator('.factor-secret').innerText()).replaceAll(' ', '');
    await part.locator('input[name=code]').fill(code(0));
    await page.keyboard.press('Enter');
    await part.locator('.recovery-codes li').first().waitFor();
    expect(await part.locator('.recovery-codes li').count()).toBe(10);
    await part.getByRole('button', { name: 'Tôi đã ghi lại' }).click();
    await part.getByText('Còn 10 mã dự phòng').waitFor();
    await signOut();
    await enter(chosen);
    await page.locator('input[name=code]').fill('000000');
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]', { hasText: 'Mã không đúng' }).waitFor();
    // The code that set it up is used; the next one is good already.
    await page.locator('input[name=code]').fill(code(1));
    await page.keyboard.press('Enter');
    await page.locator('.room').waitFor();
  });

  it('locks: the room is gone until the password is given', async () => {
    await page.getByRole('button', { name: 'Khoá màn hình' }).click();
    await page.locator('h1', { hasText: 'Phiên đang khoá' }).waitFor();
    expect(await page.locator('.room').count()).toBe(0);
    await page.reload();
    await page.locator('h1', { hasText: 'Phiên đang khoá' }).waitFor();
    await page.locator('input[name=password]').fill(chosen);
    await page.keyboard.press('Enter');
    await page.locator('.room').waitFor();
  });
});

describe('a wall display', () => {
  it('is paired by the code it shows, shows the room, and goes dark when it is removed', async () => {
    const wall = await openPage(browser, house.url);
    await wall.page.goto(`${house.url}/man-hinh-tuong`);
    const shown = wall.page.locator('.wall-code', { hasText: /^\w{3} \w{3}$/u });
    await shown.waitFor();
    await page.goto(`${house.url}/quan-ly-man-hinh`);
    await page.locator('input[name=code]').fill(await shown.innerText());
    await page.locator('input[name=displayName]').fill('Phòng trực 1');
    await page.keyboard.press('Enter');
    const row = page.locator('tr[data-wall="Phòng trực 1"]');
    await row.waitFor();
    await wall.page.locator('.figures').waitFor({ timeout: 60_000 });
    expect(await wall.page.locator('.rail a').allTextContents()).toEqual(['Giám sát', 'Cảnh báo']);
    expect(await wall.page.getByRole('button', { name: 'Đăng xuất' }).count()).toBe(0);
    await row.getByRole('button').click();
    await row.getByRole('button', { name: 'Gỡ màn hình', exact: true }).click();
    await page.getByText('Chưa có màn hình nào.').waitFor();
    await wall.page.locator('.room').waitFor({ state: 'detached', timeout: endsWithinMs });
    await wall.page.locator('.wall-code', { hasText: /^\w{3} \w{3}$/u }).waitFor();
    await wall.page.context().close();
  });
});

describe('a house that starts again', () => {
  it('leaves nothing on the console but refusals that were meant', () => {
    const unexpected = operator.faults.filter((fault) => !/status of 40[0134]/u.test(fault));
    expect(unexpected).toEqual([]);
  });

  it('shows the first password no more', async () => {
    await house.stop();
    const { dataDir } = house;
    house = await startHouse({ dataDir, parameters: ['--schools', '3', '--cameras', '6'] });
    expect(house.output()).not.toContain('mật khẩu');
  });
});
