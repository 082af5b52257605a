import assert from 'node:assert/strict';
import { mkdir, readdir, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createKey } from '../src/accounts/keys.ts';
import { formatContactId } from '../src/contacts/contact-id.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { startServing } from './support/chappe-process.ts';
import { chanceOf, roundsOf } from './support/crash-rounds.ts';
import { type Cleaner, dataFolder, scratchFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { get } from './support/promised-feeds.ts';
import { deliveryReport } from './support/reports.ts';
import { type SentMessage, sentMessages } from './support/return-paths.ts';
import { DEMO } from './support/server.ts';
import { freePort, SmtpClient } from './support/smtp-client.ts';

const ROUNDS = roundsOf('bounces');
const CONNECTIONS = 6;
/** How many files are put into the folder for each start: they are taken as the server begins. */
const FILES = 4;
const LONGEST = 400;
const RFC822 = { 'Content-Type': 'message/rfc822' };

test(`every bounce that was answered for is an event, once, after ${ROUNDS} kills of the server`, async (t) => {
  const random = chanceOf(t, 'bounces');
  const { data, key, folder, sent } = await prepared(t);
  const bounces = new Bounces(sent);
  const serve = async () => {
    const port = await freePort();
    const env = {
      CHAPPE_INBOUND_PORT: String(port),
      CHAPPE_INBOUND_RATE: '0',
      CHAPPE_INBOUND_FOLDER: folder,
      CHAPPE_RATE_LIMIT: '0',
      CHAPPE_LOG_LEVEL: 'warn',
    };
    const server = await startServing(t, ['--data', data], { env });
    return { server, port, client: new HttpClient(server.url, key) };
  };

  for (let round = 0; round < ROUNDS; round++) {
    for (let n = 0; n < FILES; n++) await putInto(folder, bounces.fresh());
    const { server, port, client } = await serve();
    const senders = [
      ...Array.from({ length: CONNECTIONS }, () => bringUntilKilled(port, bounces)),
      handInUntilKilled(client, bounces),
    ];
    await pause(random.unit() * LONGEST);
    assert.equal((await server.kill()).signal, 'SIGKILL', server.stderr);
    await Promise.all(senders);
    client.close();
  }

  const { client, port } = await serve();
  const smtp = new SmtpClient(port);
  await smtp.hello();
  for (const message of bounces.unanswered())
    assert.match(await smtp.send(message.returnPath, reportOf(message)), /^250/);
  smtp.close();
  await eventually(
    () => readdir(folder),
    ({ length }) => length === 0,
  );
  await eventually(
    async () => (await client.get('/metrics')).body.toString(),
    (text) => /^chappe_inbound_waiting\{account="DEMO-028"\} 0$/m.test(text),
  );
  const stamps = await eventually(
    async () => stampsOf(itemsOf(await client.get('/actions/events/bounces?classification=all'))),
    ({ length }) => length >= bounces.made.size,
  );
  client.close();
  const { answered, cutOff } = bounces;
  t.diagnostic(`${answered} answered, ${cutOff} cut off and sent again, ${stamps.length} events`);
  // None is lost, none is there twice, and none was made up.
  assert.deepEqual(stamps.toSorted(), [...bounces.made].toSorted());
  // Kills that hit nothing would show nothing.
  assert.ok(answered > ROUNDS && cutOff >= ROUNDS);
});

async function prepared(t: Cleaner) {
  const { data } = await dataFolder(t);
  const catalog = await openCatalog(data);
  const { key } = await createKey(catalog.db, DEMO, { permissions: ['events:read', 'feedback:write'] });
  const sent = await sentMessages(catalog);
  await catalog.close();
  const folder = join(await scratchFolder(t), 'mail');
  await mkdir(folder);
  return { data, key, folder, sent };
}

/** The bounces that are delivered, and what became of each. */
class Bounces {
  readonly #sent: (contact: string) => SentMessage;
  readonly #again: SentMessage[] = [];
  /** The stamps of all messages that came back. */
  readonly made = new Set<string>();
  answered = 0;
  cutOff = 0;

  constructor(sent: (contact: string) => SentMessage) {
    this.#sent = sent;
  }

  /** One that was not delivered before. */
  fresh(): SentMessage {
    const message = this.#sent(formatContactId(this.made.size + 1));
    this.made.add(message.stamp);
    return message;
  }

  /** The next one to deliver: one that nobody answered for is sent again, as mail servers do. */
  next(): SentMessage {
    return this.#again.shift() ?? this.fresh();
  }

  breakOff(message: SentMessage): void {
    this.#again.push(message);
    this.cutOff += 1;
  }

  unanswered(): readonly SentMessage[] {
    return this.#again.splice(0);
  }
}

/** Each has a Message-ID of its own, by which it is known when it comes again. */
function reportOf({ stamp, returnPath }: SentMessage): string {
  return deliveryReport(returnPath, { id: `<${stamp}@mx.test>`, recipient: `${stamp}@example.com` });
}

async function bringUntilKilled(port: number, bounces: Bounces): Promise<void> {
  const smtp = new SmtpClient(port);
  await smtp.hello();
  for (;;) {
    const message = bounces.next();
    const said = await smtp.send(message.returnPath, reportOf(message));
    if (!said.startsWith('250')) {
      // Nothing was said: the server is gone.
      assert.equal(said, '');
      bounces.breakOff(message);
      smtp.close();
      return;
    }
    bounces.answered += 1;
  }
}

async function handInUntilKilled(client: HttpClient, bounces: Bounces): Promise<void> {
  for (;;) {
    const message = bounces.next();
    const path = `/inbound/mail?recipient=${encodeURIComponent(message.returnPath)}`;
    const reply = await client
      .send({ method: 'POST', path, headers: RFC822, body: reportOf(message) })
      .catch(() => undefined);
    if (reply === undefined) {
      bounces.breakOff(message);
      return;
    }
    assert.equal(reply.status, 200, reply.body.toString());
    bounces.answered += 1;
  }
}

/** Puts a bounce into the folder as programs should: whole at once, and old enough to be taken. */
async function putInto(folder: string, message: SentMessage): Promise<void> {
  const file = join(folder, `${message.stamp}.eml`);
  await writeFile(`${file}.part`, `X-Original-To: ${message.returnPath}\r\n${reportOf(message)}`);
  await utimes(`${file}.part`, 1, 1);
  await rename(`${file}.part`, file);
}

function stampsOf(events: readonly unknown[]): string[] {
  return events.map((event) => String(get(event, 'source', 'detail', 'activation', 'stamp', 'id')));
}
