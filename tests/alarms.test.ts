import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alarmHistorySchema, openAlarmsSchema } from '@khue/domain/alarmApi';
import { schoolDetailSchema, schoolListSchema, systemStateSchema } from '@khue/domain/api';
import { violationsEverywhere, wide } from './house/accessibility.ts';
import { launchBrowser, openPage, sayWhy, signIn, type WatchedPage } from './house/browser.ts';
import { type Caller, callHouse } from './house/caller.ts';
import { type House, setFault, startHouse } from './house/house.ts';
import { readSchoolMark } from './house/mapPixels.ts';
import { takePicture } from './house/pictures.ts';
import { processTree } from './house/processUsage.ts';
import { until } from './house/until.ts';

/** Cameras are asked this often, and the rule wants so long: no minute is waited for. */
const probeMs = 1_000;
const patienceMs = 30_000;

let house: House;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let caller: Caller;
/** Codes of the cameras of the school that is cut off, and its id. */
let cut: { readonly schoolId: string; readonly codes: readonly string[] };

beforeAll(async () => {
  house = await startHouse({
    parameters: ['--schools', '3', '--cameras', '9'],
    environment: { KHUE_PROBE_INTERVAL_MS: String(probeMs) },
  });
  browser = await launchBrowser();
  watched = await openPage(browser, house.url, wide);
  ({ page } = watched);
  await signIn(page, house.url, house.account);
  caller = await callHouse(house);
  const { schools } = await caller.ask('GET', '/api/schools', schoolListSchema);
  const school = schools.find(({ code }) => code === 'MP-001');
  const { cameras } = await caller.ask('GET', `/api/schools/${school?.id ?? ''}`, schoolDetailSchema);
  cut = { schoolId: school?.id ?? '', codes: cameras.map(({ code }) => code) };
});

afterAll(async () => {
  await house.stop();
  house.remove();
  await browser.close();
});

async function setSchool(fault: { readonly kind: string } | null): Promise<void> {
  for (const code of cut.codes) await setFault(house, code, fault);
}

/** Rows of the school in the list, as `severity state`. */
async function rows(): Promise<string[]> {
  return page
    .locator('.alarm-row')
    .evaluateAll((all) => all.map((row) => `${row.getAttribute('data-severity')} ${row.getAttribute('data-state')}`));
}

async function expectRows(expected: readonly string[]): Promise<void> {
  await expect.poll(rows, { timeout: patienceMs, interval: 100 }).toEqual(expected);
}

function chosen(): Locator {
  return page.locator('[data-chosen-alarm]');
}

/** Lines of the history of the chosen alarm, the newest first. */
async function history(): Promise<string[]> {
  return chosen()
    .locator('[data-transition]')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-transition') ?? ''));
}

/** When ingest that runs now was started, as it says itself. */
async function ingestStart(): Promise<string | null> {
  const { tiers } = await caller.ask('GET', '/api/state', systemStateSchema);
  const ingest = tiers.find(({ tier }) => tier === 'ingest');
  return ingest?.state === 'up' ? ingest.startedAt : null;
}

function ingestPid(): number {
  const isIngest = (pid: number): boolean => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('ingest/main.ts');
  const found = processTree(house.process.pid ?? 0).find(({ pid }) => isIngest(pid));
  if (found === undefined) throw new Error('ingest does not run');
  return found.pid;
}

