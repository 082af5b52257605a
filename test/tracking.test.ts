import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openForWriting } from '../src/storage/tracking/open.ts';
import { retireSigningKey, rotateSigningKey } from '../src/tracking/account-signing-keys.ts';
import { readToken } from '../src/tracking/link-token.ts';
import { setOlderSecret } from '../src/tracking/older-secret.ts';
import { SigningKeyRing } from '../src/tracking/signing-key-ring.ts';
import { capturedMail } from './support/captured-mail.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { itemsOf } from './support/http-client.ts';
import { call, done } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';
import { scrape } from './support/scrape.ts';
import { DEMO } from './support/server.ts';
import { detailOf, OTHER, PERSON, SHOP, serveTracking } from './support/tracking-server.ts';

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

const { server, client, stranger, contact, eventsOf, sentTo } = await serveTracking({ hitWindow: 0 });
after(() => server.close());

describe('a link', () => {
  test('redirects, and its hit is an event with the link, the address, the program and the time', async () => {
    const id = await contact('click@example.com');
    const message = messageTo(id);
    const path = (await pathsOf(message, server.catalog))(SHOP);
    const before = Date.now();
    const reply = await stranger.get(path, PERSON);
    const after = Date.now();
    assert.equal(reply.status, 302);
    assert.equal(reply.headers.location, 'https://shop.example/a?b=c');
    assert.equal(reply.headers['cache-control'], 'no-store');
    const [event] = await eventsOf(id, 'hit', 1);
    const timestamp = Number(get(event, 'timestamp'));
    assert.ok(before <= timestamp && timestamp <= after);
    assert.deepEqual(detailOf(event, 'link'), {
      type: 'redirection',
      label: 'shop',
      source: 'html',
      destination: 'https://shop.example/a?b=c',
    });
    assert.deepEqual(detailOf(event, 'client', 'ip'), { type: 'v4', value: '203.0.113.7' });
    assert.equal(detailOf(event, 'client', 'ua', 'client', 'name'), 'Chrome');
    assert.equal(detailOf(event, 'client', 'classification'), undefined);
    assert.deepEqual(detailOf(event, 'activation', 'stamp'), message.stamp);
    assert.equal(detailOf(event, 'activation', 'receiver', 'unicity'), 'click@example.com');
  });

  test('tells of IPv6 and of a telephone what is known, and is found by the times of hit and message', async () => {
    const id = await contact('phone@example.com');
    const message = messageTo(id);
    const path = (await pathsOf(message, server.catalog))(SHOP);
    const phone = { 'X-Forwarded-For': '2001:DB8::7', 'User-Agent': PHONE };
    assert.equal((await stranger.get(path, phone)).status, 302);
    const [event] = await eventsOf(id, 'hit', 1);
    assert.deepEqual(detailOf(event, 'client', 'ip'), { type: 'v6', value: '2001:db8::7' });
    const { client: program, os, device, ua } = Object(detailOf(event, 'client', 'ua'));
    assert.deepEqual(
      [program.name, os.name, os.vendor],
      ['Chrome Mobile', 'Android 14 Upside Down Cake', 'Google Inc.'],
    );
    assert.deepEqual([device.type, device.brand], ['Smartphone', 'Samsung']);
    assert.equal(ua, PHONE);

    const followed = Number(get(event, 'timestamp'));
    const left = message.stamp.time;
    const isFound = async (query: string) =>
      itemsOf(await client.get(`/actions/000PE4/reactivities/hits/redirection?${query}`)).some(
        (each) => get(each, 'id') === get(event, 'id'),
      );
    for (const [query, found] of [
      [`activationStart=${left}&activationEnd=${left + 1}`, true],
      [`activationStart=${left + 1}`, false],
      [`reactivityStart=${followed}&reactivityEnd=${followed + 1}`, true],
      [`reactivityEnd=${followed}`, false],
    ] as const)
      assert.equal(await isFound(query), found, query);
  });

  test('that Apple’s proxy loads is an open of that proxy, and Google’s one of Google', async () => {
    const id = await contact('proxied@example.com');
    const path = (await pathsOf(messageTo(id), server.catalog))({ type: 'open' });
    for (const agent of ['Mozilla/5.0', `${PERSON['User-Agent']} Gmail-content-sampling`])
      await stranger.get(path, { ...PERSON, 'User-Agent': agent });
    const hits = await eventsOf(id, 'hit', 2);
    assert.deepEqual(
      hits.map((hit) => detailOf(hit, 'client', 'classification')),
      [
        { type: 'mpp', rule: 'apple proxy agent' },
        { type: 'gsr', rule: 'google sampling agent' },
      ],
    );
    const listed = async (query: string) =>
      itemsOf(await client.get(`/targets/${id}/events/hits${query}`)).length;
    assert.deepEqual([await listed(''), await listed('?classification=mpp')], [0, 1]);
  });

  test('whose action and contact are gone still redirects, and its hit names the contact by its id', async () => {
    const path = (await pathsOf(messageTo('0ZZZZZZZ', { action: '0ZZZZZ' }), server.catalog))(SHOP);
    assert.equal((await stranger.get(path, PERSON)).status, 302);
    const [event] = await eventually(
      async () => {
        const all = itemsOf(await client.get('/actions/events'));
        return all.filter((event) => detailOf(event, 'activation', 'id') === '0ZZZZZ');
      },
      ({ length }) => length === 1,
    );
    assert.deepEqual(detailOf(event, 'activation', 'receiver'), { type: 'id', value: '0ZZZZZZZ' });
  });

  test('that was changed, cut, or is of no account is 404, counted, and no event', async () => {
    const id = await contact('forged@example.com');
    const path = (await pathsOf(messageTo(id), server.catalog))(SHOP);
    const changed = path.slice(0, -5) + (path.at(-5) === 'A' ? 'B' : 'A') + path.slice(-4);
    for (const wrong of [changed, path.slice(0, -1), `${path}A`, '/t/', '/t/x', `/t/${'A'.repeat(7000)}`]) {
      const reply = await stranger.get(wrong, PERSON);
      assert.equal(reply.status, 404, wrong);
      assert.equal(reply.headers.location, undefined);
      assert.equal((await stranger.send({ method: 'POST', path: wrong })).status, 404, wrong);
    }
    const metrics = (await stranger.get('/metrics')).body.toString();
    assert.match(metrics, /chappe_links_refused_total\{form="token"\} 1\d/);
    assert.equal(itemsOf(await client.get(`/targets/${id}/events?classification=all`)).length, 1);
  });

  test('that a program fetches ahead of its reader is answered, and its hit is of a robot', async () => {
    const id = await contact('ahead@example.com');
    const path = (await pathsOf(messageTo(id), server.catalog))(SHOP);
    assert.equal((await stranger.get(path, { ...PERSON, 'Sec-Purpose': 'prefetch' })).status, 302);
    const [event] = await eventsOf(id, 'hit', 1);
    assert.deepEqual(detailOf(event, 'client', 'classification'), { type: 'genericrobot', rule: 'prefetch' });
    assert.equal(itemsOf(await client.get(`/targets/${id}/events/hits`)).length, 0);
  });

  test('to a form leads where the setting says; the hidden one to a page', async () => {
    const path = await pathsOf(messageTo(await contact('form@example.com')), server.catalog);
    const form = await stranger.get(path({ type: 'form', form: '000F/R', source: 'html' }), PERSON);
    assert.equal(form.headers.location, 'https://forms.example/DEMO-028/000F%2FR');
    assert.equal((await stranger.get(path({ type: 'trap' }), PERSON)).status, 200);
  });

  test('of an open is a picture that nobody caches', async () => {
    const path = await pathsOf(messageTo(await contact('open@example.com')), server.catalog);
    const reply = await stranger.get(path({ type: 'open' }), PERSON);
    assert.deepEqual(
      [reply.status, reply.headers['content-type'], reply.body.length, reply.headers['cache-control']],
      [200, 'image/gif', 43, 'no-store'],
    );
  });

  test('that was written for NP6 redirects with the right hash only', async () => {
    await setOlderSecret(server.catalog.db, DEMO, 'ABCD');
    const id = await contact('older@example.com');
    const url = `/redirectUrl?GV1=DEMO028000ABC${id}0&linkId=g&targetUrl=https%3A%2F%2Fwww.google.com&h=`;
    const right = await stranger.get(`${url}be367ce5a6501f7ca4ad4c943e6eb0b8`, PERSON);
    assert.equal(right.headers.location, 'https://www.google.com');
    const wrong = await stranger.get(`${url}be367ce5a6501f7ca4ad4c943e6eb0b9`, PERSON);
    assert.deepEqual([wrong.status, wrong.headers.location], [404, undefined]);
    const [event] = await eventsOf(id, 'hit', 1);
    assert.equal(detailOf(event, 'link', 'label'), 'g');
  });

  test('of an open that was written for NP6 counts when its message is known, in both forms', async () => {
    await setOlderSecret(server.catalog.db, DEMO, 'ABCD');
    const id = await contact('older-open@example.com');
    const action = await sentTo(id, { html: '<p>x</p>' });
    const [activation] = await eventsOf(id, 'activation', 1);
    const forms = [`DEMO02800000${action}${id}`, `DEMO028${action}${id}0`];
    for (const gv1 of forms) {
      const reply = await stranger.get(`/o5.aspx?GV1=${gv1}`, PERSON);
      assert.deepEqual([reply.status, reply.headers['content-type']], [200, 'image/gif'], gv1);
    }
    const hits = await eventsOf(id, 'hit', forms.length);
    for (const hit of hits) {
      assert.deepEqual(detailOf(hit, 'link'), { type: 'open', source: 'html' });
      assert.deepEqual(detailOf(hit, 'activation', 'stamp'), detailOf(activation, 'activation', 'stamp'));
    }
    // The message has only just left: no person is so fast.
    const { feedback } = Object(await done(client.get(`/actions/${action}/statistics`)));
    assert.equal(get(feedback, 'robots', 'opening'), forms.length);

    const refused = async () =>
      sampleOf(await scrape(stranger), 'chappe_links_refused_total', { form: 'older' });
    const before = Number(await refused());
    const forged = [
      `DEMO02800000${action}0ZZZZZZZ`,
      `DEMO028000000ZZZZZ${id}`,
      `OTHER00100000${action}${id}`,
      `DEMO0280000${action}${id}`,
      '',
    ];
    for (const gv1 of forged)
      assert.equal((await stranger.get(`/o5.aspx?GV1=${gv1}`, PERSON)).status, 404, gv1);
    assert.equal(await refused(), before + forged.length);
    assert.equal((await eventsOf(id, 'hit', forms.length)).length, forms.length);
  });

  test('that is asked for is the one that a message of the action has', async () => {
    const id = await contact('asked@example.com');
    const action = await sentTo(id, {
      html: '<a href="https://shop.example/" tracking="Enabled" dataminingname="s">a</a><a href="000F0R" linktype="Form">b</a><a href="MirrorPage">c</a><a href="Unsubscribe">d</a><a href="mailto:a@shop.example?subject=x">e</a><a href="tel:+33123456789">f</a>',
    });
    const { html = '' } = await capturedMail(server.data, 'asked@example.com');
    const [activation] = await eventsOf(id, 'activation', 1);
    const asked = {
      receiver: { type: 'id', value: id },
      stamp: detailOf(activation, 'activation', 'stamp'),
      links: [
        { type: 'redirection', destination: 'https://shop.example/', label: 's' },
        { type: 'form', destination: '000F0R' },
        { type: 'mirror' },
        { type: 'unsubscribe' },
        { type: 'redirection', destination: 'mailto:a@shop.example?subject=x' },
        { type: 'redirection', destination: { type: 'literal', value: 'tel:+33123456789' } },
      ],
    };
    const made = get(await done(call(client, 'POST', `/actions/${action}/render/links`, asked)), 'links');
    const ring = new SigningKeyRing(server.catalog);
    const meanings = (addresses: readonly unknown[]) =>
      Promise.all(
        addresses.map(async (address) => {
          const [, token] = String(address).split('/t/');
          if (token === undefined) return address;
          const { sentAt, ...meaning } = { ...(await readToken(token, ring)) };
          return meaning;
        }),
      );
    const sent = [...html.matchAll(/<a href="([^"]*)">/g)].map(([, address]) => address);
    assert.equal(sent.length, asked.links.length);
    assert.deepEqual(await meanings(Array.isArray(made) ? made : []), await meanings(sent));
  });
});

