import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { withAt } from './fixtures/json-pointer.ts';
import { actionFixture, createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import type { HttpClient } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';

const OTHER = parseAccount('OTHER/001');

let server: TestServer;
let client: HttpClient;
/** Ids of a segment and a category. */
let segment: number;
let category: number;

before(async () => {
  server = await serve({ accounts: [DEMO, OTHER] });
  client = await server.client({ permissions: KEEPER });
  segment = Number(get(await done(call(client, 'POST', '/segments', { type: 'static', name: 'all' })), 'id'));
  category = Number(get(await done(call(client, 'POST', '/categories', { name: 'news' })), 'id'));
});
after(() => server.close());

const create = (draft: object) => done(call(client, 'POST', '/actions', draft));

describe('creating', () => {
  test('takes the least that programs send, and answers it completed, in state 20', async () => {
    const made = await create(SMALLEST_MAIL);
    assert.match(String(get(made, 'id')), /^[0-9A-Z]{6}$/);
    assert.match(String(get(made, 'creationDate')), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(made, {
      type: 'mailMessage',
      id: get(made, 'id'),
      name: 'Order shipped',
      description: null,
      creationDate: get(made, 'creationDate'),
      informations: { folder: 1, category: 1, state: 20 },
      settings: {
        templating: { version: '4.1' },
        editionMode: 1,
        priority: false,
        importance: false,
        field: 1,
        culture: 'fr-FR',
        contentFormat: 2,
        useFormLinkSSL: false,
        performance: { openingRate: 0, clickRate: 0, unsubscribedRate: 0 },
        mp: { use: true, increment: true },
        webAnalyser: null,
        archive: false,
      },
      content: {
        ...SMALLEST_MAIL.content,
        headers: { ...SMALLEST_MAIL.content.headers, reply: null },
        text: null,
      },
    });
    assert.deepEqual(await done(call(client, 'GET', `/actions/${get(made, 'id')}`)), made);
    assert.deepEqual(
      await done(call(client, 'GET', `//actions/${String(get(made, 'id')).toLowerCase()}/`)),
      made,
    );
  });

  test('takes a sender of the account', async () => {
    const { number } = await addProfile(server.catalog.db, DEMO, 'files', 'capture:');
    const made = await create({ ...SMALLEST_MAIL, settings: { sendingProfile: number } });
    assert.equal(get(made, 'settings', 'sendingProfile'), number);
  });

  test('gives ids one after the other', async () => {
    const [first, second] = [await create(SMALLEST_MAIL), await create(SMALLEST_MAIL)];
    assert.equal(
      Number.parseInt(String(get(second, 'id')), 36),
      Number.parseInt(String(get(first, 'id')), 36) + 1,
    );
  });

  test('without content is state 10', async () => {
    for (const type of ['mailMessage', 'mailCampaign', 'smsMessage', 'smsCampaign'])
      assert.equal(get(await create({ type, name: 'empty' }), 'informations', 'state'), 10, type);
  });

  test('takes the campaign of the legacy documentation, and answers as it shows', async () => {
    const request = withAt(
      withAt(actionFixture('legacy-campaign.post.request'), '/informations/category', category),
      '/scheduler/segments/selected',
      [segment],
    );
    const made = await create(Object(request));
    const expected = actionFixture('legacy-campaign.post.response');
    assert.deepEqual(made, {
      ...expected,
      id: get(made, 'id'),
      creationDate: get(made, 'creationDate'),
      informations: { folder: 1, category, state: 20 },
      settings: {
        ...Object(expected.settings),
        field: 1,
        // As the present reference writes them, and what it adds.
        templating: { version: '4.1' },
        performance: { openingRate: 0, clickRate: 0, unsubscribedRate: 0 },
        editionMode: 1,
        priority: false,
        importance: false,
        archive: false,
      },
      scheduler: { ...Object(expected.scheduler), segments: { selected: [segment], excluded: [] } },
    });
  });

  test('takes the text message of the legacy documentation, and answers as it shows', async () => {
    const made = await create(actionFixture('legacy-sms.post.request'));
    const expected = actionFixture('legacy-sms.post.response');
    assert.deepEqual(made, {
      ...expected,
      id: get(made, 'id'),
      creationDate: get(made, 'creationDate'),
      informations: { folder: 1, category: 1, state: 20 },
      settings: { ...Object(expected.settings), field: 2, countries: [] },
    });
  });

  test('takes the action of the reference, and answers every member of it', async () => {
    const shown = actionFixture('actions-id');
    // The reference shows the names of types where these members have values of the account.
    const fixes: [string, unknown][] = [
      ['/settings/templating/version', '4.1'],
      ['/settings/field', 1],
      ['/settings/culture', 'en-GB'],
      ['/content/headers/from/domain', 'example.com'],
      ['/content/headers/reply', 'reply@example.com'],
      ['/informations/category', 0],
    ];
    const request = fixes.reduce<unknown>(
      (value, [pointer, member]) => withAt(value, pointer, member),
      shown,
    );
    const made = await create(Object(request));
    assert.deepEqual(made, {
      ...Object(request),
      id: get(made, 'id'),
      creationDate: get(made, 'creationDate'),
      informations: { folder: 1, category: 1, state: 20 },
    });
  });
});

describe('replacing', () => {
  test('changes what the body says, and leaves the rest', async () => {
    const path = await createdAction(client);
    const before = await done(call(client, 'GET', path));
    const renamed = { ...Object(before), name: 'renamed' };
    assert.deepEqual(await done(call(client, 'PUT', path, { name: 'renamed' })), renamed);
    const changed = await done(
      call(client, 'PUT', path, {
        informations: { category },
        settings: { performance: { unsubscribeRate: 0.5 }, mp: { use: false } },
        content: { subject: 'other', html: null, text: 'text' },
      }),
    );
    assert.deepEqual(changed, {
      ...renamed,
      informations: { folder: 1, category, state: 20 },
      settings: {
        ...renamed.settings,
        performance: { openingRate: 0, clickRate: 0, unsubscribedRate: 0.5 },
        mp: { use: false, increment: true },
      },
      content: { ...renamed.content, subject: 'other', html: null, text: 'text' },
    });
    assert.deepEqual(await done(call(client, 'GET', path)), changed);
  });

  test('takes a whole action back as a program has read it, empty objects turned into arrays', async () => {
    const path = await createdAction(client, { ...SMALLEST_MAIL, settings: { environment: {} } });
    const before = Object(await done(call(client, 'GET', path)));
    const sent = { ...before, settings: { ...before.settings, environment: [] }, scheduler: [], unknown: 1 };
    assert.deepEqual(await done(call(client, 'PUT', path, sent)), before);
  });

  test('with content brings 10 to 20, and without it back; the state that is sent counts for nothing', async () => {
    const path = await createdAction(client, { type: 'mailMessage', name: 'empty' });
    const state = async (draft: object) =>
      get(await done(call(client, 'PUT', path, draft)), 'informations', 'state');
    assert.equal(await state({ informations: { state: 50 } }), 10);
    assert.equal(await state({ content: { text: 'text' } }), 20);
    assert.equal(await state({ content: { text: ' ' } }), 10);
  });

  test('keeps a category and a segment that were deleted meanwhile, and refuses new ones', async () => {
    const lost = Number(get(await done(call(client, 'POST', '/categories', { name: 'lost' })), 'id'));
    const path = await createdAction(client, { ...SMALLEST_MAIL, informations: { category: lost } });
    await call(client, 'DELETE', `/categories/${lost}`);
    const before = await done(call(client, 'GET', path));
    assert.deepEqual(await done(call(client, 'PUT', path, before)), before);
    assertProblem(
      await call(client, 'PUT', path, { informations: { category: 999 } }),
      404,
      'unknown-reference',
    );
  });

  test('does not change the type', async () => {
    const path = await createdAction(client);
    assertProblem(await call(client, 'PUT', path, { type: 'mailCampaign' }), 409, 'conflict');
  });

  test('of two at once, one wins and the other is told, or comes after it', async () => {
    const path = await createdAction(client);
    const replies = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => call(client, 'PUT', path, { name })),
    );
    const won = replies.filter(({ status }) => status === 200);
    assert.ok(won.length >= 1);
    for (const reply of replies) if (reply.status !== 200) assertProblem(reply, 409, 'conflict');
  });
});

