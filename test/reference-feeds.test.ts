import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EXAMPLE_EVENTS } from '../src/events/model/examples.ts';
import { generatedPlaceholder, type ReferencePayload, referenceEvents } from './fixtures/reference-events.ts';
import { uuid } from './support/corpus.ts';
import { type HttpClient, itemsOf } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { get, md5 } from './support/promised-feeds.ts';
import { serve, type TestServer } from './support/server.ts';

let server: TestServer;

async function publish(client: HttpClient, events: readonly unknown[]): Promise<void> {
  const reply = await client.publish(JSON.stringify(events));
  assert.equal(reply.status, 200, reply.body.toString());
}

function byId(events: unknown[]): unknown[] {
  return events.toSorted((a, b) => String(get(a, 'id')).localeCompare(String(get(b, 'id'))));
}

/** The pages of the whole account and those of one action print two events differently: they are two histories. */
const HISTORIES: [path: string, payload: ReferencePayload][][] = [
  [
    ['/actions/events', 'actions-events'],
    ['/actions/events/activations', 'actions-events-activations'],
    ['/actions/events/cancellations', 'actions-events-cancellations'],
  ],
  [
    ['/actions/000PE4/events/activations', 'actions-id-events-activations'],
    ['/actions/000PE4/events/cancellations', 'actions-id-events-cancellations'],
    ['/actions/000PE4/events/bounces', 'actions-id-events-bounces'],
    // The page shows a feed of campaigns; its event is an execution of this action.
    ['/actions/000PE4/events/executions', 'campaigns-id-events.post.response'],
  ],
];

for (const pages of HISTORIES) {
  describe('what a page of the reference prints comes back from its feed', () => {
    let client: HttpClient;
    before(async () => {
      server = await serve();
      client = await server.client();
      for (const [, payload] of pages) await publish(client, referenceEvents(payload));
    });
    after(() => server.close());

    for (const [path, payload] of pages) {
      test(path, async () => {
        const printed = referenceEvents(payload);
        assert.ok(printed.length > 0);
        const ids = new Set(printed.map((event) => get(event, 'id')));
        // The feed of all events holds those of the other pages too.
        const served = itemsOf(await client.get(path)).filter(
          (event) => path !== '/actions/events' || ids.has(get(event, 'id')),
        );
        // Text, not value: the members come in the order in which the reference prints them.
        assert.equal(JSON.stringify(byId(served)), JSON.stringify(byId(printed)));
      });
    }
  });
}

describe('where the reference prints placeholders, the examples come back', () => {
  const pages: [path: string, id: string][] = [
    ['/actions/000PF2/events/responses/stop', 'b026ed05-60c8-4475-9c72-94118d40f21b'],
    ['/notifications/156/events/executions', '6209fbd1-7a76-4b99-9624-2ae2de95548f'],
    ['/notifications/156/events/cancellations', 'f5397410-0b25-4c7d-b033-aefedc348e4f'],
    ['/notifications/156/events/activations', '312f977b-81df-4a95-875f-1ed2c626d2ba'],
    ['/notifications/156/events/bounces', '55292182-abcc-4275-9fe9-f2b15aaa37de'],
  ];
  let client: HttpClient;
  before(async () => {
    server = await serve();
    client = await server.client();
    await publish(client, EXAMPLE_EVENTS);
  });
  after(() => server.close());

  for (const [path, id] of pages) {
    test(path, async () => {
      const expected = EXAMPLE_EVENTS.filter((event) => event.id === id);
      assert.equal(expected.length, 1);
      assert.deepEqual(itemsOf(await client.get(path)), expected);
    });
  }

  test('and the placeholder itself is no event', async () => {
    assertProblem(await client.publish(JSON.stringify(generatedPlaceholder())), 400, 'invalid-event');
    assertProblem(await client.publish('[{"type":"string"}]'), 400, 'invalid-event');
  });

  test('and a contact is found by id, by unicity as sent or encoded, and by hash in either case', async () => {
    const unicity = 'first+tag@example.com';
    const contact = { type: 'footprint', id: 'A 1/ü', unicity, hash: md5(unicity) };
    const identity = { type: 'customer', agency: 'DEMO', customer: '028' };
    const events = ['creation', 'modification'].map((type, index) => ({
      type,
      id: uuid(index),
      timestamp: 1_772_528_405_375,
      identity,
      source: { type: 'contact', detail: { contact } },
    }));
    await publish(client, events);
    for (const query of [
      'id=A%201/%C3%BC',
      'unicity=first+tag@example.com',
      'unicity=first%2Btag%40example.com',
      'unicity=First+tag@example.com',
      `hash=${md5(unicity)}`,
      `hash=${md5(unicity).toUpperCase()}`,
    ]) {
      assert.deepEqual(itemsOf(await client.get(`/targets/events?${query}&sort=asc`)), events, query);
    }
    assert.deepEqual(itemsOf(await client.get('/targets/A%201%2F%C3%BC/events?sort=asc')), events);
    for (const query of ['unicity=first%20tag@example.com', 'id=a%201/%C3%BC']) {
      assertProblem(await client.get(`/targets/events?${query}`), 404, 'not-found');
    }
  });
});
