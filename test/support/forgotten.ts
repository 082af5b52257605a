import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Asserts that no file of a data folder has any of these texts. */
export function assertForgotten(data: string, names: readonly string[]): void {
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.some(({ name }) => name === 'events.db'));
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name));
    for (const text of names) {
      assert.ok(!bytes.includes(text), `${text} is in ${name}`);
      if (/^[0-9a-f]{32}$/.test(text))
        assert.ok(!bytes.includes(Buffer.from(text, 'hex')), `${text} is in ${name} in binary`);
    }
  }
}
