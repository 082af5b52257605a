import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import { readSignedAddress } from '../src/feedback/signed-address.ts';
import { addDomain } from '../src/senders/domains.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { type ReadLink, readToken } from '../src/tracking/link-token.ts';
import { SigningKeyRing } from '../src/tracking/signing-key-ring.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { type HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type MailSink, reply, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { scrapeUntil } from './support/scrape.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

let server: TestServer;
let client: HttpClient;
let sink: MailSink;
let signingKeys: SigningKeyRing;

const CONTENT = {
  headers: {
    from: { prefix: 'shop', domain: 'defaultdomain', label: 'The shop' },
    reply: 'ask@example.com',
  },
  subject: 'Hello {{ contact.FirstName }}',
  html: '<p>{{ contact.FirstName }}, it is on its way: é ✓ <a href="https://shop.example/?n={{ contact.FirstName }}" tracking="Enabled" dataminingname="shop">Look</a> <a href="MirrorPage">Page</a></p>',
};
const MESSAGE = {
  type: 'mailMessage',
  name: 'shipped',
  settings: { templating: { version: '4.1' }, editionMode: 1 },
  content: CONTENT,
};

before(async () => {
  // What a hook registers to be done afterwards is done when the hook ends.
  sink = await startSink(
    { after: () => undefined },
    {
      // Its certificate is signed by nobody whom a server would trust.
      hideSTARTTLS: true,
      onRcptTo({ address }, _session, callback) {
        callback(address.startsWith('nobody') ? reply(550, '5.1.1 no such user') : null);
      },
    },
  );
  server = await serve({ settings: { trackingUrl: 'https://t.example.com' } });
  await addProfile(server.catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  await addDomain(server.catalog.db, DEMO, 'chappe.invalid');
  signingKeys = new SigningKeyRing(server.catalog);
  client = await server.client({ permissions: KEEPER });
});
after(async () => {
  await server.close();
  await sink.close();
});

const post = (path: string, value: unknown) => done(call(client, 'POST', path, value));

async function contact(address: string, name: string): Promise<string> {
  return String(get(await post('/targets', { Email: address, FirstName: name }), 'id'));
}

/** A segment with these contacts. */
async function segmentOf(name: string, isTest: boolean, contacts: readonly string[]): Promise<number> {
  const id = Number(get(await post('/segments', { type: 'static', name, isTest }), 'id'));
  for (const each of contacts) {
    const answer = await call(client, 'POST', `/targets/${each}/segments/${id}`);
    assert.ok(answer.status < 300, answer.body.toString());
  }
  return id;
}

const events = async (action: string) =>
  itemsOf(await client.get(`/actions/${action}/events?sort=asc&classification=all`));
const stateOf = async (action: string) =>
  get(await done(call(client, 'GET', `/actions/${action}`)), 'informations', 'state');

/** The messages that arrived for an address, parsed. */
async function mailFor(address: string): Promise<Email[]> {
  const mails = sink.mails.filter(({ to }) => to.includes(address));
  return Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)));
}

/** The links of a text that are tracked, as what they stand for. */
async function trackedIn(text = ''): Promise<ReadLink[]> {
  const tokens = [...text.matchAll(/https:\/\/t\.example\.com\/t\/([\w-]+)/g)];
  const links = await Promise.all(tokens.map(([, token = '']) => readToken(token, signingKeys)));
  return links.map((link) => link ?? assert.fail('a link that nobody signed'));
}

async function startTest(action: string, settings: object): Promise<void> {
  const answer = await call(client, 'POST', `/actions/${action}/validation`, { fortest: true, ...settings });
  assert.equal(answer.status, 204, answer.body.toString());
}

/** An action that was tested and validated. */
async function validated(draft: object): Promise<string> {
  const action = String(get(await post('/actions', draft), 'id'));
  await startTest(action, { mediaForTest: 'proofs@example.com' });
  await eventually(
    () => stateOf(action),
    (state) => state === 38,
  );
  const answer = await call(client, 'POST', `/actions/${action}/validation`, { fortest: false });
  assert.equal(answer.status, 204, answer.body.toString());
  return action;
}

