import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { LinkTarget } from '../src/tracking/tracked-link.ts';
import { createdAction } from './support/action-fixtures.ts';
import type { Reply } from './support/http-client.ts';
import { call, done } from './support/json-calls.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';
import { detailOf, PERSON, SHOP, serveTracking } from './support/tracking-server.ts';

const { server, client, stranger, contact, eventsOf, sentTo } = await serveTracking({ hitWindow: 0 });
after(() => server.close());

describe('a mirror page', () => {
  test('shows the message with its data, and its links are nobody’s', async () => {
    const action = await createdAction(client, {
      type: 'mailMessage',
      name: 'mirrored',
      settings: { templating: { version: '4.1' }, editionMode: 1 },
      content: {
        headers: { from: { prefix: 'shop', domain: 'defaultdomain' } },
        subject: 'x',
        html: '<p>{{ contact.FirstName }}</p><script>alert(1)</script><a href="https://shop.example/" tracking="Enabled">a</a><a href="Unsubscribe">b</a><a href="MirrorPage">c</a>',
      },
    });
    const id = await contact('mirror@example.com', { FirstName: 'Zoé' });
    const message = messageTo(id, { action: action.slice('/actions/'.length) });
    const path = await pathsOf(message, server.catalog);
    const reply = await stranger.get(path({ type: 'mirror', source: 'html' }), PERSON);
    const html = reply.body.toString();
    assert.equal(reply.status, 200, html);
    assert.match(html, /<p>Zoé<\/p>/);
    assert.match(html, /href="https:\/\/shop\.example\/"/);
    assert.doesNotMatch(html, /\/t\/(?!mirror)/);
    assert.match(String(reply.headers['content-security-policy']), /script-src 'none'.*sandbox/);
    assert.equal((await stranger.get('/t/mirror')).status, 200);
  });

  test('of a text has nothing where the message names its own page', async () => {
    const id = await contact('plain@example.com');
    const action = await sentTo(id, {
      html: null,
      text: 'Page: {{ links.mirror }}.\nStop: {{ links.unsubscribe }}',
    });
    const path = await pathsOf(messageTo(id, { action }), server.catalog);
    const reply = await stranger.get(path({ type: 'mirror', source: 'text' }), PERSON);
    const html = reply.body.toString();
    assert.equal(reply.status, 200, html);
    assert.match(html, /Page: \.\nStop: <a href="[^"]+\/t\/mirror"/);
  });

  test('of a message that is gone says so', async () => {
    const path = await pathsOf(messageTo('0ZZZZZZZ'), server.catalog);
    const reply = await stranger.get(path({ type: 'mirror', source: 'html' }), PERSON);
    assert.equal(reply.status, 404);
  });
});

describe('unsubscribing', () => {
  const redList = async (id: string) => get(await done(client.get(`/targets/${id}`)), 'redList', 'mail');
  const origins = async (id: string) =>
    (await eventsOf(id, 'modification', 1)).map((event) => detailOf(event, 'origin'));

  test('by the page takes a button; looking at it changes nothing', async () => {
    const id = await contact('page@example.com', { Language: 'fr' });
    const path = (await pathsOf(messageTo(id), server.catalog))({ type: 'unsubscribe', source: 'html' });
    const page = await stranger.get(path, PERSON);
    const html = page.body.toString();
    assert.match(html, /lang="fr"/);
    assert.match(html, /<form method="post"><button/);
    assert.match(html, /p…@example\.com/);
    assert.doesNotMatch(html, /page@|<script|src=|http/);
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'.*form-action 'self'/);
    assert.equal(await redList(id), undefined);
    const pressed = await stranger.send({
      method: 'POST',
      path,
      headers: { ...PERSON, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'by=page',
    });
    assert.equal(pressed.status, 200);
    assert.equal(get(await redList(id), 'reason'), 3);
    assert.deepEqual(await origins(id), [3]);
    assert.equal((await eventsOf(id, 'hit', 1)).length, 1);
  });

  test('by one click works without a session, in both forms of the body, once', async () => {
    const id = await contact('one-click@example.com');
    const path = (await pathsOf(messageTo(id), server.catalog))({ type: 'unsubscribe', header: true });
    const bodies: [string, string][] = [
      ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
      ],
    ];
    for (const [type, body] of bodies) {
      const headers = { 'Content-Type': type, 'User-Agent': '' };
      assert.equal((await stranger.send({ method: 'POST', path, headers, body })).status, 200);
    }
    assert.equal(get(await redList(id), 'reason'), 4);
    assert.deepEqual(await origins(id), [4]);
    const hits = await eventsOf(id, 'hit', 2);
    assert.deepEqual(
      hits.map((event) => [detailOf(event, 'link', 'type'), detailOf(event, 'client', 'classification')]),
      [
        ['unsubscribe', undefined],
        ['unsubscribe', undefined],
      ],
    );
    await sentTo(id, { html: '<p>x</p>' });
    const [cancellation] = await eventsOf(id, 'cancellation', 1);
    assert.deepEqual(detailOf(cancellation, 'cancellation'), { type: 'redlisted target' });
    assert.deepEqual(await eventsOf(id, 'activation', 0), []);
  });

  const post = (to: string): Promise<Reply> =>
    stranger.send({ method: 'POST', path: to, body: 'List-Unsubscribe=One-Click' });
  const header: LinkTarget = { type: 'unsubscribe', header: true };

  test('by one click answers 200 when nothing is left to do: listed already, contact or action gone', async () => {
    const listed = await contact('listed@example.com');
    const wish = { origin: 5, timestamp: 1_000_000_000_000 };
    assert.equal((await call(client, 'POST', `/targets/${listed}/redlist/mail`, wish)).status, 204);
    const before = await redList(listed);
    const deleted = await contact('deleted@example.com');
    const erasure = await call(client, 'DELETE', '/targets', { type: 'id', value: [deleted] });
    assert.equal(erasure.status, 204);
    const action = await createdAction(client);
    assert.equal((await call(client, 'DELETE', action)).status, 204);
    const stays = await contact('stays@example.com');
    const ofNone = messageTo(stays, { action: action.slice('/actions/'.length) });
    for (const message of [messageTo(listed), messageTo(deleted), messageTo('0ZZZZZZZ'), ofNone]) {
      const path = (await pathsOf(message, server.catalog))(header);
      for (const time of ['first', 'second'])
        assert.equal((await post(path)).status, 200, `${message.contact}, ${time}`);
    }
    assert.deepEqual(await redList(listed), before);
    // Nobody needs the action to know who does not want its messages.
    assert.equal(get(await redList(stays), 'reason'), 4);
  });

  test('is done by no other link', async () => {
    const path = (await pathsOf(messageTo('0ZZZZZZZ'), server.catalog))(SHOP);
    assert.equal((await post(path)).status, 404);
  });
});
