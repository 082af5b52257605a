import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { GENERATED_PAGES } from '../scripts/documentation.ts';

const root = new URL('../', import.meta.url);

function read(name: string): string {
  return readFileSync(new URL(name, root), 'utf8');
}

const pages = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'));

describe('the documentation', () => {
  for (const [name, text] of GENERATED_PAGES) {
    it(`has docs/${name} as its table says; else run 'npm run docs'`, () =>
      assert.equal(read(`docs/${name}`), text()));
  }

  it('is linked from the README, page by page', () => {
    const readme = read('README.md');
    for (const page of pages)
      assert.ok(readme.includes(`(docs/${page})`), `README.md does not link docs/${page}`);
  });

  for (const file of [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'bench/README.md',
    ...pages.map((page) => `docs/${page}`),
  ]) {
    it(`has no broken link in ${file}`, () => {
      for (const [, target = ''] of read(file).matchAll(/\]\(([^)]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = '', fragment] = target.split('#');
        const url = path === '' ? new URL(file, root) : new URL(path, new URL(file, root));
        assert.ok(existsSync(url), `${file} links ${target}, which does not exist`);
        if (fragment !== undefined)
          assert.ok(anchorsOf(readFileSync(url, 'utf8')).has(fragment), `${target} has no such heading`);
      }
    });
  }

  it('argues every dependency', () => {
    const text = read('docs/dependencies.md');
    const manifest: unknown = JSON.parse(read('package.json'));
    assert.ok(typeof manifest === 'object' && manifest !== null);
    const names = Object.entries(manifest)
      .filter(([key]) => /ependencies$/.test(key))
      .flatMap(([, list]) => Object.keys(list));
    assert.ok(names.length > 10);
    for (const name of names)
      assert.ok(text.includes(`\`${name}\``), `docs/dependencies.md does not argue ${name}`);
  });
});

/** The anchors that a page's headings have when it is rendered. */
function anchorsOf(markdown: string): Set<string> {
  return new Set(
    [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}
