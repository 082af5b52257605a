import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { writeArchiveToken } from '../src/tracking/archive-token.ts';
import { writeToken } from '../src/tracking/link-token.ts';
import { setOlderSecret } from '../src/tracking/older-secret.ts';
import { SigningKeyRing } from '../src/tracking/signing-key-ring.ts';
import type { LinkTarget } from '../src/tracking/tracked-link.ts';
import { capturedMail } from './support/captured-mail.ts';
import { sampleOf } from './support/exposition.ts';
import { itemsOf } from './support/http-client.ts';
import { call, done } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';
import { scrape } from './support/scrape.ts';
import { DEMO } from './support/server.ts';
import { detailOf, OTHER, PERSON, SHOP, serveTracking } from './support/tracking-server.ts';
import { validatedAction } from './support/validated-action.ts';

const { server, client, stranger, contact, eventsOf } = await serveTracking();
after(() => server.close());

/** How many links of a form were refused until now. */
async function refused(form: 'token' | 'archive' | 'destination'): Promise<number> {
  return sampleOf(await scrape(stranger), 'chappe_links_refused_total', { form }) ?? 0;
}

describe('a destination that is hostile', () => {
  const followed = async (destination: string) => {
    const id = await contact(`${crypto.randomUUID()}@example.com`);
    const path = (await pathsOf(messageTo(id), server.catalog))({ ...SHOP, destination });
    return { id, reply: await stranger.get(path, PERSON) };
  };

  test('does not get out of a token that an account has signed, and makes no event', async () => {
    const before = await refused('destination');
    const hostile = [
      'https://good.example@evil.example/',
      'https://good.example:443@evil.example/',
      'https://good.example%40evil.example@evil.example/',
      'https://user:secret@good.example/',
      'https://',
      'https://[::1',
      'https://good.example:99999/',
    ];
    for (const destination of hostile) {
      const { id, reply } = await followed(destination);
      assert.deepEqual([reply.status, reply.headers.location], [404, undefined], destination);
      assert.match(reply.body.toString(), /<h1>This link does not work/);
      const events = itemsOf(await client.get(`/targets/${id}/events?classification=all`));
      assert.deepEqual(
        events.map((event) => get(event, 'type')),
        ['creation'],
      );
    }
    assert.equal(await refused('destination'), before + hostile.length);
  });

  test('leads only where every program reads it to lead, in a header of one line', async () => {
    const cases = {
      'https://good.example\\@evil.example/': 'https://good.example/@evil.example/',
      'https:///good.example/a': 'https://good.example/a',
      'https://good.example?@evil.example/': 'https://good.example/?@evil.example/',
      'https://good.example/\r\nSet-Cookie: a=b': 'https://good.example/Set-Cookie:%20a=b',
      'https://good.example/\r\n\r\n<script>': 'https://good.example/%3Cscript%3E',
      'https://good.example/?a=<script>"': 'https://good.example/?a=%3Cscript%3E%22',
      'https://good.example/%0d%0aSet-Cookie:%20a=b': 'https://good.example/%0d%0aSet-Cookie:%20a=b',
      'https://good.example/\u0000\u0001\u007f': 'https://good.example/%00%01%7F',
      'https://good.example/\u2028\u0085é': 'https://good.example/%E2%80%A8%C2%85%C3%A9',
      'https://good\n.example/': 'https://good.example/',
    };
    for (const [destination, location] of Object.entries(cases)) {
      const { reply } = await followed(destination);
      assert.deepEqual([reply.status, reply.headers.location], [302, location], destination);
      assert.equal(reply.headers['set-cookie'], undefined);
      assert.equal(reply.body.length, 0);
    }
  });

  test('does not get out of a link that was written for NP6, though its hash is right', async () => {
    await setOlderSecret(server.catalog.db, DEMO, 'ABCD');
    const id = await contact('hostile@example.com');
    const hostile = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x',
      'file:///etc/passwd',
      '//evil.example/',
      '\\\\evil.example/',
      '/\\evil.example/',
      'https://good.example@evil.example/',
      'https://good.example/\r\nSet-Cookie: a=b',
      'https://good.example/\u0000',
    ];
    for (const target of hostile) {
      const hash = createHash('md5').update(`ABCD${target}`).digest('hex');
      const url = `/redirectUrl?GV1=DEMO028000ABC${id}0&linkId=g&targetUrl=${encodeURIComponent(target)}&h=${hash}`;
      const reply = await stranger.get(url, PERSON);
      assert.deepEqual([reply.status, reply.headers.location], [404, undefined], target);
    }
    const target = 'https://good.example\\@evil.example/';
    const hash = createHash('md5').update(`ABCD${target}`).digest('hex');
    const url = `/redirectUrl?GV1=DEMO028000ABC${id}0&targetUrl=${encodeURIComponent(target)}&h=${hash}`;
    assert.equal((await stranger.get(url)).headers.location, 'https://good.example/@evil.example/');
    assert.equal((await eventsOf(id, 'hit', 1)).length, 1);
  });
});

