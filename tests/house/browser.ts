import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { readOverlay } from '@khue/simulator/picture/readOverlay';
import { provisionChromium } from '../environment/chromium.ts';

const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** A page, and what must stay empty: errors on the console, and requests to anywhere but the product. */
export interface WatchedPage {
  readonly page: Page;
  readonly faults: string[];
}

export async function launchBrowser(): Promise<Browser> {
  // A desk's locale is UTF-8; without one the browser drops the Vietnamese name of a file.
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  return chromium.launch({ executablePath: provisionChromium(), args: flags, env });
}

/** Opens a page of 1920x1080 (or another size) that notes console errors, page errors and requests leaving the origin. */
export async function openPage(
  browser: Browser,
  origin: string,
  size: { readonly width: number; readonly height: number } = { width: 1920, height: 1080 },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: size, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    // The browser itself reports an expected 401 of the session check before sign-in.
    const expected = message.text().includes('status of 401') && message.location().url.endsWith('/api/session');
    if (['error', 'warning'].includes(message.type()) && !expected) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    const inside = url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:';
    if (!inside) faults.push(`request left the origin: ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) faults.push(`socket left the origin: ${socket.url()}`);
  });
  return { page, faults };
}

/** Signs in with the keyboard, as a person would. */
export async function signIn(
  page: Page,
  url: string,
  account: { readonly name: string; readonly password: string },
): Promise<void> {
  await page.goto(url);
  await page.locator('input[name=name]').fill(account.name);
  await page.locator('input[name=password]').fill(account.password);
  await page.keyboard.press('Enter');
  await page.locator('.figures').waitFor();
}

/** The search box of the control room, by its keyboard shortcut. */
export async function search(page: Page, query: string): Promise<Locator> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(query);
  const results = page.locator('.search-result');
  await results.first().waitFor();
  return results;
}

/** Reads counter and clock off the decoded picture of a tile; null while no picture can be read. */
export async function readPicture(
  page: Page,
  tile: Locator,
): Promise<{ counter: number; clockSeconds: number } | null> {
  const pixels = await tile.locator('video').evaluate((element) => {
    if (!(element instanceof HTMLVideoElement) || element.videoWidth === 0) return null;
    const canvas = document.createElement('canvas');
    // Half the size is enough for the cells, and a quarter of the bytes to carry out of the page.
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d');
    if (context === null) return null;
    context.drawImage(element, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { data: [...data], width, height };
  });
  return pixels === null ? null : readOverlay(Uint8ClampedArray.from(pixels.data), pixels.width, pixels.height);
}

/** Looks for the first purpose of the list, where the page asks what for. */
export async function sayWhy(page: Page): Promise<void> {
  // Not what is drawn in their places while school and purposes are on their way.
  await page.locator('.tile, .look-reason button[type=submit], .school .notice').first().waitFor();
  const show = page.locator('.look-reason button[type=submit]');
  if (await show.isVisible()) await show.click();
}
