/** What a program can judge of a page: the rules of WCAG, and where the keyboard gets to. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe.ts';

export const wide = { width: 1920, height: 1080 };
const narrow = { width: 390, height: 844 };
/** Each language and each size once: names come from the language, layout from the size. A page is left as the last. */
const sights = [
  { size: narrow, language: 'EN' },
  { size: wide, language: 'VI' },
] as const;
/** More stops than any page has; the walk ends before, where it comes round. */
const mostStops = 150;

/** Findings in English on a phone and in Vietnamese on a wide screen, each with language and width in front. */
export async function violationsEverywhere(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { size, language } of sights) {
    await page.setViewportSize(size);
    await page.locator('.language-switch button', { hasText: language }).click();
    await page.locator(`html[lang=${language.toLowerCase()}]`).waitFor();
    found.push(...(await axeFindings(page)).map((line) => `${language} ${size.width}: ${line}`));
  }
  return found;
}

/** Presses Tab until the focus is on what the selector names. */
export async function tabTo(page: Page, selector: string, limit = mostStops): Promise<void> {
  for (let presses = 1; presses <= limit; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`Tab does not reach ${selector} within ${limit}`);
}

/** Whether the focused element, or the box it stands in, is drawn with an outline or a ring and lies in view. */
export function focusIsVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null) return false;
    const { top, left, width, height } = element.getBoundingClientRect();
    const inView =
      width > 0 && height > 0 && top < innerHeight && left < innerWidth && top + height > 0 && left + width > 0;
    const drawn = [element, element.parentElement, element.nextElementSibling].some((candidate) => {
      if (candidate === null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(candidate);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow.includes('inset');
    });
    return inView && drawn;
  });
}

/** Whether the ring around the focused element is drawn whole: no box that cuts what stands over its edge cuts it. */
export function ringIsWhole(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null) return false;
    const { outlineWidth, outlineOffset } = getComputedStyle(element);
    const room = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset);
    const ring = element.getBoundingClientRect();
    for (let box = element.parentElement; box !== null; box = box.parentElement) {
      const edge = box.getBoundingClientRect();
      const gaps = [ring.top - edge.top, ring.left - edge.left, edge.right - ring.right, edge.bottom - ring.bottom];
      if (getComputedStyle(box).overflowX !== 'visible' && gaps.some((gap) => gap < room)) return false;
    }
    return true;
  });
}

/** What one walk with Tab around a page met. */
export interface TabWalk {
  /** Places where the focus was. */
  readonly stops: number;
  /** Those of them where nobody sees it. */
  readonly hidden: readonly string[];
  /** Things to click or to type into that the walk never came to. */
  readonly missed: readonly string[];
}

/** Walks through the whole page with Tab alone. Radio buttons of one name count as one stop, as they are. */
export async function walkByTab(page: Page): Promise<TabWalk> {
  const controls = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary';
  const walk = `walk ${randomUUID()}`;
  const hidden: string[] = [];
  let stops = 0;
  // Begins where the focus was last, leaves the page at its end, comes in again at its beginning.
  for (let presses = 0; presses < mostStops; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate((mark) => {
      const element = document.activeElement;
      if (element === null || element === document.body) return 'outside';
      const within = Reflect.get(document, mark) === element;
      const again = Reflect.has(element, mark);
      Reflect.set(document, mark, element);
      Reflect.set(element, mark, true);
      // A field of a date has a stop for each of its parts.
      if (within) return 'within';
      return again ? 'again' : element.outerHTML.slice(0, 120);
    }, walk);
    if (stop === 'again') break;
    if (stop === 'outside' || stop === 'within') continue;
    stops += 1;
    if (!(await focusIsVisible(page))) hidden.push(stop);
  }
  const missed = await page.evaluate(
    ([selector, mark]) => {
      const walked = (element: Element): boolean => Reflect.has(element, mark);
      const all = [...document.querySelectorAll(selector)];
      return all
        .filter((element) => {
          if (walked(element) || !element.checkVisibility() || element.getAttribute('tabindex') === '-1') return false;
          const group = element instanceof HTMLInputElement && element.type === 'radio' ? element.name : null;
          return group === null || !all.some((other) => other.getAttribute('name') === group && walked(other));
        })
        .map((element) => element.outerHTML.slice(0, 120));
    },
    [controls, walk] as const,
  );
  return { stops, hidden, missed };
}