describe('proofs', () => {
  test('go to the testers, rendered for each of them, and then the action is tested', async () => {
    const [ada, bob] = [await contact('ada@example.com', 'Ada'), await contact('bob@example.com', 'Bob')];
    const testers = await segmentOf('testers', true, [ada, bob]);
    const action = String(get(await post('/actions', MESSAGE), 'id'));
    await startTest(action, { testSegments: [testers], textandHtml: true, comments: 'look at\nthe title' });
    await eventually(
      () => stateOf(action),
      (state) => state === 38,
    );
    for (const name of ['Ada', 'Bob']) {
      const proofs = await mailFor(`${name.toLowerCase()}@example.com`);
      assert.deepEqual(
        proofs.map(({ subject, html }) => [subject, html !== undefined]),
        [
          [`Hello ${name}`, true],
          [`Hello ${name}`, false],
        ],
      );
      assert.match(String(proofs[1]?.text), new RegExp(`${name}, it is on its way: é ✓`));
      // What its makers follow is not counted.
      assert.match(String(proofs[0]?.html), new RegExp(`<a href="https://shop\\.example/\\?n=${name}">Look`));
      assert.match(
        String(proofs[0]?.html),
        /<a href="https:\/\/t\.example\.com\/t\/preview">Page<\/a><\/p>\s*$/,
      );
      const comments = proofs[0]?.headers.find(({ key }) => key === 'comments');
      assert.equal(comments?.value, 'look at the title');
    }
    assert.deepEqual(await events(action), []);
  });

  for (const [what, tester, html, expected] of [
    [
      'that no server takes fail the test, and the action is as before',
      'nobody@example.com',
      '<p>Hello</p>',
      20,
    ],
    [
      'of a content that cannot be rendered find the action broken',
      'proofs@example.com',
      '<p>{{ contact.missing }}</p>',
      10,
    ],
  ] as const) {
    test(what, async () => {
      const draft = { ...MESSAGE, content: { ...CONTENT, subject: 'Proof', html } };
      const action = String(get(await post('/actions', draft), 'id'));
      await startTest(action, { mediaForTest: tester });
      await eventually(
        () => stateOf(action),
        (state) => state === expected,
      );
    });
  }
});

describe('proofs of templates', () => {
  test('leave without what only executions give', async () => {
    const html =
      '<p>Order {{ data.order }}.{% for line in data.lines %}{{ line.price | currency: "EUR" }}{% endfor %}</p>';
    const headers = { from: { prefix: 'news', label: '{{ data.shop }}' }, reply: null };
    const content = { headers, subject: 'Trial {{ data.order }}', html };
    const action = String(get(await post('/actions', { ...MESSAGE, content }), 'id'));
    await startTest(action, { mediaForTest: 'trial@example.com' });
    await eventually(
      () => stateOf(action),
      (state) => state === 38,
    );
    const [proof] = await mailFor('trial@example.com');
    assert.equal(proof?.subject, 'Trial');
    assert.match(String(proof?.html), /<p>Order \.<\/p>/);
  });

  test('go without the addresses that it makes, and are refused for others', async () => {
    const tested = async (reply: string, prefix: string, state: number) => {
      const headers = { from: { prefix, domain: 'defaultdomain', label: 'The shop' }, reply };
      const content = { ...CONTENT, headers, subject: `Reply ${reply}` };
      const action = String(get(await post('/actions', { ...MESSAGE, content }), 'id'));
      await startTest(action, { mediaForTest: 'reply@example.com' });
      await eventually(
        () => stateOf(action),
        (found) => found === state,
      );
      const [proof] = (await mailFor('reply@example.com')).slice(-1);
      return [proof?.from?.address?.split('@')[0], proof?.replyTo?.map(({ address }) => address)];
    };
    assert.deepEqual(await tested('{{ data.x }}@example.com', '{{ variables.shop }}.shop', 38), [
      'news',
      undefined,
    ]);
    assert.deepEqual(await tested('shop{{ data.x }}@example.com', 'shop{{ data.x }}', 38), [
      'shop',
      ['shop@example.com'],
    ]);
    // Nothing that an execution gives would mend it.
    await tested('{{ contact.FirstName }}@example.com', 'shop', 10);
  });

  test('say so when nothing is left without it', async () => {
    const content = { ...CONTENT, subject: 'All later', html: '{{ data.html | raw }}' };
    const action = String(get(await post('/actions', { ...MESSAGE, content }), 'id'));
    await startTest(action, { mediaForTest: 'later@example.com', textandHtml: true });
    await eventually(
      () => stateOf(action),
      (state) => state === 38,
    );
    const proofs = await mailFor('later@example.com');
    assert.deepEqual(
      proofs.map(({ text }) => text?.trim()),
      Array(2).fill('Without the data of an execution this message is empty.'),
    );
  });

  test('that cannot be rendered say why, until the action is replaced', async () => {
    const content = { ...CONTENT, subject: 'Wrong', html: '<p>\n{{ contact.missing }}</p>' };
    const action = String(get(await post('/actions', { ...MESSAGE, content }), 'id'));
    await startTest(action, { mediaForTest: 'trial@example.com' });
    await eventually(
      () => stateOf(action),
      (state) => state === 10,
    );
    const validate = () => call(client, 'POST', `/actions/${action}/validation`, { fortest: false });
    const refused = await validate();
    assert.equal(refused.status, 409);
    assert.match(
      String(refused.headers['x-problem-detail']),
      /its proof could not be made \(html, line 2, column \d+: undefined variable: contact\.missing\): mend it/,
    );
    const copy = get(await post(`/actions/${action}/duplication`, {}), 'id');
    const copied = await call(client, 'POST', `/actions/${copy}/validation`, { fortest: true });
    assert.match(String(copied.headers['x-problem-detail']), /is a copy, or was found broken: send it whole/);
    await done(call(client, 'PUT', `/actions/${action}`, { content: { html: null, text: null } }));
    assert.match(String((await validate()).headers['x-problem-detail']), /it has no content/);
  });
});

