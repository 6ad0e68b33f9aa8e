import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tabTo, violationsEverywhere } from './house/accessibility.ts';
import { launchBrowser, openPage, sayWhy, signIn, type WatchedPage } from './house/browser.ts';
import { type House, startHouse } from './house/house.ts';
import { until } from './house/until.ts';

let house: House;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let schoolPath: string;

/** Puts a camera into a classroom of the first school, by an import. */
async function hangClassroomCamera(): Promise<void> {
  const listed = z.object({ schools: z.array(z.object({ id: z.string(), code: z.string() })) });
  const { schools } = listed.parse(await (await page.request.get(`${house.url}/api/schools`)).json());
  const [school] = schools;
  if (school === undefined) throw new Error('the synthetic city has no school');
  schoolPath = `/truong/${school.id}`;
  const csv = `Mã camera,Mã trường,Tên camera,Khu vực,RTSP chính\n${school.code}/L1,${school.code},Lớp Lá 1,lớp học,rtsp://127.0.0.1:9/live\n`;
  const file = { name: 'camera.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  const sent = await page.request.post(`${house.url}/api/imports?kind=cameras`, { multipart: { file } });
  const { id } = z.object({ id: z.string() }).parse(await sent.json());
  await until(
    'the import',
    async () => (await page.request.get(`${house.url}/api/imports/${id}`)).json(),
    (run) => z.object({ added: z.number() }).parse(run).added === 1,
    30_000,
  );
}

beforeAll(async () => {
  house = await startHouse({ parameters: ['--schools', '1', '--cameras', '2'] });
  browser = await launchBrowser();
  watched = await openPage(browser, house.url);
  ({ page } = watched);
  await signIn(page, house.url, house.account);
  await hangClassroomCamera();
});

afterAll(async () => {
  await browser.close();
  await house.stop();
  house.remove();
});

async function openSchool(): Promise<void> {
  await page.goto(`${house.url}${schoolPath}`);
  await sayWhy(page);
  await page.locator('.tile').first().waitFor();
}

describe('a closed camera', () => {
  it('says that it needs an approval, and leads by keyboard to asking for one', async () => {
    await openSchool();
    const closed = page.locator('.closed-picture');
    await closed.getByText('Khu vực đóng').waitFor();
    expect(await closed.locator('video').count()).toBe(0);
    await tabTo(page, '.closed-plate a');
    await page.keyboard.press('Enter');
    await page.locator('select[name=what] option:checked', { hasText: 'Lớp Lá 1' }).waitFor({ state: 'attached' });
    await tabTo(page, 'input[name=legalBasis]');
    await page.keyboard.type('Công văn 12/SGDĐT');
    await tabTo(page, 'textarea[name=reason]');
    await page.keyboard.type('Xác minh phản ánh của phụ huynh');
    await tabTo(page, '.entry-form button[type=submit]');
    await page.keyboard.press('Enter');
    await page.locator('tr[data-state=requested]').waitFor();
    expect(await violationsEverywhere(page)).toEqual([]);
  });

  it('opens once it is approved, and closes when the approval is withdrawn', async () => {
    await page.locator('tr[data-state=requested] .primary-button').click();
    await page.locator('tr[data-state=expiring]').waitFor();
    await openSchool();
    await page.locator('.tile').nth(2).waitFor();
    expect(await page.locator('.closed-picture').count()).toBe(0);
    await page.goto(`${house.url}/du-lieu-ca-nhan/khu-vuc`);
    await page.getByRole('button', { name: /^Rút lại/u }).click();
    await page.locator('tr[data-state=withdrawn]').waitFor();
    await openSchool();
    await page.locator('.closed-picture').waitFor();
  });
});

describe('the register of requests', () => {
  it('refuses a personal number in a sentence, and keeps what was typed', async () => {
    await page.goto(`${house.url}/du-lieu-ca-nhan/yeu-cau`);
    await page.locator('input[name=reference]').fill('079123456789');
    await page.keyboard.press('Enter');
    await page.locator('.form-error', { hasText: '12 chữ số' }).waitFor();
    expect(await page.locator('input[name=reference]').inputValue()).toBe('079123456789');
  });

  it('shows how long is left, and takes its steps by keyboard', async () => {
    await page.locator('input[name=reference]').fill('12/PYC-2026');
    await page.keyboard.press('Enter');
    const row = page.locator('tr[data-request="12/PYC-2026"]');
    await row.locator('[data-clock=running]', { hasText: 'còn' }).nth(1).waitFor();
    await tabTo(page, 'tr[data-request] .row-actions button');
    await page.keyboard.press('Enter');
    await page.locator('.step-form input[name=at]').waitFor();
    await page.keyboard.press('Enter');
    await row.locator('[data-clock=kept]', { hasText: 'đúng hạn' }).waitFor();
    expect(await violationsEverywhere(page)).toEqual([]);
  });
});

describe('the register of incidents', () => {
  it('counts down from the discovery, and sooner once it is serious', async () => {
    await page.goto(`${house.url}/du-lieu-ca-nhan/su-co`);
    await page.locator('input[name=title]').fill('Mất máy tính trực ban');
    await page.keyboard.press('Enter');
    await page.locator('[data-clock=running]').waitFor();
    await page.getByRole('button', { name: /^Nâng mức/u }).click();
    await page.locator('.step-form button[type=submit]').click();
    await page.locator('[data-clock=running][data-soon=true]').waitFor();
    await page.locator('.clock-rules summary').click();
    expect(await violationsEverywhere(page)).toEqual([]);
  });
});

describe('the list of purposes', () => {
  it('takes a new purpose, moves it and retires it', async () => {
    await page.goto(`${house.url}/du-lieu-ca-nhan/muc-dich`);
    await page.locator('input[name=vi]').fill('Diễn tập');
    await page.locator('input[name=en]').fill('Exercise');
    await page.keyboard.press('Enter');
    const rows = page.locator('tr[data-purpose]');
    await rows.nth(5).getByText('Diễn tập').waitFor();
    await rows.nth(5).getByRole('button', { name: 'Đưa “Diễn tập” lên' }).click();
    await rows.nth(4).getByText('Diễn tập').waitFor();
    await rows
      .nth(4)
      .getByRole('button', { name: /^Ngưng dùng/u })
      .click();
    await rows.nth(4).getByText('đã ngưng').waitFor();
    expect(await violationsEverywhere(page)).toEqual([]);
  });

  it('met nothing that left the origin or complained on the console', () => {
    // The browser itself reports the one refusal above.
    expect(watched.faults.filter((fault) => !fault.includes('status of 400'))).toEqual([]);
  });
});
