import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { CHAPPE_INSTALLED } = process.env;

/** Chappe as `npm run bench` bundles it, which is what npm installs; its sources when a benchmark is run by itself. */
export const PROGRAM = join(resolve(ROOT, CHAPPE_INSTALLED ?? '.'), 'chappe');

/** What is measured, in words. */
export const FORM = CHAPPE_INSTALLED === undefined ? 'from its sources' : 'bundled as in its package';