describe('executions', () => {
  test('become messages in mailboxes, and each ends as an activation', async () => {
    const action = await validated(MESSAGE);
    const [eve, max] = [await contact('eve@example.com', 'Eve'), await contact('max@example.com', 'Max')];
    const wishes = [eve, max, 'ZZZZZZZZ'].map((value) => ({ recipient: { type: 'id', value } }));
    const results = await done(call(client, 'POST', `/actions/${action}/executions`, wishes, EMAIL));
    assert.ok(Array.isArray(results));
    assert.deepEqual(
      results.map((each) => get(each, 'type')),
      ['success', 'success', 'error'],
    );
    const published = await eventually(
      () => events(action),
      (all) => all.length >= 4,
    );
    const types = published.map((event) => String(get(event, 'type')));
    assert.deepEqual(types.toSorted(), ['activation', 'activation', 'execution', 'execution']);
    for (const name of ['Eve', 'Max']) {
      const [mail, ...others] = await mailFor(`${name.toLowerCase()}@example.com`);
      assert.equal(others.length, 0);
      assert.equal(mail?.subject, `Hello ${name}`);
      assert.match(mail?.html ?? '', new RegExp(`^<p>${name}, it is on its way: é ✓ <a href="https://t`));
      const links = await trackedIn(mail?.html);
      assert.deepEqual(
        links.map(({ link }) => link),
        [
          {
            type: 'redirection',
            source: 'html',
            label: 'shop',
            destination: `https://shop.example/?n=${name}`,
          },
          { type: 'mirror', source: 'html' },
          { type: 'trap' },
          { type: 'open' },
        ],
      );
      const sent = published.find(
        (event) =>
          get(event, 'type') === 'activation' &&
          get(event, 'source', 'detail', 'activation', 'recipient') === `${name.toLowerCase()}@example.com`,
      );
      const activation = get(sent, 'source', 'detail', 'activation');
      for (const link of links) {
        assert.deepEqual([link.account, link.action, link.of], [DEMO, action, 'message']);
        assert.deepEqual(
          [link.contact, link.stamp],
          [get(activation, 'receiver', 'id'), get(activation, 'stamp')],
        );
      }
      assert.deepEqual(
        (await trackedIn(mail?.text)).map(({ link }) => ('source' in link ? link.source : link.type)),
        ['text', 'text'],
      );
      assert.equal(
        mail?.headers.some(({ key }) => key === 'list-unsubscribe'),
        false,
      );
      assert.equal(mail?.from?.name, 'The shop');
      const { from = '' } =
        sink.mails.findLast(({ to }) => to.includes(`${name.toLowerCase()}@example.com`)) ?? {};
      assert.match(from, /@bounces\.chappe\.invalid$/);
      const returned = await readSignedAddress(from.slice(0, from.indexOf('@')), signingKeys);
      assert.deepEqual(
        [returned?.account, returned?.purpose, returned?.action, returned?.contact, returned?.stamp],
        [DEMO, 'return-path', action, get(activation, 'receiver', 'id'), get(activation, 'stamp', 'id')],
      );
    }
  });

  test('that a server refuses for good end as a bounce, and the address is written to no more', async () => {
    const action = await validated(MESSAGE);
    const nobody = await contact('nobody@example.com', 'Nobody');
    const wish = { recipient: { type: 'id', value: nobody } };
    const execute = () => done(call(client, 'POST', `/actions/${action}/execution`, wish, EMAIL));
    await execute();
    const first = await eventually(
      () => events(action),
      (all) => all.length >= 3,
    );
    const bounce = first.find((event) => get(event, 'type') === 'bounce');
    assert.equal(get(bounce, 'source', 'detail', 'bounce', 'analysis', 'verdict'), 'hard');
    assert.match(String(get(bounce, 'source', 'detail', 'bounce', 'status', 'diagnostic')), /no such user/);
    await execute();
    const second = await eventually(
      () => events(action),
      (all) => all.length >= 5,
    );
    const cancellation = second.find((event) => get(event, 'type') === 'cancellation');
    assert.deepEqual(get(cancellation, 'source', 'detail', 'cancellation'), { type: 'bounced target' });
  });
});