test('a token of any kind that is forged, cut, of another account or for another purpose is 404, counted, and no event', async () => {
  const id = await contact('tokens@example.com');
  const ring = new SigningKeyRing(server.catalog);
  const [own, other] = [await ring.of(DEMO), await ring.of(OTHER)];
  const message = messageTo(id);
  const kinds: LinkTarget[] = [
    SHOP,
    { type: 'open' },
    { type: 'trap' },
    { type: 'mirror', source: 'html' },
    { type: 'unsubscribe', source: 'html' },
    { type: 'unsubscribe', header: true },
    { type: 'form', form: '000F0R', source: 'text' },
  ];
  const archived = { id: message.stamp.id, expires: Date.now() + 3_600_000 };
  const archiveToken = writeArchiveToken(archived, own);
  const wrong: [form: 'token' | 'archive', path: string][] = [
    ['token', `/t/${archiveToken}`],
    ['archive', `/archives/${archiveToken.slice(0, -1)}`],
    ['archive', `/archives/${changedIn(archiveToken)}`],
    ['archive', `/archives/${writeArchiveToken(archived, { ...own, newest: other.newest })}`],
    ['archive', `/archives/${writeArchiveToken({ ...archived, expires: Date.now() - 1 }, own)}`],
  ];
  for (const link of kinds) {
    const token = writeToken({ ...message, link }, own);
    wrong.push(
      ['token', `/t/${token.slice(0, -1)}`],
      ['token', `/t/${token.slice(0, 60)}`],
      ['token', `/t/${changedIn(token)}`],
      ['token', `/t/${writeToken({ ...message, link }, { ...own, newest: other.newest })}`],
      ['token', `/t/${writeToken({ ...message, link }, { ...other, newest: own.newest })}`],
      ['archive', `/archives/${token}`],
    );
  }
  const counts = () => Promise.all([refused('token'), refused('archive')]);
  const [tokens, archives] = await counts();
  for (const [, path] of wrong) {
    const reply = await stranger.get(path, PERSON);
    assert.equal(reply.status, 404, path);
    assert.equal(reply.headers.location, undefined);
  }
  const ofArchives = wrong.filter(([form]) => form === 'archive').length;
  assert.deepEqual(await counts(), [tokens + wrong.length - ofArchives, archives + ofArchives]);
  // A hit is published within a second; one that was kept by now would come before this one's.
  await stranger.get(`/t/${writeToken({ ...message, link: SHOP }, own)}`, PERSON);
  assert.equal((await eventsOf(id, 'hit', 1)).length, 1);
});

/** A token with one bit of its middle changed. */
function changedIn(token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  const place = bytes.length >> 1;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

test('a scanner that follows every link of a message, and of the pages behind them, unsubscribes nobody, and all its hits are classified', async () => {
  const id = await contact('scanned@example.com');
  const action = await validatedAction(client, {
    type: 'mailMessage',
    name: 'scanned',
    settings: { templating: { version: '4.1' }, editionMode: 1, archive: true },
    content: {
      headers: { from: { prefix: 'shop', domain: 'defaultdomain' } },
      subject: 'x',
      html: `<html><body>${['https://shop.example/', 'https://shop.example/sale', 'MirrorPage', 'Unsubscribe'].map((href) => `<a href="${href}" tracking="Enabled">a</a>`).join('')}<a href="000F0R" linktype="Form">a</a></body></html>`,
      text: 'Page: {{ links.mirror }} Stop: {{ links.unsubscribe }}',
    },
  });
  const wish = { recipient: { type: 'id', value: id } };
  await done(
    call(client, 'POST', `${action}/execution`, wish, { 'Content-Type': 'application/vnd.np6.cm.email' }),
  );
  const { html = '', text = '', headers } = await capturedMail(server.data, 'scanned@example.com');
  const unsubscribe = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  const found = ownLinksIn(`${html} ${text} ${unsubscribe}`);
  assert.equal(found.length, 10, found.join('\n'));

  const seen = new Set<string>(found);
  for (const path of seen) {
    for (const method of ['HEAD', 'GET']) {
      const reply = await stranger.send({ method, path, headers: PERSON });
      assert.ok(reply.status < 400, `${method} ${path}`);
      for (const next of ownLinksIn(reply.body.toString())) seen.add(next);
    }
  }
  // The pages led to nothing but the one that says that their links are personal.
  assert.deepEqual([...seen].slice(found.length), ['/t/mirror']);
  const hits = await eventsOf(id, 'hit', 2 * found.length);
  assert.equal(hits.length, 2 * found.length);
  for (const hit of hits) {
    assert.equal(detailOf(hit, 'client', 'classification', 'type'), 'genericrobot', JSON.stringify(hit));
    assert.ok(detailOf(hit, 'client', 'classification', 'rule'));
  }
  assert.deepEqual(get(await done(client.get(`/targets/${id}`)), 'redList'), {});
  assert.deepEqual(
    itemsOf(await client.get(`/targets/${id}/events?sort=asc`)).map((event) => get(event, 'type')),
    ['creation', 'execution', 'activation'],
  );
});

/** The paths of this server that some HTML, text or header names. */
function ownLinksIn(text: string): string[] {
  const addresses = text.match(/https?:\/\/[^\s"'<>]+/g) ?? [];
  return [...new Set(addresses)].flatMap((address) =>
    address.startsWith(`${server.url}/`) ? [new URL(address).pathname] : [],
  );
}
