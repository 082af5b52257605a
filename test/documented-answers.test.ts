import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addProfile } from '../src/senders/profiles.ts';
import { actionFixture, createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { type HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { reply, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

/** Answers about what was sent, next to those that the reference and the legacy documentation show. */

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };
const LEGACY = actionFixture('legacy-answers');

let server: TestServer;
let client: HttpClient;
let close: () => Promise<void>;
/** A message in production of which one reader got a message, and one address was refused. */
let path: string;
/** The id of the message that arrived, and of the contact whose address was refused. */
let message: string;
let refused: string;

before(async () => {
  const sink = await startSink(
    { after: () => undefined },
    {
      hideSTARTTLS: true,
      onRcptTo({ address }, _session, then) {
        then(address.startsWith('gone') ? reply(550, '5.1.1 no such user') : null);
      },
    },
  );
  server = await serve();
  close = async () => {
    await server.close();
    await sink.close();
  };
  await addProfile(server.catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  client = await server.client({ permissions: KEEPER });
  const draft = { ...SMALLEST_MAIL, settings: { ...SMALLEST_MAIL.settings, archive: true } };
  path = await validatedAction(client, {
    ...draft,
    content: { ...SMALLEST_MAIL.content, subject: 'News' },
  });
  const [reader, gone] = [await contact('reader@example.com'), await contact('gone@example.com')];
  refused = gone;
  const wishes = [reader, gone].map((value) => ({ recipient: { type: 'id', value } }));
  const results = await done(call(client, 'POST', `${path}/executions`, wishes, EMAIL));
  message = String(get(results, '0', 'id'));
  await eventually(
    async () => itemsOf(await client.get(`${path}/events`)).length,
    (count) => count === 5,
  );
  assert.equal((await call(client, 'POST', `/targets/${gone}/redlist/mail`, { origin: 1 })).status, 204);
});
after(() => close());

async function contact(Email: string): Promise<string> {
  return String(get(await done(call(client, 'POST', '/targets', { Email })), 'id'));
}

/**
 * Asserts that an answer has each member that is shown, of the same kind, at every depth. Dates are told apart from other
 * texts; of an array the first item counts. Members beyond them are ours to add.
 */
function assertHas(answer: unknown, shown: unknown, place = ''): void {
  if (shown === null || typeof shown !== 'object') {
    assert.equal(kindOf(answer), kindOf(shown), `${place}: ${JSON.stringify(answer)}`);
    return;
  }
  assert.equal(Array.isArray(answer), Array.isArray(shown), place);
  for (const [name, member] of Object.entries(shown))
    assertHas(get(answer, name), member, `${place}/${name}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? 'date' : typeof value;
}

test('what became of messages is told in the members of the legacy documentation', async () => {
  for (const [url, name] of [
    [`${path}/statistics`, 'statistics'],
    [`${path}/feedbacks/bounces`, 'feedbacks'],
    [`/messages/${message}`, 'message'],
    ['/targets/bounces', 'bounces'],
    ['/targets/redlist/mail', 'redlist'],
    [`/targets/${refused}`, 'target'],
    ['/categories/1', 'category'],
  ] as const) {
    const answer = await done(client.get(url));
    assertHas(answer, LEGACY[name], url);
  }
  const told = await done(client.get('/targets/bounces'));
  assert.equal(get(told, '0', 'bounces', '0', 'type'), 'hardUser');
});

test('archives are told in the members of the reference, and expire as they do there', async () => {
  const shown: unknown = JSON.parse(
    readFileSync(new URL('fixtures/actions/actions-archives.json', import.meta.url), 'utf8'),
  );
  const answer = itemsOf(await client.get('/actions/archives'));
  assertHas(answer, shown);
  const lifetime = (archives: unknown) =>
    Date.parse(String(get(archives, '0', 'expiresOn'))) -
    Date.parse(String(get(archives, '0', 'sendingDate')));
  assert.equal(lifetime(answer), lifetime(shown));
});

test('the list of actions is told in the members of the legacy documentation', async () => {
  const reader = await contact('campaign@example.com');
  const segment = get(await done(call(client, 'POST', '/segments', { type: 'static', name: 'all' })), 'id');
  await done(call(client, 'PUT', `/segments/${segment}/targets`, [reader]));
  const scheduler = {
    type: 'asap',
    startDate: '2015-10-30T15:23:00Z',
    segments: { selected: [segment], excluded: [] },
  };
  const content = { ...SMALLEST_MAIL.content, subject: 'News' };
  const campaign = await validatedAction(client, {
    ...SMALLEST_MAIL,
    type: 'mailCampaign',
    content,
    scheduler,
  });
  await eventually(
    async () => get(await done(client.get(campaign)), 'informations', 'state'),
    (state) => state === 80,
  );
  const listed = await done(client.get('/actions'));
  assert.ok(Array.isArray(listed));
  const named = [campaign, path].map((each) =>
    listed.find((action) => `/actions/${get(action, 'id')}` === each),
  );
  assertHas(named, LEGACY.actions);
  assert.equal(get(named[0], 'informations', 'state'), 80);
  for (const action of listed) {
    assert.deepEqual([get(action, 'content'), get(action, 'description')], [undefined, undefined]);
  }
});

test('copies and links are told in the members of the reference', async () => {
  const shown = actionFixture('actions-id-duplication.post.response');
  const settings = {
    ...Object(shown.settings),
    ...{ templating: { version: '4.1' }, field: 1, culture: 'fr-FR', sendingProfile: 1 },
  };
  const headers = { from: { prefix: 'news', domain: 'defaultdomain', label: 'x' }, reply: 'a@example.com' };
  const original = await createdAction(client, {
    ...shown,
    settings,
    content: { ...Object(shown.content), headers },
    description: 'as in the reference',
    informations: {},
  });
  const copy = await done(call(client, 'POST', `${original}/duplication`));
  assertHas(copy, shown);
  assert.equal(get(copy, 'informations', 'state'), get(shown, 'informations', 'state'));

  const links = await done(
    call(client, 'POST', `${path}/render/links`, {
      receiver: { type: 'id', value: refused },
      links: [{ type: 'mirror' }],
    }),
  );
  assertHas(links, actionFixture('actions-id-render-links.post.response'));
});