describe('a school that is cut off', () => {
  it('is called after as long as the rule says, which whoever may changes on the page of rules', async () => {
    await page.goto(`${house.url}/canh-bao/quy-tac`);
    const rule = page.locator('form[data-rule=school_dark]');
    await rule.locator('input[name=onDelayS]').fill('3');
    await rule.locator('input[name=offDelayS]').fill('2');
    await rule.locator('input[name=source]').fill('diễn tập của phòng trực');
    await page.keyboard.press('Enter');
    await rule.locator('output', { hasText: 'Đã lưu' }).waitFor();
    expect.soft(await violationsEverywhere(page)).toEqual([]);
    await page.goto(`${house.url}/canh-bao`);
    await page.locator('.alarm-list .notice').waitFor();
  });

  it('appears as one alarm, on the list and on the map, and is taken in hand by keyboard', async () => {
    await setSchool({ kind: 'off' });
    await expectRows(['critical active unacknowledged']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await chosen().waitFor();
    await expect.poll(history, { timeout: patienceMs }).toEqual(['raised']);
    await until(
      'a critical mark',
      () => readSchoolMark(page),
      (mark) => mark === 'critical',
      patienceMs,
    );
    await sayWhyHere();
    await page.locator('.alarm-pictures .tile').first().waitFor();
    await takePicture(page, 'alarms');
    expect.soft(await violationsEverywhere(page)).toEqual([]);
  });

  it('is neither raised again nor forgotten when ingest is started anew', async () => {
    const before = await ingestStart();
    process.kill(ingestPid(), 'SIGKILL');
    await until('another ingest', ingestStart, (start) => start !== null && start !== before, patienceMs);
    // The lease of the one that was killed has to end before another raises; it must find nothing to say then.
    await until(
      'alarms at work',
      async () => {
        const { tiers } = await caller.ask('GET', '/api/state', systemStateSchema);
        return tiers.find(({ tier }) => tier === 'ingest')?.metrics['alarmsAtWork'];
      },
      (atWork) => atWork === 1,
      patienceMs,
    );
    await expectRows(['critical active unacknowledged']);
    expect(await history()).toEqual(['raised']);
  });

  it('is acknowledged with a comment, by keyboard', async () => {
    await page.locator('.alarm-row').first().focus();
    await page.keyboard.press('n');
    await page.locator('.alarm-form input[name=comment]').waitFor();
    await page.keyboard.type('đã gọi bảo vệ, nhánh mạng n đang sửa');
    await page.keyboard.press('Enter');
    await expectRows(['critical active acknowledged']);
    await expect.poll(history, { timeout: patienceMs }).toEqual(['acknowledged', 'raised']);
    expect(await chosen().locator('q').textContent()).toBe('đã gọi bảo vệ, nhánh mạng n đang sửa');
  });

  it('is counted on the monitor', async () => {
    await page.goto(`${house.url}/truong/${cut.schoolId}`);
    await page.locator('.attention-count', { hasText: '0 chưa nhận · 1 đang mở' }).waitFor();
    const row = page.locator(`.attention-row[data-school-id="${cut.schoolId}"]`);
    expect(await row.getAttribute('data-alarms')).toBe('1');
    await row.locator('.sign.hollow').waitFor();
  });

  it('leaves the list when it is back, and stands among those that are over', async () => {
    await page.goto(`${house.url}/canh-bao`);
    await expectRows(['critical active acknowledged']);
    await page.locator('.alarm-row').first().click();
    await setSchool(null);
    await expectRows([]);
    await expect.poll(history, { timeout: patienceMs }).toEqual(['closed', 'returned', 'acknowledged', 'raised']);
    await page.goto(`${house.url}/canh-bao/lich-su`);
    await page.locator('tr[data-alarm-id]').waitFor();
    expect((await caller.ask('GET', '/api/alarms', openAlarmsSchema)).total).toBe(0);
    expect((await caller.ask('GET', '/api/alarms/history', alarmHistorySchema)).alarms).toHaveLength(1);
    // The house says that a tier is away while ingest starts anew: the browser itself notes that answer.
    expect(watched.faults.filter((fault) => !fault.includes('status of 503'))).toEqual([]);
  });
});

/** Says what for, where the page asks before it shows pictures. */
async function sayWhyHere(): Promise<void> {
  await page.locator('.alarm-pictures .tile, .look-reason button[type=submit]').first().waitFor();
  await sayWhy(page);
}
