import { readFileSync } from 'node:fs';
import type { Browser, Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditSchoolCamerasSchema, cameraAuditSchema } from '@khue/domain/auditApi';
import { auditRules, shippedProfiles } from '@khue/domain/auditRules';
import { cityDay } from '@khue/domain/cityTime';
import { workbookSheets } from '@khue/ingest/registry/xlsx/workbook';
import { pdfText } from './environment/pdfText.ts';
import { tabTo, violationsEverywhere, wide } from './house/accessibility.ts';
import { launchBrowser, openPage, signIn, type WatchedPage } from './house/browser.ts';
import { callHouse, type Caller } from './house/caller.ts';
import { type House, setFault, startHouse } from './house/house.ts';
import { takePicture } from './house/pictures.ts';

const paper = '26/GP-SGDĐT ngày 20/11/2026, hồ sơ số 4';
const byDay = 'chạy thử ở thành phố mô phỏng';
const title = 'Đợt 1/2026, thành phố mô phỏng';
/** Left without a permission: not one packet may go there. */
const untouched = 'MP-024';
const cutOff = 'MP-003-C01';
/** A school with more than one camera. */
const twoCameras = 'MP-001';
/** 30 cameras, each played for ten seconds, on a machine with other work. */
const finishedWithinMs = 150_000;

const truthSchema = z.array(z.object({ code: z.string(), expected: z.record(z.string(), z.string()) }));
type Truth = z.infer<typeof truthSchema>;

let house: House;
let caller: Caller;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let boardPath = '';
let truth: Truth = [];

/** Whoever administers does not inspect: the account becomes an inspector as well. */
async function inspect(): Promise<void> {
  const grant = { accountId: caller.accountId, role: 'inspector', scopeId: null, relation: 'territorial', zones: null };
  await caller.ask('POST', '/api/grants', z.unknown(), { ...grant, validTo: null });
}

beforeAll(async () => {
  house = await startHouse({ parameters: ['--schools', '24', '--cameras', '30'] });
  caller = await callHouse(house);
  await inspect();
  await setFault(house, cutOff, { kind: 'off' });
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

/** Rules that count in the score. */
const enabled = new Set(shippedProfiles[0]?.rules.filter((rule) => rule.enabled).map(({ id }) => id));
const critical = new Set(auditRules.filter(({ severity }) => severity === 'critical').map(({ id }) => id));

/** Failures by family of a school, as the simulator knows them: `IMG` → 2. */
function trueFailures(schoolCode: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code, expected } of truth.filter((camera) => camera.code.startsWith(`${schoolCode}-`))) {
    for (const [rule, result] of Object.entries(expected)) {
      const family = rule.split('-')[0] ?? '';
      if (code !== '' && result === 'FAIL' && enabled.has(rule)) counts[family] = (counts[family] ?? 0) + 1;
    }
  }
  return counts;
}

/** Failures by family of a school, as its row on the board shows them. */
async function shownFailures(row: Locator): Promise<Record<string, number>> {
  const cells = await row.locator('td[data-family]').evaluateAll((all) =>
    all.map((cell) => ({
      family: cell.getAttribute('data-family') ?? '',
      count: cell.querySelector('[data-verdict=FAIL], [data-verdict=CRITICAL]')?.textContent ?? '0',
    })),
  );
  return Object.fromEntries(
    cells.filter(({ count }) => count !== '0').map(({ family, count }) => [family, Number(count)]),
  );
}

async function downloaded(link: Locator): Promise<Buffer> {
  const waiting: Promise<Download> = page.waitForEvent('download');
  await link.click();
  return readFileSync(await (await waiting).path());
}

describe('a permission to audit', () => {
  it('is recorded with its paper, its schools and its address ranges', async () => {
    await page.goto(`${house.url}/kiem-tra/cho-phep`);
    await page.locator('input[name=paper]').fill(paper);
    await page.locator('input[name=signer]').fill('Nguyễn Thị Mẫu');
    await page.locator('input[name=validTo]').fill(cityDay(Date.now() + 30 * 86_400_000));
    await page.locator('textarea[name=addressRanges]').fill('127.0.0.300/8');
    await page.getByRole('button', { name: /^Chọn mọi trường đang thấy/u }).click();
    await page.locator(`input[data-school-code="${untouched}"]`).uncheck();
    await page.locator('.audit-form button[type=submit]').click();
    await page.locator('.form-error', { hasText: '127.0.0.300/8' }).waitFor();
    await page.locator('textarea[name=addressRanges]').fill('127.0.0.0/8');
    await page.locator('.audit-form button[type=submit]').click();
    await page.locator('tr[data-permission][data-state=in_force]', { hasText: '23 trường' }).waitFor();
    expect(await violationsEverywhere(page)).toEqual([]);
  });
});

