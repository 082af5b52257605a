import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Random } from '../src/demo/random.ts';
import { generateEvents } from '../src/demo/stream.ts';
import { ChappeProcess, run, startServing } from './support/chappe-process.ts';
import { type CrashKind, chanceOf, roundsOf } from './support/crash-rounds.ts';
import { dataFolder, store } from './support/data-folder.ts';
import { assertForgotten } from './support/forgotten.ts';
import { HttpClient } from './support/http-client.ts';
import { Killing } from './support/killing.ts';
import { get, md5 } from './support/promised-feeds.ts';
import { assertFeeds, type Leave, type Published, publishedAs, settle } from './support/published.ts';
import { execution, NOON } from './support/sample-events.ts';
import { assertSealed, assertWell, LogLook, sealSmall } from './support/sealed-log.ts';

const SPAN = 3_600_000;

const SETTINGS = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn' };

/** A sealed log, in which a command rewrites while a server publishes, and is killed, often together with the server. */
class Rewritten {
  readonly data: string;
  readonly killing: Killing;
  readonly random: Random;
  published: Published[];
  readonly #t: TestContext;
  readonly #key: string;
  #served: { server: ChappeProcess; client: HttpClient } | undefined;
  /** Numbers of events that were made, whether they came to be published or not. */
  #numbers = 0;

  constructor(t: TestContext, kind: CrashKind, folder: { data: string; key: string }, events: Published[]) {
    this.#t = t;
    this.data = folder.data;
    this.#key = folder.key;
    this.random = chanceOf(t, kind);
    this.killing = new Killing(this.random, roundsOf(kind));
    this.published = events;
  }

  /** A client of the server, which is started when it is down. */
  async client(): Promise<HttpClient> {
    if (this.#served === undefined) {
      const server = await startServing(this.#t, ['--data', this.data], { env: SETTINGS });
      this.#served = { server, client: new HttpClient(server.url, this.#key) };
    }
    return this.#served.client;
  }

  async stop(): Promise<void> {
    this.#served?.client.close();
    await this.#served?.server.kill();
    this.#served = undefined;
  }

  /** Kills a command. Then feeds have all that is published, but for what the command was to do, and so do the files. */
  async round(command: readonly string[], { gone = () => false, changed = () => false }: Leave) {
    const client = await this.client();
    using look = new LogLook(this.data);
    const rewrites = look.rewrites();
    const rewriting = new ChappeProcess(command);
    this.#t.after(() => rewriting.kill());
    const publishing = this.#publishUntil(client, rewriting.ended);
    await this.killing.strike(rewriting, { begun: () => look.rewrites() > rewrites });
    const down = this.random.chance(0.5);
    if (down) await this.stop();
    const cutOff = await publishing;
    assertWell(this.data);
    if (down) assertSealed(this.data);
    const open = new Set(cutOff.map(({ id }) => id));
    this.published = await settle(await this.client(), [...this.published, ...cutOff], {
      gone: (event) => gone(event) || open.has(event.id),
      changed,
    });
    const there = this.published.filter(({ id }) => open.has(id)).length;
    assert.ok([0, cutOff.length].includes(there), 'a part of an array is there');
    await assertFeeds(await this.client(), this.published);
  }

  /** Publishes one array after the other until a command has ended or the server has; gives the one that was cut off. */
  async #publishUntil(client: HttpClient, work: Promise<unknown>): Promise<Published[]> {
    let ended = false;
    void work.finally(() => {
      ended = true;
    });
    do {
      const events = this.later(25);
      const body = `[${events.map(({ text }) => text)}]`;
      const reply = await client.publish(body).catch(() => undefined);
      if (reply === undefined) return events;
      assert.equal(reply.status, 200, reply.body.toString());
      this.published.push(...events);
    } while (!ended);
    return [];
  }

