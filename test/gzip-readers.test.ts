import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startServing } from './support/chappe-process.ts';
import { dataFolder, scratchFolder, store } from './support/data-folder.ts';
import { HttpClient } from './support/http-client.ts';
import { isThere, outputOf } from './support/programs.ts';
import { executions } from './support/sample-events.ts';
import { LogLook, sealSmall } from './support/sealed-log.ts';

/** A feed in gzip is made of many pieces and must be one stream to whoever reads it. These are other people's readers. */
const READERS = new URL('./fixtures/readers/', import.meta.url).pathname;

type Reading = { url: string; key: string; page: string; folder: string };

const PROGRAMS: Record<string, { there: boolean; install: string; read(reading: Reading): Promise<string> }> =
  {
    curl: {
      there: isThere('curl', '--version'),
      install: 'curl',
      async read({ url, key, folder }) {
        const file = join(folder, 'feed.json');
        const quiet = ['--fail', '--silent', '--show-error'];
        await outputOf('curl', [...quiet, '--compressed', '-H', `X-Key: ${key}`, '-o', file, url]);
        return digestOf(await readFile(file));
      },
    },
    Python: {
      there: isThere('python3', '--version'),
      install: 'python3',
      read: ({ url, key }) => outputOf('python3', [join(READERS, 'reader.py'), url, key]),
    },
    Java: {
      there: isThere('javac', '-version'),
      install: 'default-jdk-headless',
      read: ({ url, key }) => outputOf('java', [join(READERS, 'Reader.java'), url, key]),
    },
    'a browser': {
      there: isThere('chromium', '--version'),
      install: 'chromium',
      async read({ page, folder }) {
        const options = [
          '--headless=new',
          '--no-sandbox',
          '--disable-gpu',
          `--user-data-dir=${folder}/profile`,
        ];
        const dom = await outputOf('chromium', [
          ...options,
          '--virtual-time-budget=20000',
          '--dump-dom',
          page,
        ]);
        return /<pre id="result">([^<]*)</.exec(dom)?.[1] ?? dom;
      },
    },
  };

for (const [name, { there, install }] of Object.entries(PROGRAMS)) {
  if (!there) process.stderr.write(`gzip-readers.test.ts NOT RUN: ${name}; apt-get install ${install}\n`);
}

describe('a sealed feed in gzip is read whole by', async () => {
  const { data, key } = await dataFolder({ after });
  await store(data, executions(5000));
  sealSmall(data);
  using look = new LogLook(data);
  assert.ok(look.sealed().blocks > 50);
  const { url } = await startServing({ after }, ['--data', data]);
  const feed = `${url}/actions/events?sort=asc`;
  const client = new HttpClient(url, key);
  const identity = await client.get('/actions/events?sort=asc');
  client.close();
  const expected = digestOf(identity.body);

  test('Node', async () => {
    const answer = await fetch(feed, { headers: { 'X-Key': key, 'Accept-Encoding': 'gzip' } });
    assert.equal(answer.headers.get('content-encoding'), 'gzip');
    assert.equal(digestOf(new Uint8Array(await answer.arrayBuffer())), expected);
  });

  for (const [name, { there, install, read }] of Object.entries(PROGRAMS)) {
    test(name, { skip: !there && `apt-get install ${install}` }, async (t) => {
      const page = await startPage(t, feed, key);
      const folder = await scratchFolder(t);
      assert.equal((await read({ url: feed, key, page, folder })).trim(), expected);
    });
  }
});

function digestOf(body: Uint8Array): string {
  return `${body.length} ${createHash('sha256').update(body).digest('hex')}`;
}

/** Serves a page, and the feed beside it, byte by byte as it comes: a page cannot be given the key of an account. */
async function startPage(t: { after(clean: () => void): void }, feed: string, key: string): Promise<string> {
  const page = await readFile(join(READERS, 'reader.html'));
  const client = new HttpClient(new URL(feed).origin, key);
  const { pathname, search } = new URL(feed);
  const server = createServer(async (request, response) => {
    if (request.url !== '/feed') {
      response.setHeader('Content-Type', 'text/html').end(page);
      return;
    }
    const { headers, body } = await client.get(pathname + search, { 'Accept-Encoding': 'gzip' });
    response.setHeader('Content-Encoding', String(headers['content-encoding']));
    response.setHeader('Content-Type', 'application/json').end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the page has no address');
  return `http://127.0.0.1:${address.port}/`;
}
