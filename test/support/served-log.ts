import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../src/demo/random.ts';
import { generateEvents } from '../../src/demo/stream.ts';
import { ChappeProcess, startServing } from './chappe-process.ts';
import { type CrashKind, chanceOf, roundsOf } from './crash-rounds.ts';
import { dataFolder, store } from './data-folder.ts';
import { HttpClient } from './http-client.ts';
import { Killing, type Sight } from './killing.ts';
import { assertFeeds, type Leave, type Published, publishedAs, settle } from './published.ts';
import { execution, NOON } from './sample-events.ts';
import { assertSealed, assertWell, LogLook, sealSmall } from './sealed-log.ts';

const SPAN = 3_600_000;

const SETTINGS = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn' };

type Folder = { data: string; key: string };

/** A log that a server serves and publishes to while commands work on it that are killed, often together with the server. */
export class ServedLog {
  readonly data: string;
  readonly key: string;
  readonly killing: Killing;
  readonly random: Random;
  published: Published[];
  readonly #t: TestContext;
  #served: { server: ChappeProcess; client: HttpClient } | undefined;
  /** Numbers of events that were made, whether they came to be published or not. */
  #numbers = 0;

  private constructor(t: TestContext, kind: CrashKind, folder: Folder, events: Published[]) {
    this.#t = t;
    this.data = folder.data;
    this.key = folder.key;
    this.random = chanceOf(t, kind);
    this.killing = new Killing(this.random, roundsOf(kind));
    this.published = events;
  }

  /** A log of generated events, sealed in small blocks. */
  static async fill(
    t: TestContext,
    kind: CrashKind,
    wish: { count: number; contacts: number },
  ): Promise<ServedLog> {
    const folder = await dataFolder(t);
    const span = { startMs: NOON, spanMs: SPAN };
    const options = { ...wish, ...span, actions: 5, seed: 'optical', account: 'DEMO/028' };
    const events = [...generateEvents(options)].map(publishedAs);
    await store(
      folder.data,
      events.map(({ event }) => event),
    );
    sealSmall(folder.data);
    return new ServedLog(t, kind, folder, events);
  }

  /** A client of the server, which is started when it is down. */
  async client(): Promise<HttpClient> {
    if (this.#served === undefined) {
      const server = await startServing(this.#t, ['--data', this.data], { env: SETTINGS });
      this.#served = { server, client: new HttpClient(server.url, this.key) };
    }
    return this.#served.client;
  }

  async stop(): Promise<void> {
    this.#served?.client.close();
    await this.#served?.server.kill();
    this.#served = undefined;
  }

  /**
   * Kills a command. Then feeds have all that is published, but for what the command was to do, and the files are well.
   * True when the command had not ended.
   */
  async round(
    command: readonly string[],
    sight: (look: LogLook) => Sight,
    { gone = () => false, changed = () => false }: Leave = {},
  ): Promise<boolean> {
    const client = await this.client();
    using look = new LogLook(this.data);
    const seen = sight(look);
    const working = new ChappeProcess(command);
    this.#t.after(() => working.kill());
    const publishing = this.#publishDuring(client, working.ended, seen);
    const hit = await this.killing.strike(working, seen);
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
    return hit;
  }

  /**
   * Publishes one array after the other from when a command begins to do what it is for until it has ended or the server
   * has; gives the one that was cut off.
   */
  async #publishDuring(
    client: HttpClient,
    work: Promise<unknown>,
    { begun }: Pick<Sight, 'begun'>,
  ): Promise<Published[]> {
    let ended = false;
    void work.finally(() => {
      ended = true;
    });
    while (!ended && !begun()) await pause(1);
    do {
      const events = this.later(5);
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