  /** So many events that come after all others. */
  later(count: number): Published[] {
    return Array.from({ length: count }, () => {
      const number = this.#numbers++;
      return publishedAs(
        JSON.stringify(execution({ number, timestamp: NOON + SPAN + number * 10, contact: '00NEW001' })),
      );
    });
  }
}

async function filled(t: TestContext, kind: CrashKind, count: number, contacts: number): Promise<Rewritten> {
  const folder = await dataFolder(t);
  const options = { count, contacts, seed: 'optical', account: 'DEMO/028', startMs: NOON, spanMs: SPAN };
  const events = [...generateEvents(options)].map(publishedAs);
  await store(
    folder.data,
    events.map(({ event }) => event),
  );
  sealSmall(folder.data);
  return new Rewritten(t, kind, folder, events);
}

test(`${roundsOf('purge')} kills of a purge lose no event that was to be kept`, async (t) => {
  const log = await filled(t, 'purge', 2500, 50);
  const each = 800;
  while (log.killing.goesOn()) {
    const more = log.later(each);
    await store(
      log.data,
      more.map(({ event }) => event),
    );
    log.published.push(...more);
    const instants = log.published.map(({ timestamp }) => timestamp).toSorted((a, b) => a - b);
    const before = instants[each] ?? 0;
    const command = ['events', 'purge', 'DEMO/028', '--before', String(before), '--yes', '--data', log.data];
    await log.round(command, { gone: ({ timestamp }) => timestamp < before });
    if (log.random.chance(0.5)) continue;
    const again = await run(command);
    assert.equal(again.code, 0, again.stderr);
    log.published = log.published.filter(({ timestamp }) => timestamp >= before);
  }
  t.diagnostic(`${log.killing.told()} were killed in the middle`);
  await assertFeeds(await log.client(), log.published);
  await log.stop();
});

test(`${roundsOf('erasure')} kills of an erasure lose no event, and the contact is forgotten in the end`, async (t) => {
  const contacts = 2 * roundsOf('erasure') + 20;
  const log = await filled(t, 'erasure', contacts * 50, contacts);
  const people = peopleIn(log.published);
  while (log.killing.goesOn()) {
    const person = people.shift();
    assert.ok(person, 'all contacts are erased');
    const { own, ...known } = person;
    const names = Object.values(known);
    const changed = ({ id }: Published, text: string) =>
      own.has(id) && !names.some((name) => text.includes(name));
    const erasing = ['contact', 'erase', 'DEMO/028', '--yes', '--data', log.data];
    await log.round([...erasing, '--id', known.id], { changed });
    // Whoever is known by any name is erased by it, however far it had come.
    const [option, name] = log.random.pick([
      ['--id', known.id],
      ['--unicity', known.unicity],
      ['--hash', known.hash],
    ]);
    const again = await run([...erasing, option ?? '', name ?? '']);
    assert.ok(again.code === 0 || /names this contact/.test(again.stderr), again.stderr);
    assertForgotten(log.data, names);
    log.published = await settle(await log.client(), log.published, { changed });
    assert.deepEqual(
      log.published.filter(({ text }) => names.some((each) => text.includes(each))),
      [],
    );
  }
  t.diagnostic(`${log.killing.told()} were killed in the middle`);
  await log.stop();
});

/** The contacts that are known by three names, with the ids of their events. */
function peopleIn(published: readonly Published[]) {
  const people = new Map<string, { id: string; unicity: string; hash: string; own: Set<string> }>();
  for (const { id: event, event: value } of published) {
    const detail = get(value, 'source', 'detail');
    const contact = get(detail, 'activation', 'receiver') ?? get(detail, 'execution', 'recipient');
    if (get(contact, 'type') !== 'footprint') continue;
    const id = String(get(contact, 'id'));
    const unicity = String(get(contact, 'unicity'));
    const person = people.get(id) ?? { id, unicity, hash: md5(unicity), own: new Set() };
    people.set(id, person);
    person.own.add(event);
  }
  return [...people.values()].toSorted((a, b) => b.own.size - a.own.size);
}
