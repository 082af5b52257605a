import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { folderOf } from '../src/accounts/account.ts';
import { createKey } from '../src/accounts/keys.ts';
import { openBooks } from '../src/contact-books.ts';
import type { ContactBook } from '../src/contacts/book.ts';
import type { Random } from '../src/demo/random.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import { ChappeProcess, listening, run } from './support/chappe-process.ts';
import { chanceOf, roundsOf } from './support/crash-rounds.ts';
import { type Cleaner, dataFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { HttpClient, itemsOf, jsonOf, type Reply } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type MailCounter, startCounter } from './support/mail-counter.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO } from './support/server.ts';

const ROUNDS = roundsOf('campaign');
/** Two hundred for each kill: in the long form far more than is made ready at once. */
const CONTACTS = 200 * ROUNDS;
/** How many of them are excluded: every fiftieth. */
const EXCLUDED = CONTACTS / 50;
const CONNECTIONS = 5;
/** Contacts that single messages go to, while the campaign leaves. */
const SINGLE = 5;

const MAIL = {
  ...SMALLEST_MAIL,
  settings: { ...SMALLEST_MAIL.settings, archive: true },
  content: { ...SMALLEST_MAIL.content, subject: 'News' },
};

const SETTINGS = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn' };
const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

// Should it not go on, it would be waited for without end.
const timeout = 120_000 + ROUNDS * 20_000;

test(`a campaign to ${CONTACTS} contacts reaches each of them, and ends once for each, after ${ROUNDS} kills`, {
  timeout,
}, async (t) => {
  const random = chanceOf(t, 'campaign');
  const counter = await startCounter(t);
  const { data, key, segments } = await prepared(t, counter.port);
  const serve = () => startOn(t, data, key);

  const first = await serve();
  const single = await validated(first.client, MAIL);
  const scheduler = { type: 'asap', segments, speed: 0 };
  const campaign = await validated(first.client, { ...MAIL, type: 'mailCampaign', scheduler });
  let { process, client } = first;
  const accepted = new Set<string>();
  let kills = 0;
  for (let left = ROUNDS; left > 0; left--) {
    const asking = executeUntilKilled(client, single, random, accepted);
    // Never to the end of the campaign: a kill that comes after it shows nothing.
    const share = Math.min(1.6 / left, 0.8) * Math.max(1, CONTACTS - counter.received.size);
    await counter.until(counter.total() + random.between(1, Math.max(1, Math.floor(share))));
    // Right after an answer the server would be elsewhere less often than at any other moment.
    await pause(random.unit() * 10);
    assert.equal((await process.kill()).signal, 'SIGKILL', process.stderr);
    await asking;
    client.close();
    kills++;
    if (random.chance(0.1)) {
      await killAtStart(t, data, random);
      kills++;
    }
    ({ process, client } = await serve());
  }

  const ended = await endings(client, [campaign, single]);
  const archived = itemsOf(await client.get('/actions/archives')).map((message) =>
    String(get(message, 'id')),
  );
  const { code, stdout } = await finish(process, client, data);
  assert.equal(code, 0, stdout);
  assertLeft(ended.get(campaign), counter);
  for (const id of accepted) assert.ok(ended.get(single)?.has(id), `execution ${id} is lost`);

  const left = [...ended.values()].flatMap((each) =>
    [...each].filter(([, ending]) => isActivation(ending)).map(([id]) => id),
  );
  assert.deepEqual(archived.toSorted(), left.toSorted());
  // The proofs of the two actions arrived as well.
  const twice = counter.total() - 2 - left.length;
  const told = `${twice} messages arrived twice after ${kills} kills`;
  t.diagnostic(`${accepted.size} executions were accepted; ${told}`);
  assert.ok(accepted.size > ROUNDS, String(accepted.size));
  assert.ok(twice >= 0 && twice <= kills * CONNECTIONS, told);
});

/** A data folder with a sender, and contacts in segments. */
async function prepared(t: Cleaner, port: number) {
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  await addProfile(catalog.db, DEMO, 'counter', `smtp://127.0.0.1:${port}?connections=${CONNECTIONS}`);
  const { key } = await createKey(catalog.db, DEMO, { permissions: KEEPER });
  await catalog.close();
  const books = openBooks(
    { data, phoneCountry: 'FR' },
    { publish: async () => undefined, report: (_account, error) => assert.fail(String(error)) },
  );
  const book = books.of(folderOf(DEMO));
  const ids = await Promise.all(
    Array.from({ length: CONTACTS + SINGLE }, (_, number) => contact(book, addressOf(number))),
  );
  const everyone = await segment(book, 'everyone', ids.slice(0, CONTACTS));
  const some = await segment(
    book,
    'excluded',
    ids.slice(0, CONTACTS).filter((_, number) => isExcluded(number)),
  );
  await books.close();
  return { data, key, segments: { selected: [everyone], excluded: [some] } };
}

const addressOf = (number: number) => `reader${number}@example.com`;
const isExcluded = (number: number) => number % 50 === 0;

