import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { HEALTH_PARTS, type HealthPart } from '../src/health/health.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { itemsOf, jsonOf, type Reply } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { OpenApiDocument } from './support/openapi-document.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { messageTo, pathsOf } from './support/reader-links.ts';
import { deliveryReport } from './support/reports.ts';
import { sentMessages } from './support/return-paths.ts';
import { executions } from './support/sample-events.ts';
import { scrape } from './support/scrape.ts';
import { serve, type TestServer } from './support/server.ts';
import { startedThreads } from './support/threads.ts';
import { validatedAction } from './support/validated-action.ts';

/** Health is looked at once a second; nothing takes longer than this to be seen. */
const PATIENCE = 15_000;

/** A server of which nothing is amiss. Nobody has asked how it is: the answer would be told again for a second. */
async function start(t: TestContext) {
  const server = await serve();
  t.after(() => server.close());
  const client = await server.client();
  assert.equal((await client.publish(JSON.stringify(executions(3)))).status, 200);
  return { server, client };
}

/** The same for each server; reading it takes time. */
let document: OpenApiDocument | undefined;

/** Asks until that is the answer, and checks that each one is as documented and tells nothing that is not for everyone. */
async function healthOf(server: TestServer, httpStatus: number, status: string): Promise<Reply> {
  document ??= await OpenApiDocument.of(server);
  const known = document;
  const operation = known.operations.find(({ path }) => path === '/health');
  assert.ok(operation);
  const stranger = server.stranger();
  const ask = async () => {
    const reply = await stranger.get('/health');
    assert.equal(known.flawOfAnswer(operation, reply.status, 'application/json', jsonOf(reply)), undefined);
    const text = reply.body.toString();
    for (const secret of [server.data, 'events.db', 'DEMO', 'SQLITE'])
      assert.ok(!text.includes(secret), text);
    return reply;
  };
  return eventually(
    ask,
    (reply) => reply.status === httpStatus && get(jsonOf(reply), 'status') === status,
    PATIENCE,
  );
}

const failing = (server: TestServer) => healthOf(server, 503, 'failing');
/** Which is no reason to stop asking. */
const degraded = (server: TestServer) => healthOf(server, 200, 'degraded');
const ok = (server: TestServer) => healthOf(server, 200, 'ok');

/** Asserts that exactly this part is failing or degraded, with a time and a reason. */
function assertIll(reply: Reply, status: 'failing' | 'degraded', ill: HealthPart): void {
  const health = jsonOf(reply);
  assert.equal(get(health, 'status'), status);
  for (const part of HEALTH_PARTS) {
    const told = get(health, 'parts', part);
    if (part !== ill) {
      assert.deepEqual(told, { status: 'ok' }, part);
      continue;
    }
    assert.equal(get(told, 'status'), status, part);
    assert.ok(String(get(told, 'reason')).length > 5);
    const age = Date.now() - Date.parse(String(get(told, 'since')));
    assert.ok(age >= 0 && age < PATIENCE, String(age));
  }
}

test('a server of which nothing is amiss is ok, part by part, and a HEAD says so too', async (t) => {
  const { server } = await start(t);
  const reply = await ok(server);
  assert.equal(get(jsonOf(reply), 'status'), 'ok');
  assert.equal(reply.headers['cache-control'], 'no-store');
  assert.deepEqual(Object.keys(Object(get(jsonOf(reply), 'parts'))), [...HEALTH_PARTS]);
  assert.equal((await server.stranger().head('/health')).status, 200);
});

test('a catalog that cannot be read is failing, and well again when it can', async (t) => {
  const { server } = await start(t);
  await server.catalog.db.schema.alterTable('accounts').renameTo('gone').execute();
  assertIll(await failing(server), 'failing', 'catalog');
  const metrics = await scrape(server.stranger());
  assert.equal(sampleOf(metrics, 'chappe_health', { part: 'catalog' }), 0);
  assert.equal(sampleOf(metrics, 'chappe_health', { part: 'logs' }), 1);
  await server.catalog.db.schema.alterTable('gone').renameTo('accounts').execute();
  await ok(server);
});

test('a catalog that was taken away is failing, and well again when it is put back', async (t) => {
  const { server } = await start(t);
  await ok(server);
  const file = join(server.data, 'catalog.db');
  renameSync(file, `${file}.away`);
  assertIll(await failing(server), 'failing', 'catalog');
  renameSync(`${file}.away`, file);
  await ok(server);
});

test('a log that cannot be read is failing', async (t) => {
  const { server } = await start(t);
  const file = new DatabaseSync(join(server.data, 'accounts', 'DEMO-028', 'events.db'), { timeout: 5000 });
  file.exec('ALTER TABLE log RENAME TO gone');
  // It cannot be written either.
  const reply = await failing(server);
  assert.equal(get(jsonOf(reply), 'parts', 'logs', 'reason'), '1 of 1 logs cannot be read');
  file.exec('ALTER TABLE gone RENAME TO log');
  file.close();
});

