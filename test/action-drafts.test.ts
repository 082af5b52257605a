import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { withAt } from './fixtures/json-pointer.ts';
import { createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import type { HttpClient } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { assertProblem } from './support/problems.ts';
import { serve, type TestServer } from './support/server.ts';

let server: TestServer;
let client: HttpClient;

before(async () => {
  server = await serve();
  client = await server.client({ permissions: KEEPER });
  // The first segment is there, so that a reference to it is not what is refused.
  await done(call(client, 'POST', '/segments', { type: 'static', name: 'all' }));
});
after(() => server.close());

describe('a draft is refused', () => {
  const mail = (pointer: string, value: unknown) =>
    Object(withAt(structuredClone(SMALLEST_MAIL), pointer, value));
  const flaws: [string, unknown][] = [
    ['/type', 'letter'],
    ['/name', ''],
    ['/name', 'x'.repeat(251)],
    ['/name', 'a\nb'],
    ['/name', '\ud800'],
    ['/description', 3],
    ['/settings/templating/version', '5'],
    ['/settings/editionMode', 3],
    ['/settings/consent', 3],
    ['/settings/culture', 'not a culture'],
    ['/settings/environment', { text: 'x'.repeat(16_384) }],
    ['/settings/field', 2],
    ['/content/headers/from', 'news@example.com'],
    ['/content/headers/from/prefix', 'two words'],
    ['/content/headers/from/domain', 'no domain'],
    ['/content/headers/reply', 'nobody'],
    ['/content/headers/from/label', 'a\r\nBcc: all@example.com'],
    ['/content/headers/reply', '{{ data.reply }}\nBcc: all@example.com'],
    ['/content/subject', 'a\nb'],
    ['/content/subject', 'x'.repeat(1001)],
    ['/content/html', 'a\0b'],
  ];
  for (const [pointer, value] of flaws) {
    test(`for ${pointer} ${JSON.stringify(value).slice(0, 40)}`, async () => {
      const reply = await call(client, 'POST', '/actions', mail(pointer, value));
      const { errors = [] } = assertProblem(reply, 400, 'invalid-content');
      assert.ok(
        errors.some((error) => error.pointer === pointer),
        JSON.stringify(errors),
      );
    });
  }

  test('with that place alone, and not with all around it', async () => {
    const draft = mail('/content/headers/from', 'news@example.com');
    const { errors } = assertProblem(await call(client, 'POST', '/actions', draft), 400, 'invalid-content');
    assert.deepEqual(errors, [{ pointer: '/content/headers/from', message: 'must be object' }]);
  });

  for (const draft of [{}, { name: 'x' }, { type: 'mailMessage' }, [], null]) {
    test(`as ${JSON.stringify(draft)}`, async () => {
      assertProblem(await call(client, 'POST', '/actions', draft), 400, 'invalid-content');
    });
  }

  test('for a text message of more than 160 characters', async () => {
    const sms = { type: 'smsMessage', name: 'long', content: { textContent: 'x'.repeat(161) } };
    assertProblem(await call(client, 'POST', '/actions', sms), 400, 'invalid-content');
    await createdAction(client, { ...sms, content: { textContent: 'x'.repeat(160) } });
  });

  const schedulers: [string, object][] = [
    ['/scheduler', { type: 'scheduled' }],
    ['/scheduler/type', { type: 'weekly' }],
    ['/scheduler/startDate', { type: 'scheduled', startDate: 'tomorrow' }],
    ['/scheduler/endDate', { type: 'scheduled', startDate: '2027-01-02', endDate: '2027-01-01' }],
    ['/scheduler/speed', { speed: -1 }],
  ];
  for (const [pointer, scheduler] of schedulers) {
    test(`for ${JSON.stringify(scheduler)}`, async () => {
      const draft = { ...SMALLEST_MAIL, type: 'mailCampaign', scheduler };
      const reply = await call(client, 'POST', '/actions', draft);
      const { errors = [] } = assertProblem(reply, 400, 'invalid-content');
      assert.ok(
        errors.some((error) => error.pointer === pointer),
        JSON.stringify(errors),
      );
    });
  }

  const references: [string, unknown, string?][] = [
    ['/informations', { category: 999 }, '/informations/category'],
    ['/settings/field', 999],
    ['/settings/sendingProfile', 999],
    ['/scheduler', { segments: { selected: [1, 999] } }, '/scheduler/segments/selected/1'],
    ['/scheduler', { segments: { excluded: [999] } }, '/scheduler/segments/excluded/0'],
  ];
  for (const [pointer, value, told = pointer] of references) {
    test(`with 404 for ${told}, which names nothing`, async () => {
      const draft = Object(
        withAt({ ...structuredClone(SMALLEST_MAIL), type: 'mailCampaign' }, pointer, value),
      );
      const { errors } = assertProblem(
        await call(client, 'POST', '/actions', draft),
        404,
        'unknown-reference',
      );
      assert.equal(errors?.[0]?.pointer, told);
    });
  }
});