test('a link works as long as the key that signed it is not retired, and not a moment longer', async () => {
  const path = (await pathsOf(messageTo('0ZZZZZZZ'), server.catalog, OTHER))(SHOP);
  const { db } = server.catalog;
  await rotateSigningKey(db, OTHER);
  assert.equal((await stranger.get(path, PERSON)).status, 302);
  const newer = (await pathsOf(messageTo('0ZZZZZZZ'), server.catalog, OTHER))(SHOP);
  await retireSigningKey(db, OTHER, 1);
  assert.equal((await stranger.get(path, PERSON)).status, 404);
  assert.equal((await stranger.get(newer, PERSON)).status, 302);
});

test('an address that nobody who is trusted tells is not believed', async (t) => {
  const other = await serveTracking({ hitWindow: 0, trustedProxies: '192.0.2.1' });
  t.after(() => other.server.close());
  const id = await other.contact('direct@example.com');
  const path = (await pathsOf(messageTo(id), other.server.catalog))(SHOP);
  assert.equal((await other.stranger.get(path, PERSON)).status, 302);
  const [event] = await other.eventsOf(id, 'hit', 1);
  assert.deepEqual(detailOf(event, 'client', 'ip'), { type: 'v4', value: '127.0.0.1' });
});

test('a hit that cannot be kept is counted, and the person is redirected', async () => {
  const database = openForWriting(join(server.data, 'accounts', 'OTHER-001', 'hits.db'));
  database.exec("CREATE TRIGGER fail BEFORE INSERT ON hits BEGIN SELECT RAISE(ABORT, 'no'); END");
  database.close();
  const path = (await pathsOf(messageTo('0ZZZZZZZ'), server.catalog, OTHER))(SHOP);
  const reply = await stranger.get(path, PERSON);
  assert.deepEqual([reply.status, reply.headers.location], [302, 'https://shop.example/a?b=c']);
  assert.match(
    (await stranger.get('/metrics')).body.toString(),
    /chappe_hits_lost_total\{reason="failed"\} 1/,
  );
  assert.ok(server.errors.some((line) => line.includes('OTHER-001')));
});