describe('a campaign', () => {
  it('says before it starts which schools will not be touched', async () => {
    await page.setViewportSize(wide);
    await page.goto(`${house.url}/kiem-tra`);
    await page.locator('input[name=title]').fill(title);
    await page.getByRole('button', { name: /^Chọn mọi trường đang thấy/u }).click();
    await page.locator('.choice-warning', { hasText: '1 trường chưa có giấy cho phép' }).waitFor();
    await page.locator('.working-hours', { hasText: '19:00–05:00' }).waitFor();
    await page.locator('input[data-by-day]').check();
    await page.locator('input[name=byDay]').fill(byDay);
    await page.locator('.audit-form button[type=submit]').click();
    await page.locator('.campaign-progress').waitFor();
    boardPath = new URL(page.url()).pathname;
    expect(boardPath).toMatch(/^\/kiem-tra\/[0-9a-f-]{36}$/u);
  });

  it('is stopped and resumed, and comes to its end without a camera left', async () => {
    await page.getByRole('button', { name: 'Dừng đợt' }).click();
    await page.locator('.campaign-progress[data-state=stopped]').waitFor();
    await page.getByRole('button', { name: 'Chạy tiếp' }).click();
    await page.locator('.campaign-progress[data-state=done]').waitFor({ timeout: finishedWithinMs });
    expect(await page.locator('.campaign-progress b').textContent()).toBe('30/30 camera');
  });
});

describe('the board', () => {
  it('shows what is true of every school', async () => {
    truth = truthSchema.parse(await (await fetch(`${house.simulatorUrl}/audit-truth`)).json());
    const codes = await page
      .locator('tr[data-school]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-school') ?? ''));
    expect(codes).toHaveLength(24);
    for (const code of codes.filter((known) => known !== untouched)) {
      const shown = await shownFailures(page.locator(`tr[data-school="${code}"]`));
      expect({ code, ...shown }).toEqual({ code, ...trueFailures(code) });
    }
    expect(await shownFailures(page.locator(`tr[data-school="${untouched}"]`))).toEqual({});
  });

  it('counts first the cameras that fail for a critical reason', async () => {
    const failing = truth.filter(
      ({ code, expected }) =>
        !code.startsWith(`${untouched}-`) &&
        Object.entries(expected).some(([rule, result]) => result === 'FAIL' && critical.has(rule) && enabled.has(rule)),
    );
    expect(failing.length).toBeGreaterThan(0);
    expect(await page.locator('.board-failed > b').textContent()).toBe(String(failing.length));
  });

  it('holds a verdict of every camera that equals the truth', async () => {
    const campaign = boardPath.split('/').at(-1) ?? '';
    const { schools } = await caller.ask(
      'GET',
      '/api/audit/schools',
      z.object({ schools: z.array(z.object({ schoolId: z.string(), code: z.string() })) }),
    );
    for (const { schoolId } of schools.filter(({ code }) => code !== untouched)) {
      const path = `/api/audits/${campaign}`;
      const { cameras } = await caller.ask('GET', `${path}/schools/${schoolId}`, auditSchoolCamerasSchema);
      for (const { cameraId, code } of cameras) {
        const { verdicts } = await caller.ask('GET', `${path}/cameras/${cameraId}`, cameraAuditSchema);
        const expected = truth.find((camera) => camera.code === code)?.expected ?? {};
        const found = verdicts.filter(({ ruleId }) => ruleId in expected).map(({ ruleId, judged }) => [ruleId, judged]);
        expect({ code, ...Object.fromEntries(found) }).toEqual({ code, ...expected });
      }
    }
  });
});

