import { existsSync } from 'node:fs';
import { type Browser, launch } from 'puppeteer-core';
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