describe('listing', () => {
  test('shows all but contents, and schedulers of campaigns', async () => {
    const own = await server.client({ permissions: KEEPER }, OTHER);
    const message = Object(await done(call(own, 'POST', '/actions', SMALLEST_MAIL)));
    const campaign = Object(
      await done(call(own, 'POST', '/actions', { type: 'mailCampaign', name: 'c', description: 'd' })),
    );
    const sms = Object(await done(call(own, 'POST', '/actions/', { type: 'smsMessage', name: 's' })));
    const listed = (
      { type, id, name, creationDate, informations }: Record<string, unknown>,
      more: object,
    ) => ({
      type,
      id,
      name,
      creationDate,
      informations,
      ...more,
    });
    const settings = { templating: { version: '4.1' } };
    assert.deepEqual(await done(call(own, 'GET', '/actions/')), [
      listed(message, { settings }),
      listed(campaign, { settings, scheduler: campaign.scheduler }),
      listed(sms, { settings: {} }),
    ]);
    await call(own, 'DELETE', `/actions/${message.id}`);
    assert.deepEqual(
      Object(await done(call(own, 'GET', '/actions'))).map(({ id }: { id: string }) => id),
      [campaign.id, sms.id],
    );
  });

  test('is bounded by the creation, from the start on and before the end', async () => {
    const path = await createdAction(client);
    const creation = Date.parse(String(get(await done(call(client, 'GET', path)), 'creationDate')));
    const ids = async (query: string) =>
      Object(await done(call(client, 'GET', `/actions?${query}`))).map(
        ({ id }: { id: string }) => `/actions/${id}`,
      );
    assert.ok((await ids(`creation_start=${creation}`)).includes(path));
    assert.ok((await ids(`creation_end=${new Date(creation + 1000).toISOString()}`)).includes(path));
    assert.ok(!(await ids(`creation_start=${new Date(creation + 1000).toISOString()}`)).includes(path));
    assert.ok(!(await ids(`creation_end=${creation}`)).includes(path));
    assertProblem(await call(client, 'GET', '/actions?creation_start=soon'), 400, 'invalid-parameter');
  });
});

