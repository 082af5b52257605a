import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';
import type { Cleaner } from './data-folder.ts';

/** Where a Chromium is; another one can be named. */
const PROGRAM = process.env.CHAPPE_TEST_CHROMIUM ?? '/usr/bin/chromium';

/** Why there is no browser here; false when there is. */
export const NO_BROWSER =
  !existsSync(PROGRAM) &&
  `NOT RUN: there is no Chromium at ${PROGRAM}; install one, or name it in CHAPPE_TEST_CHROMIUM`;

/** Starts a real browser without a window. */
export async function startBrowser(t: Cleaner): Promise<Browser> {
  // Its own fence against hostile pages cannot be put up by root, and these pages are ours.
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-extensions'];
  const browser = await launch({ executablePath: PROGRAM, args });
  t.after(() => browser.close());
  return browser;
}

/** Where pictures of pages are put for whoever wants to look at them; nowhere unless it is named. */
const PICTURES = process.env.CHAPPE_TEST_PICTURES;

export async function takePicture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/**
 * What is wrong with a page of ours as people and their aids see it: it has a language, a title, one main part and one
 * heading, is no wider than the window, and its words stand out from what is behind them (WCAG 2.2, 1.4.3).
 */
export async function flawsOf(page: Page): Promise<string[]> {
  const found: unknown = JSON.parse(String(await page.evaluate(`JSON.stringify((${FLAWS})())`)));
  if (!Array.isArray(found)) throw new Error('the page could not be looked at');
  return found.map(String);
}

/** Runs in the page. */
const FLAWS = `() => {
  const flaws = [];
  const { documentElement: root, title } = document;
  if (!root.lang) flaws.push('no language');
  if (!title) flaws.push('no title');
  for (const name of ['main', 'h1'])
    if (document.querySelectorAll(name).length !== 1) flaws.push('not one ' + name);
  if (root.scrollWidth > innerWidth) flaws.push(root.scrollWidth + ' wide in a window of ' + innerWidth);
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0.99) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  for (const element of document.querySelectorAll('h1, h2, p, strong, a, button, code, td, th, li')) {
    if (!element.textContent.trim() || element.getClientRects().length === 0) continue;
    const [one, other] = [getComputedStyle(element).color, behind(element)].map(light).sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5)
      flaws.push(element.tagName + ' ' + element.textContent.trim().slice(0, 30) + ': contrast ' + contrast.toFixed(2));
  }
  return flaws.slice(0, 10);
}`;