async function contact(book: ContactBook, Email: string): Promise<string> {
  return String(get(JSON.parse(await book.change({ do: 'create-contact', values: { Email } })), 'id'));
}

async function segment(book: ContactBook, name: string, ids: readonly string[]): Promise<number> {
  await book.change({ do: 'create-segment', draft: { type: 'static', name, isTest: false } });
  const made = book.segments().find((each) => each.segment.name === name)?.segment.id;
  assert.ok(made !== undefined);
  for (let at = 0; at < ids.length; at += 50)
    await book.change({ do: 'add-members', segment: made, by: 'id', names: ids.slice(at, at + 50) });
  return made;
}

async function startOn(t: Cleaner, data: string, key: string) {
  const process = begin(t, data);
  const client = new HttpClient(await listening(process), key);
  t.after(async () => client.close());
  return { process, client };
}

function begin(t: Cleaner, data: string): ChappeProcess {
  const process = new ChappeProcess(['serve', '--port', '0', '--data', data], { env: SETTINGS });
  t.after(() => process.kill());
  return process;
}

/** Kills a server while it starts and takes up what waits. */
async function killAtStart(t: Cleaner, data: string, random: Random): Promise<void> {
  const process = begin(t, data);
  await pause(300 + random.unit() * 500);
  assert.equal((await process.kill()).signal, 'SIGKILL', process.stderr);
}

/** An action whose proof was sent, and which is in production since. */
async function validated(client: HttpClient, draft: object): Promise<string> {
  const path = await createdAction(client, draft);
  for (const settings of [{ fortest: true, mediaForTest: 'proofs@example.com' }, { fortest: false }]) {
    const reply = await call(client, 'POST', `${path}/validation`, settings);
    assert.equal(reply.status, 204, reply.body.toString());
    if (settings.fortest)
      await eventually(
        async () => get(await done(call(client, 'GET', path)), 'informations', 'state'),
        (state) => state === 38,
      );
  }
  return path;
}

/** Asks for messages to single contacts until the server is gone; notes which it accepted. */
async function executeUntilKilled(
  client: HttpClient,
  action: string,
  random: Random,
  accepted: Set<string>,
): Promise<void> {
  for (;;) {
    const wishes = Array.from({ length: random.between(1, SINGLE) }, (_, n) => ({
      recipient: { type: 'unicity', value: [addressOf(CONTACTS + n)] },
    }));
    const reply = await call(client, 'POST', `${action}/executions`, wishes, EMAIL).catch(() => undefined);
    if (reply === undefined) return;
    assert.equal(reply.status, 200, reply.body.toString());
    for (const result of listOf(reply)) accepted.add(String(get(result, 'id')));
    await pause(100);
  }
}

function listOf(reply: Reply): unknown[] {
  const list = jsonOf(reply);
  assert.ok(Array.isArray(list));
  return list;
}

type Endings = Map<string, { type: string; address: string }>;
const isActivation = ({ type }: { type: string }) => type === 'activation';

/** How each execution of some actions ended, when all have. */
async function endings(client: HttpClient, actions: readonly string[]): Promise<Map<string, Endings>> {
  const all = new Map<string, Endings>();
  for (const action of actions) {
    await eventually(
      async () => {
        const events = itemsOf(await client.get(`${action}/events?classification=all`));
        const executions = new Set<string>();
        const ended: Endings = new Map();
        for (const event of events) {
          const type = String(get(event, 'type'));
          const detail = type === 'activation' ? 'activation' : 'execution';
          const id = String(get(event, 'source', 'detail', detail, 'stamp', 'id'));
          const person = type === 'activation' ? 'receiver' : 'recipient';
          const address = String(get(event, 'source', 'detail', detail, person, 'unicity'));
          const known = type === 'execution' ? executions : ended;
          assert.ok(!known.has(id), `${type} ${id} is there twice`);
          if (type === 'execution') executions.add(id);
          else ended.set(id, { type, address });
        }
        for (const id of ended.keys()) assert.ok(executions.has(id), `${id} ended and never began`);
        all.set(action, ended);
        return executions.size - ended.size;
      },
      (open) => open === 0 && (all.get(action)?.size ?? 0) >= (action === actions[0] ? CONTACTS : 1),
      // A message whose connection failed is tried again after a minute.
      100_000,
    );
  }
  return all;
}

/** Each contact once: the excluded ones got nothing, all others at least one message. */
function assertLeft(campaign: Endings | undefined, { received }: MailCounter): void {
  const ended = [...(campaign?.values() ?? [])];
  assert.equal(ended.length, CONTACTS);
  assert.equal(new Set(ended.map(({ address }) => address)).size, CONTACTS);
  assert.equal(ended.filter(isActivation).length, CONTACTS - EXCLUDED);
  for (const { type, address } of ended) {
    assert.ok(['activation', 'cancellation'].includes(type), type);
    assert.equal(received.has(address), type === 'activation', `${type} of ${address}`);
  }
}

async function finish(process: ChappeProcess, client: HttpClient, data: string) {
  client.close();
  process.signal('SIGTERM');
  await process.ended;
  return run(['doctor', '--full', '--data', data]);
}