describe('copying', () => {
  test('gives all of an action a new id, a counter in its name, and state 10', async () => {
    const path = await createdAction(client, { ...SMALLEST_MAIL, name: 'Copied' });
    const original = Object(await done(call(client, 'GET', path)));
    const copy = Object(await done(call(client, 'POST', `${path}/duplication`)));
    assert.notEqual(copy.id, original.id);
    assert.deepEqual(copy, {
      ...original,
      id: copy.id,
      name: 'Copied(1)',
      creationDate: copy.creationDate,
      informations: { ...original.informations, state: 10 },
    });
    const second = await done(call(client, 'POST', `/actions/${copy.id}/duplication?folder=7`, {}));
    assert.equal(get(second, 'name'), 'Copied(2)');
    assert.equal(get(second, 'informations', 'folder'), 7);
    // The whole copy sent back is ready to be tested.
    const sent = await done(call(client, 'PUT', `/actions/${copy.id}`, copy));
    assert.equal(get(sent, 'informations', 'state'), 20);
  });

  test('is refused with parameters that mean nothing', async () => {
    const path = await createdAction(client);
    for (const query of ['folder=x', 'folder=-1', 'type=2'])
      assertProblem(await call(client, 'POST', `${path}/duplication?${query}`), 400, 'invalid-parameter');
    await done(call(client, 'POST', `${path}/duplication?type=&folder=null`));
  });
});

describe('deleting', () => {
  test('answers 204; then reading, replacing and deleting give 404, copying 410', async () => {
    const path = await createdAction(client);
    const reply = await call(client, 'DELETE', path);
    assert.deepEqual([reply.status, reply.body.length], [204, 0]);
    for (const method of ['GET', 'DELETE']) assertProblem(await call(client, method, path), 404, 'not-found');
    assertProblem(await call(client, 'PUT', path, SMALLEST_MAIL), 404, 'not-found');
    assertProblem(await call(client, 'POST', `${path}/duplication`), 410, 'gone');
  });

  test('of what never was is 404', async () => {
    for (const path of ['/actions/ZZZZZZ', '/actions/no-id', '/actions/0000000000']) {
      for (const method of ['GET', 'DELETE'])
        assertProblem(await call(client, method, path), 404, 'not-found');
      assertProblem(await call(client, 'POST', `${path}/duplication`), 404, 'not-found');
    }
  });
});

test('an action that was never sent has feeds, and no events', async () => {
  const path = await createdAction(client);
  assert.deepEqual(await done(call(client, 'GET', `${path}/events`)), []);
  assert.deepEqual(await done(call(client, 'GET', `${path.toLowerCase()}/events/hits/open`)), []);
  assertProblem(await call(client, 'GET', '/actions/ZZZZZZ/events'), 404, 'not-found');
});

test('keys need the permissions of actions', async () => {
  const path = await createdAction(client);
  const reader = await server.client({ permissions: ['actions:read'] });
  await done(call(reader, 'GET', path));
  for (const [method, url] of [
    ['POST', '/actions'],
    ['PUT', path],
    ['DELETE', path],
    ['POST', `${path}/duplication`],
  ] as const)
    assertProblem(await call(reader, method, url, {}), 403, 'permission-denied');
  const other = await server.client({ permissions: ['contacts:read', 'actions:write'] });
  for (const url of [path, '/actions'])
    assertProblem(await call(other, 'GET', url), 403, 'permission-denied');
});

test('nothing of another account is seen', async () => {
  const stranger = await server.client({ permissions: KEEPER }, OTHER);
  // Later than any action that the other account has.
  for (let count = 0; count < 5; count++) await createdAction(client);
  const path = await createdAction(client);
  for (const method of ['GET', 'DELETE']) assertProblem(await call(stranger, method, path), 404, 'not-found');
  assertProblem(await call(stranger, 'PUT', path, SMALLEST_MAIL), 404, 'not-found');
  assertProblem(await call(stranger, 'POST', `${path}/duplication`), 404, 'not-found');
  assertProblem(await call(stranger, 'GET', `${path}/events`), 404, 'not-found');
  const draft = { ...SMALLEST_MAIL, informations: { category } };
  assertProblem(await call(stranger, 'POST', '/actions', draft), 404, 'unknown-reference');
});
