import { readFileSync } from 'node:fs';

/** The version of Chappe, as its package says. The folders of source and of compiled files are equally deep. */
export const VERSION = readVersion(new URL('../../package.json', import.meta.url));

function readVersion(file: URL): string {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version);
  throw new TypeError(`${file.pathname} names no version`);
}
