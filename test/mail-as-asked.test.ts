import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import { dkimRecord } from '../src/mail/dkim/dkim-key.ts';
import { addDomain } from '../src/senders/domains.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { SenderBook } from '../src/senders/sender-book.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { type HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type MailSink, reply, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

/** From the request to the mailbox: all that was asked for is there, and what may not leave says why. */

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };
const DOMAIN = 'shop.test';

let server: TestServer;
let client: HttpClient;
let sink: MailSink;

before(async () => {
  sink = await startSink(
    { after: () => undefined },
    {
      hideSTARTTLS: true,
      onRcptTo({ address }, _session, then) {
        then(address.startsWith('gone') ? reply(550, '5.1.1 no such user') : null);
      },
    },
  );
  server = await serve();
  await addProfile(server.catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  await addDomain(server.catalog.db, DEMO, DOMAIN);
  client = await server.client({ permissions: KEEPER });
});
after(async () => {
  await server.close();
  await sink.close();
});

async function contact(values: object): Promise<string> {
  return String(get(await done(call(client, 'POST', '/targets', values)), 'id'));
}

async function segmentOf(name: string, contacts: readonly string[]): Promise<number> {
  const id = Number(get(await done(call(client, 'POST', '/segments', { type: 'static', name })), 'id'));
  await done(call(client, 'PUT', `/segments/${id}/targets`, contacts));
  return id;
}

/** The events of a type that tell of a contact, when there is one. */
async function toldOf(id: string, type: string): Promise<unknown[]> {
  return eventually(
    async () =>
      itemsOf(await client.get(`/targets/${id}/events`)).filter((event) => get(event, 'type') === type),
    ({ length }) => length > 0,
  );
}

async function arrivedAt(address: string) {
  const [mail, ...others] = await eventually(
    async () => sink.mails.filter(({ to }) => to.includes(address)),
    ({ length }) => length > 0,
  );
  assert.ok(mail);
  assert.deepEqual(others, []);
  return { raw: mail.raw, mail: await PostalMime.parse(mail.raw) };
}

test('a message has all that its request says in place of the action, and the signature of its domain', async () => {
  const path = await validatedAction(client, { ...SMALLEST_MAIL, settings: { culture: 'de-DE' } });
  const [zoe, seen, hidden] = [
    await contact({ Email: 'zoe@example.com', FirstName: 'Zoé' }),
    await contact({ Email: 'seen@example.com' }),
    await contact({ Email: 'hidden@example.com' }),
  ];
  const stamp = {
    time: 1_614_089_576_625,
    id: '497a760d-e444-484f-b964-125cf548bb9c',
    thread: '4e557e2e-a322-4083-8cda-d0357ed0cb0c',
    set: '6218c222-bd9f-4d43-9cbb-d1adfe7e63bd',
  };
  const result = await done(
    call(
      client,
      'POST',
      `${path}/execution`,
      {
        recipient: { type: 'id', value: zoe },
        headers: {
          from: { label: 'Bücher {{ variables.city }}', prefix: 'info', domain: DOMAIN },
          reply: 'help@example.com',
        },
        subject: '{{ contact.FirstName }} 😀 {{ data.total | number: 2 }} {{ data.at | date: "long" }}',
        data: { total: 1234.5, at: '2026-06-15T10:00:00Z' },
        variables: [{ name: 'city', value: 'Lyon' }],
        content: { html: '<p>as {{ it is</p>', text: 'as {{ it is' },
        copies: [
          { type: 'cc', recipient: { type: 'id', value: seen } },
          { type: 'bcc', recipient: { type: 'id', value: hidden } },
        ],
        attachments: [{ name: 'é.txt', mime: 'text/plain', data: Buffer.from('déjà').toString('base64') }],
        stamp,
        urgent: true,
        important: true,
      },
      EMAIL,
    ),
  );
  assert.equal(get(result, 'id'), stamp.id);
  const { domain, keys } = await new SenderBook(server.catalog, 'default.test').domain(DEMO, DOMAIN);
  const action = path.slice('/actions/'.length);
  for (const name of ['zoe', 'seen', 'hidden']) {
    const { raw, mail } = await arrivedAt(`${name}@example.com`);
    const header = (key: string) => mail.headers.find((each) => each.key === key)?.value;
    assert.equal(mail.subject, 'Zoé 😀 1.234,50 15. Juni 2026');
    assert.deepEqual(mail.from, { address: `info@${DOMAIN}`, name: 'Bücher Lyon' });
    assert.deepEqual(
      [mail.to, mail.cc, mail.bcc, mail.replyTo].map((list) => list?.map(({ address }) => address)),
      [['zoe@example.com'], ['seen@example.com'], undefined, ['help@example.com']],
    );
    assert.deepEqual([mail.html?.trim(), mail.text?.trim()], ['<p>as {{ it is</p>', 'as {{ it is']);
    const [file] = mail.attachments;
    assert.deepEqual([file?.filename, file?.mimeType], ['é.txt', 'text/plain']);
    assert.ok(file?.content instanceof ArrayBuffer);
    assert.equal(Buffer.from(file.content).toString(), 'déjà');
    assert.equal(mail.messageId, `<${stamp.id}@${DOMAIN}>`);
    assert.equal(header('list-id'), `<${action}.${DOMAIN}>`);
    assert.equal(header('feedback-id'), `${action}:message`);
    assert.equal(header('importance'), 'high');
    assert.ok(Math.abs(Date.parse(String(mail.date)) - Date.now()) < 60_000);
    const { results } = await dkimVerify(raw, {
      resolver: async (asked: string) => {
        const key = keys.find(({ selector }) => asked === `${selector}._domainkey.${domain}`);
        return key === undefined ? [] : [[dkimRecord(key.algorithm, key.privateKey)]];
      },
    });
    assert.deepEqual(
      results.map(({ status, signingDomain }) => [status.result, signingDomain]),
      [['pass', domain]],
    );
  }
  const [activation] = await toldOf(zoe, 'activation');
  assert.deepEqual(get(activation, 'source', 'detail', 'activation', 'stamp'), stamp);
});

describe('what may not leave', () => {
  test('is cancelled by the first check that fails, each with its type, while the rest leaves', async () => {
    const addresses = { type: 'email', name: 'Work', isUnicity: false, isMandatory: false };
    const field = get(await done(call(client, 'POST', '/fields', addresses)), 'id');
    const person = (name: string, address: string | null, FirstName = 'Ann') =>
      contact({ Email: `${name}@home.example`, Work: address, FirstName });
    const people = {
      empty: await person('empty', null),
      listed: await person('listed', 'listed@example.com', 'Broken'),
      bounced: await person('bounced', 'gone@example.com', 'Broken'),
      excluded: await person('excluded', 'excluded@example.com', 'Broken'),
      broken: await person('broken', 'broken@example.com', 'Broken'),
      free: await person('free', 'free@example.com'),
    };
    const content = {
      ...SMALLEST_MAIL.content,
      subject: 'News',
      html: "<p>\n{% if contact.FirstName == 'Broken' %}{{ contact.Nickname }}{% endif %}Hello</p>",
    };
    const settings = { ...SMALLEST_MAIL.settings, field };
    const single = await validatedAction(client, {
      ...SMALLEST_MAIL,
      settings,
      content: { ...content, html: '<p>Hello</p>' },
    });
    const wish = { recipient: { type: 'id', value: people.bounced } };
    await done(call(client, 'POST', `${single}/execution`, wish, EMAIL));
    await toldOf(people.bounced, 'bounce');
    for (const id of [people.empty, people.listed])
      assert.equal((await call(client, 'POST', `/targets/${id}/redlist/mail`, {})).status, 204);

    const everybody = await segmentOf('everybody', Object.values(people));
    const { broken: _broken, free: _free, ...barred } = people;
    const excluded = await segmentOf('barred', Object.values(barred));
    const campaign = await validatedAction(client, {
      ...SMALLEST_MAIL,
      type: 'mailCampaign',
      settings,
      content,
      scheduler: { type: 'asap', segments: { selected: [everybody], excluded: [excluded] }, speed: 0 },
    });
    const reasons: [keyof typeof people, object][] = [
      ['empty', { type: 'empty address' }],
      ['listed', { type: 'redlisted target' }],
      ['bounced', { type: 'bounced target' }],
      ['excluded', { type: 'excluded target' }],
      [
        'broken',
        {
          type: 'user defined policy',
          value: { type: 'render', message: 'html, line 2, column 42: undefined variable: contact.Nickname' },
        },
      ],
    ];
    for (const [who, reason] of reasons) {
      const [cancellation, ...others] = await toldOf(people[who], 'cancellation');
      assert.deepEqual(get(cancellation, 'source', 'detail', 'cancellation'), reason, who);
      assert.deepEqual(others, []);
    }
    const { mail } = await arrivedAt('free@example.com');
    assert.match(mail.html ?? '', /^<p>\r?\nHello<\/p>/);
    assert.equal((await toldOf(people.free, 'activation')).length, 1);

    const dispatch = get(await done(client.get(`${campaign}/statistics`)), 'dispatch');
    assert.deepEqual(dispatch, {
      sent: 1,
      rejected: {
        ...{ total: 5, emptyAddress: 1, redlist: 1, bounces: 1, exclusions: 1, other: 1 },
        ...{ blacklist: 0, marketingPressure: 0 },
      },
    });
    const cancellation = (await toldOf(people.broken, 'cancellation'))[0];
    const id = get(cancellation, 'source', 'detail', 'execution', 'stamp', 'id');
    const conversation = await done(client.get(`/messages/${id}`));
    const events = get(conversation, 'events');
    assert.ok(Array.isArray(events));
    assert.deepEqual(
      events.map((event) => get(event, 'type')),
      ['requested', 'canceled'],
    );
  });
});

test('a campaign with a date leaves at that date and not before', async () => {
  const reader = await contact({ Email: 'scheduled@example.com' });
  const segment = await segmentOf('scheduled', [reader]);
  const startDate = new Date(Date.now() + 1500).toISOString();
  const path = await validatedAction(client, {
    ...SMALLEST_MAIL,
    type: 'mailCampaign',
    content: { ...SMALLEST_MAIL.content, subject: 'News' },
    scheduler: { type: 'scheduled', startDate, segments: { selected: [segment], excluded: [] }, speed: 0 },
  });
  const start = Date.parse(String(get(await done(client.get(path)), 'scheduler', 'startDate')));
  const [activation] = await toldOf(reader, 'activation');
  assert.ok(Number(get(activation, 'timestamp')) >= start);
  await arrivedAt('scheduled@example.com');
});

test('a campaign with a speed lets no more go at once', async () => {
  const names = ['slow0', 'slow1', 'slow2', 'slow3'];
  const readers = await Promise.all(names.map((name) => contact({ Email: `${name}@example.com` })));
  const segment = await segmentOf('slow', readers);
  const path = await validatedAction(client, {
    ...SMALLEST_MAIL,
    type: 'mailCampaign',
    content: { ...SMALLEST_MAIL.content, subject: 'News' },
    scheduler: { type: 'asap', segments: { selected: [segment], excluded: [] }, speed: 120 },
  });
  const left = async () => itemsOf(await client.get(`${path}/events/activations`)).length;
  await eventually(left, (count) => count === 2);
  // What is asked for later has left meanwhile.
  const single = await validatedAction(client, {
    ...SMALLEST_MAIL,
    content: { ...SMALLEST_MAIL.content, subject: 'News' },
  });
  const other = await contact({ Email: 'other@example.com' });
  const wish = { recipient: { type: 'id', value: other } };
  await done(call(client, 'POST', `${single}/execution`, wish, EMAIL));
  await toldOf(other, 'activation');
  assert.equal(await left(), 2);
  assert.equal(get(await done(client.get(path)), 'informations', 'state'), 50);
});

test('nothing of all this was an unforeseen failure', () => {
  assert.deepEqual(server.errors, []);
});