describe('the page of a camera', () => {
  it('is reached by keyboard, and gives its evidence with a hash that matches', async () => {
    await page.goto(`${house.url}${boardPath}`);
    await page.locator('tr[data-school]').first().waitFor();
    await tabTo(page, `tr[data-school="${twoCameras}"] button`);
    await page.keyboard.press('Enter');
    await page.locator('.verdicts tr[data-rule]').first().waitFor();
    const code = await page.locator('.camera-head h2').textContent();
    await page.keyboard.press('j');
    await page.locator('.camera-choice[aria-pressed=true]').waitFor();
    await page.locator('.verdicts tr[data-rule]').first().waitFor();
    expect(await page.locator('.camera-head h2').textContent()).not.toBe(code);
    await tabTo(page, '.text-button.hash');
    await page.keyboard.press('Enter');
    await page.locator('.hash-check[data-checked=matches]').waitFor();
    expect(await page.locator('.evidence-body').inputValue()).toMatch(/\n\n/u);
    await page.locator('.matrix-scroll').evaluate((board) => board.scrollTo(0, 0));
    await takePicture(page, 'audit');
    expect(await violationsEverywhere(page)).toEqual([]);
    await page.setViewportSize(wide);
  });

  it('takes a waiver with a reason, an approver and an end', async () => {
    const row = page.locator('.verdicts tr[data-result=FAIL]').last();
    const rule = (await row.getAttribute('data-rule')) ?? '';
    await row.getByRole('button', { name: /^Miễn trừ/u }).click();
    await page.locator('input[name=reason]').fill('Chờ thay thiết bị trong quý I');
    await page.locator('input[name=approver]').fill('Trần Văn Duyệt');
    await page.locator('.waiver-form input[name=validTo]').fill(cityDay(Date.now() + 10 * 86_400_000));
    await page.keyboard.press('Enter');
    const waived = page.locator(`.verdicts tr[data-rule="${rule}"][data-result=WAIVED]`);
    await waived.waitFor();
    expect(await waived.textContent()).toContain('Trần Văn Duyệt');
  });
});

describe('minutes', () => {
  it('are a PDF that says what was found, under which paper, and that it is invented', async () => {
    await page.goto(`${house.url}${boardPath}`);
    const text = pdfText(await downloaded(page.getByRole('link', { name: 'Biên bản PDF' })));
    const said = text.replaceAll(/\s+/gu, ' ');
    for (const part of [
      'Biên bản kiểm tra kỹ thuật camera',
      'MÔ PHỎNG',
      title,
      byDay,
      '26/GP-SGDĐT',
      'Trần Văn Duyệt',
    ]) {
      expect(said).toContain(part);
    }
    const failed = truth.find(({ code, expected }) => code === cutOff && expected['ITF-03'] === 'FAIL');
    expect(failed?.code).toBe(cutOff);
    expect(said).toMatch(/MP-003-C01 · [^·]+ · KHÔNG ĐẠT/u);
    expect(said).toContain('Trang 1/');
    expect(text).not.toMatch(/127\.0\.0\.1|rtsp:\/\//u);
  });

  it('are a workbook that our own reader reads back, verdict by verdict', async () => {
    const file = await downloaded(page.getByRole('link', { name: 'Bảng XLSX' }));
    const rows = new Map<string, (readonly string[])[]>();
    for await (const sheet of workbookSheets(file)) {
      const read: (readonly string[])[] = [];
      for await (const { cells } of sheet.rows) read.push(cells);
      rows.set(sheet.name, read);
    }
    const verdicts = (rows.get('Kết luận') ?? []).filter((cells) => cells.includes(cutOff));
    expect(verdicts).toHaveLength(auditRules.length);
    expect(verdicts.find((cells) => cells.includes('ITF-03'))).toContain('không đạt');
    expect(rows.get('Bằng chứng')?.[0]?.[0]).toMatch(/^MÔ PHỎNG/u);
  });

  it('stand in the log with the hash of the file', async () => {
    const log = z.object({ rows: z.array(z.object({ details: z.record(z.string(), z.unknown()) })) });
    const { rows } = await caller.ask('GET', '/api/log?action=audit.exported', log);
    expect(new Set(rows.map(({ details }) => details['format']))).toEqual(new Set(['pdf', 'xlsx']));
    expect(rows[0]?.details['sha256']).toMatch(/^[0-9a-f]{64}$/u);
  });
});

it('the room met nothing that left the origin or complained on the console', () => {
  // The browser itself reports the one refusal above.
  expect(watched.faults.filter((fault) => !fault.includes('status of 400'))).toEqual([]);
});