test('a log whose file was taken away is failing, and well again when it is put back', async (t) => {
  const { server } = await start(t);
  await ok(server);
  const file = join(server.data, 'accounts', 'DEMO-028', 'events.db');
  renameSync(file, `${file}.away`);
  const reply = await failing(server);
  assertIll(reply, 'failing', 'logs');
  assert.match(
    String(get(jsonOf(reply), 'parts', 'logs', 'reason')),
    /^the files of 1 of 1 logs were moved away/,
  );
  renameSync(`${file}.away`, file);
  await ok(server);
});

test('a thread that writes no more is failing, while feeds are still served', async (t) => {
  const thread = startedThreads(t);
  const { server, client } = await start(t);
  await (await thread(0)).terminate();
  assertIll(await failing(server), 'failing', 'writer');
  assert.equal((await client.get('/actions/events')).status, 200);
  assert.equal((await client.publish(JSON.stringify(executions(1, 10)))).status, 500);
  const metrics = await scrape(server.stranger());
  assert.equal(sampleOf(metrics, 'chappe_commits_total', { result: 'failed' }), 1);
  assert.equal(sampleOf(metrics, 'chappe_events_published_total', { result: 'failed' }), 1);
});

test('a thread that seals no more is degraded, which is no reason to stop asking the server', async (t) => {
  const thread = startedThreads(t);
  const { server } = await start(t);
  await (await thread(1)).terminate();
  assertIll(await degraded(server), 'degraded', 'sealing');
  const metrics = await scrape(server.stranger());
  assert.equal(sampleOf(metrics, 'chappe_sealing_troubles_total', { kind: 'stopped' }), 1);
});

test('a thread that writes no contacts any more is failing, while events are still published', async (t) => {
  const thread = startedThreads(t);
  const { server, client } = await start(t);
  const keeper = await server.client({ permissions: KEEPER });
  await done(call(keeper, 'POST', '/targets', { Email: 'claire@example.com' }));
  await (await thread(2)).terminate();
  assertIll(await failing(server), 'failing', 'contacts');
  assertProblem(await call(keeper, 'POST', '/targets', { Email: 'anne@example.com' }), 500, 'internal-error');
  assert.equal((await keeper.get('/targets?unicity=claire@example.com')).status, 200);
  assert.equal((await client.publish(JSON.stringify(executions(1, 10)))).status, 200);
  const metrics = await scrape(server.stranger());
  assert.equal(sampleOf(metrics, 'chappe_contacts', { account: 'DEMO-028' }), 1);
  assert.equal(sampleOf(metrics, 'chappe_contact_events_waiting', { account: 'DEMO-028' }), 0);
});

test('a thread that writes no inbound mail any more is failing, while feeds are still served', async (t) => {
  const thread = startedThreads(t);
  const { server, client } = await start(t);
  const { returnPath } = (await sentMessages(server.catalog))('000000A1');
  const carrier = await server.client({ permissions: ['feedback:write'] });
  const hand = () =>
    carrier.send({
      method: 'POST',
      path: `/inbound/mail?recipient=${returnPath}`,
      headers: { 'Content-Type': 'message/rfc822' },
      body: deliveryReport(returnPath),
    });
  assert.equal((await hand()).status, 200);
  await (await thread(2)).terminate();
  assertIll(await failing(server), 'failing', 'inbound');
  assertProblem(await hand(), 500, 'internal-error');
  assert.equal((await client.get('/actions/events')).status, 200);
  const metrics = await scrape(server.stranger());
  const failed = { way: 'http', result: 'failed' };
  assert.equal(sampleOf(metrics, 'chappe_inbound_messages_total', failed), 1);
});

test('a thread that writes no hits any more is degraded, while links are still answered', async (t) => {
  const thread = startedThreads(t);
  const { server } = await start(t);
  const link = (await pathsOf(messageTo('000000A1'), server.catalog))({ type: 'open' });
  assert.equal((await server.stranger().get(link)).status, 200);
  await (await thread(2)).terminate();
  assertIll(await degraded(server), 'degraded', 'hits');
  assert.equal((await server.stranger().get(link)).status, 200);
  const metrics = await scrape(server.stranger());
  assert.equal(sampleOf(metrics, 'chappe_hits_lost_total', { reason: 'failed' }), 1);
});

test('a thread that archives no more messages is degraded, while messages still leave', async (t) => {
  const thread = startedThreads(t);
  const { server } = await start(t);
  const keeper = await server.client({ permissions: KEEPER });
  const { id } = Object(await done(call(keeper, 'POST', '/targets', { Email: 'claire@example.com' })));
  const settings = { ...SMALLEST_MAIL.settings, archive: true };
  const action = await validatedAction(keeper, { ...SMALLEST_MAIL, settings });
  const send = async (sent: number) => {
    const wish = { recipient: { type: 'id', value: id }, data: { order: 7 } };
    const type = { 'Content-Type': 'application/vnd.np6.cm.email' };
    await done(call(keeper, 'POST', `${action}/execution`, wish, type));
    await eventually(
      async () => itemsOf(await keeper.get(`${action}/events/activations`)),
      ({ length }) => length === sent,
    );
  };
  await send(1);
  // After those of the log, of its blocks, of contacts and of what is to be sent.
  await (await thread(4)).terminate();
  assertIll(await degraded(server), 'degraded', 'archives');
  await send(2);
  const metrics = await scrape(server.stranger());
  assert.equal(sampleOf(metrics, 'chappe_archive_failures_total', { reason: 'failed' }), 1);
});
