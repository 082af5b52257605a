import assert from 'node:assert/strict';
import { cpSync, readdirSync, readlinkSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { folderOf, parseAccount } from '../src/accounts/account.ts';
import { createAccount } from '../src/accounts/accounts.ts';
import { createKey } from '../src/accounts/keys.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { openForWriting as openArchive } from '../src/storage/archives/open.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { openForWriting as openContacts } from '../src/storage/contacts/open.ts';
import { openForWriting as openSends } from '../src/storage/sending/open.ts';
import { openForWriting as openHits } from '../src/storage/tracking/open.ts';
import { createdAction, SMALLEST_MAIL } from './support/action-fixtures.ts';
import { startServing } from './support/chappe-process.ts';
import { type Cleaner, dataFolder, store } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { HttpClient } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { startSink } from './support/mail-sink.ts';
import { ProcessMemory } from './support/process-memory.ts';
import { get } from './support/promised-feeds.ts';
import { execution, executions } from './support/sample-events.ts';
import { DEMO } from './support/server.ts';

const ACCOUNTS = Number(process.env.CHAPPE_MANY_ACCOUNTS ?? 100);
const EVENTS = 5;

/** One of the accounts, which nobody ever asks for. */
const OTHER = parseAccount('MANY/7');

const READER = 'reader@example.com';

/** With a thousand accounts and more, what each costs would be seen. */
const MOST_MEMORY = 300 * 1024 * 1024;

const NOT_LINUX = process.platform !== 'linux' && 'NOT RUN: needs Linux, which tells open files in /proc';
if (NOT_LINUX) process.stderr.write(`many-accounts.test.ts ${NOT_LINUX}\n`);

test(`of ${ACCOUNTS} accounts only those are opened by a start that have something to do, and that they do`, {
  skip: NOT_LINUX,
}, async (t) => {
  const { data, key, sink } = await accountsIn(t);
  await scheduleAndKill(t, data, key);
  leaveEvent(data);

  const began = performance.now();
  const server = await startServing(t, ['--data', data]);
  const serving = performance.now() - began;
  t.diagnostic(`served after ${Math.round(serving)} ms`);
  // Nobody asks for anything.
  await eventually(
    async () => sink.mails.flatMap(({ to }) => to),
    (arrived) => arrived.includes(READER),
  );
  await eventually(
    async () => numberIn(data, OTHER, 'SELECT count(*) AS n FROM events'),
    (count) => count === EVENTS + 1,
  );
  for (const account of [parseAccount('MANY/1'), OTHER])
    await eventually(
      async () => numberIn(data, account, 'SELECT log.head - tallied.position AS n FROM log, tallied'),
      (behind) => behind === 0,
    );
  await eventually(
    async () => openAccounts(data, server.pid).toSorted(),
    (open) => open.join() === [DEMO, OTHER].map(folderOf).join(),
  );

  const memory = await new ProcessMemory(server.pid).peak();
  t.diagnostic(`at most ${Math.round(memory / 1024 / 1024)} MB of memory`);
  assert.ok(memory < MOST_MEMORY, `${memory} bytes of memory`);
});

/** A data folder with accounts that have a few events and every kind of file, one of them with a sender. */
async function accountsIn(t: Cleaner) {
  const sink = await startSink(t, { hideSTARTTLS: true });
  const { data } = await dataFolder(t);
  await store(data, executions(EVENTS));
  const template = join(data, 'accounts', folderOf(DEMO));
  for (const [file, open] of [
    ['contacts.db', openContacts],
    ['sends.db', openSends],
    ['inbox.db', openSends],
    ['hits.db', openHits],
    ['archive.db', openArchive],
  ] as const)
    open(join(template, file)).close();
  const catalog = await openCatalog(data);
  for (let number = 1; number < ACCOUNTS; number++) {
    const name = parseAccount(`MANY/${number}`);
    await createAccount(catalog.db, name);
    cpSync(template, join(data, 'accounts', folderOf(name)), { recursive: true });
  }
  await addProfile(catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  const { key } = await createKey(catalog.db, DEMO, { permissions: KEEPER });
  await catalog.close();
  return { data, key, sink };
}

/** Has a campaign scheduled, and kills the server as soon as that is answered. */
async function scheduleAndKill(t: Cleaner, data: string, key: string): Promise<void> {
  const server = await startServing(t, ['--data', data]);
  const client = new HttpClient(server.url, key);
  const contact = get(await done(call(client, 'POST', '/targets', { Email: READER })), 'id');
  const draft = { type: 'static', name: 'readers', isTest: false };
  const segment = get(await done(call(client, 'POST', '/segments', draft)), 'id');
  await call(client, 'POST', `/targets/${contact}/segments/${segment}`);
  // Soon enough to be waited for; a server that was slow to come back sends it at once.
  const startDate = new Date(Date.now() + 1500).toISOString();
  const path = await createdAction(client, {
    ...SMALLEST_MAIL,
    content: { ...SMALLEST_MAIL.content, subject: 'News' },
    type: 'mailCampaign',
    scheduler: { type: 'scheduled', startDate, segments: { selected: [segment] } },
  });
  const validate = async (settings: object) => {
    const reply = await call(client, 'POST', `${path}/validation`, settings);
    assert.equal(reply.status, 204, reply.body.toString());
  };
  await validate({ fortest: true, mediaForTest: 'proofs@example.com' });
  await eventually(
    async () => get(await done(call(client, 'GET', path)), 'informations', 'state'),
    (state) => state === 38,
  );
  await validate({ fortest: false });
  await server.kill();
  client.close();
}

type Account = ReturnType<typeof parseAccount>;

/** Leaves an event of a contact behind, as a process does that is killed before it is in the log. */
function leaveEvent(data: string): void {
  const database = openContacts(join(data, 'accounts', folderOf(OTHER), 'contacts.db'));
  const event = execution({ number: EVENTS, account: OTHER });
  database.prepare('INSERT INTO outbox (event) VALUES (?)').run(JSON.stringify(event));
  database.close();
}

function numberIn(data: string, account: Account, sql: string): number {
  const file = join(data, 'accounts', folderOf(account), 'events.db');
  const database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
  try {
    return Number(database.prepare(sql).get()?.n);
  } finally {
    database.close();
  }
}

/** The folders of accounts of which a process has a file open. */
function openAccounts(data: string, pid: number): string[] {
  const fds = `/proc/${pid}/fd`;
  const files = readdirSync(fds).map((fd) => {
    try {
      return readlinkSync(join(fds, fd));
    } catch {
      // It was closed meanwhile.
      return '';
    }
  });
  const accounts = join(data, 'accounts');
  const open = files.filter((file) => file.startsWith(accounts + sep));
  return [...new Set(open.map((file) => relative(accounts, file).split(sep)[0] ?? ''))];
}