describe('a campaign', () => {
  test('leaves to its segments but for those excluded, once to each contact, and is sent then', async () => {
    const contacts = await Promise.all(
      Array.from({ length: 6 }, (_, n) => contact(`reader${n}@example.com`, `Reader ${n}`)),
    );
    const first = await segmentOf('first', false, contacts.slice(0, 4));
    const second = await segmentOf('second', false, contacts.slice(2));
    const excluded = await segmentOf('excluded', false, contacts.slice(5));
    const segments = { selected: [first, second], excluded: [excluded] };
    const scheduler = { type: 'asap', segments, speed: 0 };
    const action = await validated({ ...MESSAGE, type: 'mailCampaign', scheduler });
    await eventually(
      () => stateOf(action),
      (state) => state === 80,
    );
    const all = await eventually(
      () => events(action),
      (found) => found.length >= 12,
    );
    const count = (type: string) => all.filter((event) => get(event, 'type') === type).length;
    assert.deepEqual([count('execution'), count('activation'), count('cancellation')], [6, 5, 1]);
    for (const [n, arrived] of [1, 1, 1, 1, 1, 0].entries())
      assert.equal((await mailFor(`reader${n}@example.com`)).length, arrived);
    const [mail] = await mailFor('reader0@example.com');
    const header = (name: string) => mail?.headers.find(({ key }) => key === name)?.value;
    const [link, ...others] = await trackedIn(header('list-unsubscribe'));
    assert.deepEqual([link?.of, link?.link, others], ['campaign', { type: 'unsubscribe', header: true }, []]);
    assert.equal(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    assert.match(header('dkim-signature') ?? '', /:list-unsubscribe:list-unsubscribe-post:/i);
  });
});

test('what was sent is told in numbers', async () => {
  const metrics = await scrapeUntil(server.stranger(), 'an empty queue', (all) =>
    ['urgent', 'message', 'campaign'].every(
      (priority) => sampleOf(all, 'chappe_sends_waiting', { account: 'DEMO-028', priority }) === 0,
    ),
  );
  const deliveries = (outcome: string) => sampleOf(metrics, 'chappe_deliveries_total', { outcome });
  assert.equal(deliveries('accepted'), sink.mails.length);
  // A proof and an execution to somebody whom the server does not know.
  assert.deepEqual([deliveries('refused'), deliveries('deferred'), deliveries('unreachable')], [2, 0, 0]);
  assert.equal(sampleOf(metrics, 'chappe_delivery_duration_seconds_count'), sink.mails.length + 2);
  const attempts = (outcome: string) => sampleOf(metrics, 'chappe_send_attempts_total', { outcome });
  assert.ok(Number(attempts('ended')) > 10 && Number(attempts('unfolded')) > 1);
  assert.equal(attempts('failed'), 0);
  assert.equal(sampleOf(metrics, 'chappe_sends_oldest_due_seconds', { account: 'DEMO-028' }), 0);
  assert.equal(sampleOf(metrics, 'chappe_send_events_waiting', { account: 'DEMO-028' }), 0);
});

test('nothing of all this was an unforeseen failure', () => {
  assert.deepEqual(server.errors, []);
});