test('what is tracked and told, what links begin with and where forms lead is what the settings say', async (t) => {
  const other = await serveTracking({
    trackLinks: 'all',
    trackOpens: 'off',
    trackTraps: 'off',
    trackClients: 'verdict',
    haste: 60,
    hitWindow: 0,
    trackingUrl: 'https://t.example.com/mail',
    formUrl: 'off',
  });
  t.after(() => other.server.close());
  const id = await other.contact('settings@example.com');
  await other.sentTo(id, {
    html: '<a href="https://shop.example/">a</a><a href="https://shop.example/" tracking="Disabled">b</a><a href="000F0R" linktype="Form">c</a>',
    text: 'See https://shop.example/',
  });
  const { html = '', text = '' } = await capturedMail(other.server.data, 'settings@example.com');
  const tracked = /https:\/\/t\.example\.com\/mail\/t\/([\w-]{60,})/g;
  const [, form] = [...html.matchAll(tracked)].map(([, token = '']) => `/t/${token}`);
  assert.equal(
    html.replaceAll(tracked, '@').trim(),
    '<a href="@">a</a><a href="https://shop.example/">b</a><a href="@">c</a>',
  );
  assert.equal(text.replaceAll(tracked, '@').trim(), 'See @');
  const reply = await other.stranger.get(form ?? '', PERSON);
  assert.equal(reply.status, 404);
  assert.match(reply.body.toString(), /<h1>This form is not available/);
  const [hit] = await other.eventsOf(id, 'hit', 1);
  assert.equal(detailOf(hit, 'link', 'destination'), '000F0R');
  assert.deepEqual(Object.keys(Object(detailOf(hit, 'client'))), ['type', 'classification']);
});
