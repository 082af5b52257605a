import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import { addProfile } from '../src/senders/profiles.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { type HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type MailSink, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

/** The sequences of requests that shipped clients send, up to the mailbox. */

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };
const MAIL = { ...SMALLEST_MAIL, content: { ...SMALLEST_MAIL.content, subject: 'News' } };
const DESIGNS = new URL('fixtures/designs/', import.meta.url);

let server: TestServer;
let client: HttpClient;
let sink: MailSink;

before(async () => {
  sink = await startSink({ after: () => undefined }, { hideSTARTTLS: true });
  server = await serve();
  await addProfile(server.catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  client = await server.client({ permissions: KEEPER });
});
after(async () => {
  await server.close();
  await sink.close();
});

async function contact(name: string): Promise<string> {
  const values = { '1': `${name.toLowerCase()}@example.com`, '3': name };
  return String(get(await done(call(client, 'POST', '/targets/', values)), 'id'));
}

/** The messages that have arrived for a contact, when there are so many. */
async function mailFor(name: string, count: number): Promise<Email[]> {
  const address = `${name.toLowerCase()}@example.com`;
  const mails = await eventually(
    async () => sink.mails.filter(({ to }) => to.includes(address)),
    ({ length }) => length >= count,
  );
  assert.equal(mails.length, count);
  return Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)));
}

const plain = (text = '') => text.replaceAll('\r\n', '\n').trimEnd();

async function statusOf(method: string, path: string, body?: unknown): Promise<number> {
  return (await call(client, method, path, body)).status;
}

const stateOf = async (path: string) => get(await done(call(client, 'GET', path)), 'informations', 'state');

test('an action is copied, filled, proved to a test segment, produced, sent from and taken back', async () => {
  const [tester, reader] = [await contact('Tester'), await contact('Reader')];
  const segment = get(
    await done(call(client, 'POST', '//V1/segments/', { type: 'static', name: 'BAT', isTest: true })),
    'id',
  );
  assert.equal(await statusOf('POST', `//V1/segments/${segment}/targets/${tester}`, null), 200);
  const draft = { type: 'mailMessage', name: 'Dispatch', settings: MAIL.settings };
  const made = get(await done(call(client, 'POST', '//actions/', draft)), 'id');
  const copy = await done(call(client, 'POST', `//actions/${made}/duplication`));
  assert.equal(get(copy, 'name'), 'Dispatch(1)');
  const path = `//actions/${get(copy, 'id')}`;
  assert.equal(await stateOf(path), 10);

  // The whole action goes back as it was read, with a content.
  const whole = Object(await done(call(client, 'GET', path)));
  await done(call(client, 'PUT', path, { ...whole, content: MAIL.content }));
  assert.equal(await stateOf(path), 20);
  const proofs = { fortest: true, campaignAnalyser: false, testSegments: [segment], comments: 'please look' };
  assert.equal(await statusOf('POST', `${path}/validation`, proofs), 204);
  assert.match(plain((await mailFor('Tester', 1))[0]?.html), /Hello Tester/);
  await eventually(
    () => stateOf(path),
    (state) => state === 38,
  );
  assert.equal(await statusOf('POST', `${path}/validation`, { fortest: false }), 204);
  assert.equal(await stateOf(path), 50);

  // Without a body, with an empty one and with null: the content of the action, for this contact.
  for (const body of [undefined, {}, null])
    assert.equal(await statusOf('POST', `${path}/targets/${reader}`, body), 204);
  for (const mail of await mailFor('Reader', 3)) assert.match(plain(mail.html), /Hello Reader/);

  assert.deepEqual(
    [
      await statusOf('DELETE', `${path}/validation`, {}),
      await stateOf(path),
      await statusOf('DELETE', `${path}/validation`, {}),
      await statusOf('POST', `${path}/targets/${reader}`),
      await statusOf('DELETE', path),
      await statusOf('GET', path),
      await statusOf('POST', `${path}/duplication`),
    ],
    [204, 20, 409, 409, 204, 404, 410],
  );
});

describe('messages on demand', () => {
  let path: string;
  before(async () => {
    path = await validatedAction(client, MAIL);
  });

  test('with a content of the oldest form are sent as they are, and copies go to others', async () => {
    const [main, seen, hidden] = [await contact('Main'), await contact('Seen'), await contact('Hidden')];
    const body = {
      header: { subject: 'As it is' },
      content: { html: '<p>{{ contact.FirstName }} <a href="https://example.com/a">a</a></p>' },
      cc: [seen],
      bcc: [hidden],
    };
    assert.equal(await statusOf('POST', `${path}/targets/${main}`, body), 204);
    for (const name of ['Main', 'Seen', 'Hidden']) {
      const [mail] = await mailFor(name, 1);
      assert.equal(plain(mail?.html), body.content.html);
      assert.equal(mail?.subject, 'As it is');
      assert.deepEqual(
        [mail?.to?.map(({ address }) => address), mail?.cc?.map(({ address }) => address), mail?.bcc],
        [['main@example.com'], ['seen@example.com'], undefined],
      );
    }
  });

  test('are sent but to those who are not there, and to nobody on the red list', async () => {
    const [listed, free] = [await contact('Listed'), await contact('Free')];
    assert.ok((await statusOf('POST', `/targets/${listed}/redlist/mail`, { reason: 1 })) < 300);
    const wishes = [listed, 'ZZZZZZZZ', free].map((value) => ({ recipient: { type: 'id', value } }));
    const results = await done(call(client, 'POST', `${path}/executions`, wishes, EMAIL));
    assert.ok(Array.isArray(results));
    assert.deepEqual(
      results.map((result) => get(result, 'type')),
      ['success', 'error', 'success'],
    );
    assert.match(plain((await mailFor('Free', 1))[0]?.html), /Hello Free/);
    const cancellations = await eventually(
      async () => itemsOf(await client.get(`${path}/events/cancellations`)),
      ({ length }) => length > 0,
    );
    assert.deepEqual(
      cancellations.map((event) => get(event, 'source', 'detail', 'cancellation')),
      [{ type: 'redlisted target' }],
    );
    await mailFor('Listed', 0);
  });

  const designs = readdirSync(DESIGNS).map((name): [string, string] => [
    name,
    readFileSync(new URL(name, DESIGNS), 'utf8'),
  ]);
  const [, longest] = designs.find(([name]) => name === 'responsive.html') ?? [];
  designs.push(['200 kB', String(longest).repeat(Math.ceil(200_000 / String(longest).length))]);
  for (const [place, [name, html]] of designs.entries()) {
    test(`bring the design ${name} to the mailbox byte by byte`, async () => {
      const who = `Designer${place}`;
      const wish = { recipient: { type: 'id', value: await contact(who) }, content: { html, text: html } };
      await done(call(client, 'POST', `${path}/execution`, wish, EMAIL));
      const [mail] = await mailFor(who, 1);
      for (const part of [mail?.html, mail?.text]) assert.equal(plain(part), html.trimEnd());
    });
  }
});

test('nothing of all this was an unforeseen failure', () => {
  assert.deepEqual(server.errors, []);
});
