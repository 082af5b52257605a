import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ERROR_CODES, ERRORS } from '../src/http/errors.ts';
import type { HttpClient } from './support/http-client.ts';
import { type DocumentedOperation, OpenApiDocument } from './support/openapi-document.ts';
import { serve, type TestServer } from './support/server.ts';

const PAGES = ['/docs', '/docs/errors'];

let server: TestServer;
let reader: HttpClient;
let operations: DocumentedOperation[];
const pages = new Map<string, string>();

before(async () => {
  server = await serve();
  reader = server.stranger();
  ({ operations } = await OpenApiDocument.of(server));
  for (const path of PAGES) pages.set(path, (await reader.get(path)).body.toString());
});
after(() => server.close());

/** What a reader sees of a page, without marks and with spaces as one. */
function textOf(html: string): string {
  return html
    .replaceAll(/<style>.*?<\/style>/gs, '')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}

function matches(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map(([, found = '']) => found);
}

for (const path of PAGES) {
  describe(path, () => {
    test('is HTML that may load nothing and run nothing', async () => {
      const { status, headers } = await reader.get(path);
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'text/html; charset=utf-8');
      const policy = String(headers['content-security-policy']).split('; ');
      assert.ok(policy.includes("default-src 'none'"));
      // What is allowed beyond nothing: the style in the page itself.
      assert.deepEqual(
        policy.filter((rule) => !rule.endsWith("'none'")),
        ["style-src 'unsafe-inline'"],
      );
    });

    test('asks for nothing from elsewhere', () => {
      const html = pages.get(path) ?? '';
      assert.match(html, /^<!doctype html>\n<html lang="en">/);
      assert.doesNotMatch(html, /<(script|link|iframe|object|embed|img|video|audio|base|form)\b/i);
      assert.doesNotMatch(html, /\s(src|srcset|action|on\w+)=/i);
      assert.doesNotMatch(html, /\burl\(|@import/i);
      for (const target of matches(html, /\shref="([^"]*)"/g)) assert.match(target, /^[/#](?!\/)/, target);
    });

    test('has no link that leads nowhere', async () => {
      const html = pages.get(path) ?? '';
      const targets = new Set(matches(html, /\shref="([^"]*)"/g));
      assert.ok(targets.size > 0);
      for (const target of targets) {
        const [page = '', anchor] = target.split('#');
        const reply = await reader.get(page === '' ? path : page);
        assert.equal(reply.status, 200, target);
        if (anchor !== undefined) assert.ok(reply.body.includes(`id="${anchor}"`), target);
      }
    });

    test('names each of its places once', () => {
      const ids = matches(pages.get(path) ?? '', /\sid="([^"]*)"/g);
      assert.equal(new Set(ids).size, ids.length);
    });
  });
}

test('the reference shows every operation with its parameters', () => {
  const html = pages.get('/docs') ?? '';
  const text = textOf(html);
  for (const { method, path, parameters, id } of operations) {
    assert.ok(text.includes(`${method} ${path} `), `${method} ${path}`);
    const start = html.indexOf(`id="${id}"`);
    assert.ok(start > 0, id);
    const own = html.slice(start, html.indexOf('</article>', start));
    for (const { name } of parameters) assert.ok(own.includes(`<code>${name}</code>`), `${path} ${name}`);
  }
});

test('the page of errors shows every error with its meaning and its remedy', () => {
  const html = pages.get('/docs/errors') ?? '';
  const text = textOf(html).replaceAll('`', '');
  for (const code of ERROR_CODES) {
    const { status, title, meaning, remedy } = ERRORS[code];
    assert.ok(html.includes(`id="${code}"`), code);
    assert.ok(text.includes(`${code} ${status}`), code);
    for (const words of [title, meaning, remedy]) assert.ok(text.includes(words.replaceAll('`', '')), words);
  }
});

test('every code that an operation can answer with is explained', () => {
  const html = pages.get('/docs/errors') ?? '';
  for (const { responses } of operations) {
    for (const { content } of responses.values()) {
      const codes = Object.keys(content['application/problem+json']?.examples ?? {});
      for (const code of codes) assert.ok(html.includes(`id="${code}"`), code);
    }
  }
});
