import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { folderOf, parseAccount } from '../src/accounts/account.ts';
import type { Client } from './client.ts';
import { type DataFile, dataFile, STREAM } from './data-file.ts';
import { type Facts, factsOf } from './facts.ts';
import { type Finished, run } from './process.ts';
import type { Product } from './products/found.ts';
import { Shelf } from './products/shelf.ts';
import { PROGRAM } from './program.ts';
import { headOf, untilSealed } from './sealed.ts';
import { fillContacts } from './sending/contacts.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const PEERS = fileURLToPath(import.meta.resolve('./peers'));

/** A data folder of Chappe with one account, and a key of that account. */
export type Home = { folder: string; key: string };

/** What a key may do that contacts and messages are made with. */
const KEEPER = ['events:read', 'contacts:read', 'contacts:write', 'actions:read', 'actions:write'];

/** What a key may do that events are published and read with. */
const READER = ['events:read', 'events:write', 'actions:read'];

export type Setting = {
  /** How many contacts a large account has. */
  contacts: number;
  /** Where files of events are kept from one run to the next. */
  cache: string;
  /** Products that stay away. */
  without: readonly Product[];
  /** A home that holds all events already. */
  home?: string;
};

/** What all scenarios share: the events, the client, the other products, and a folder for what they leave behind. */
export class Stage {
  readonly data: DataFile;
  readonly facts: Facts;
  readonly client: Client;
  /** How many contacts a large account has. */
  readonly contacts: number;
  readonly folder: string;
  readonly shelf: Shelf;
  readonly #cache: string;
  readonly #say: (text: string) => void;
  readonly #loaded = new Map<number, Promise<Home>>();
  readonly #filled = new Map<number, Promise<Home>>();

  private constructor(
    data: DataFile,
    facts: Facts,
    client: Client,
    contacts: number,
    places: { cache: string; folder: string },
    shelf: Shelf,
    say: (text: string) => void,
  ) {
    this.data = data;
    this.facts = facts;
    this.contacts = contacts;
    this.client = client;
    this.folder = places.folder;
    this.shelf = shelf;
    this.#cache = places.cache;
    this.#say = say;
  }

  static async set(
    data: DataFile,
    client: Client,
    { contacts, cache, without, home }: Setting,
    say: (text: string) => void,
  ): Promise<Stage> {
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, 'run-'));
    const shelf = new Shelf(folder, data, without);
    const stage = new Stage(data, await factsOf(data.path), client, contacts, { cache, folder }, shelf, say);
    if (home !== undefined) stage.#loaded.set(data.events, Promise.resolve(await stage.#adopt(home)));
    return stage;
  }

  /** A path for a file that a scenario writes. */
  file(name: string): string {
    return join(this.folder, name);
  }

  /** Other events, which the log does not hold yet. */
  moreEvents(count: number, seed: string): Promise<DataFile> {
    return dataFile(this.folder, count, seed);
  }

  /** A new, empty home. @param permissions of its key, in place of the usual ones. */
  async newHome(permissions?: readonly string[]): Promise<Home> {
    const folder = await mkdtemp(this.file('data-'));
    await this.command({ folder }, 'account', 'create', STREAM.account);
    const may = permissions === undefined ? [] : ['--permissions', permissions.join(',')];
    const key = await this.command({ folder }, 'key', 'create', STREAM.account, ...may);
    return { folder, key: key.trim() };
  }

  /** Runs a command of Chappe on a home. Gives what it prints. */
  async command({ folder }: Pick<Home, 'folder'>, ...words: readonly string[]): Promise<string> {
    return (await run([PROGRAM, ...words, '--data', folder])).stdout;
  }

  /**
   * A home that holds all events, or this many, and has sealed them. It is filled once and then read by all; what
   * writes to it comes last.
   */
  loadedHome(events = this.data.events): Promise<Home> {
    let loaded = this.#loaded.get(events);
    if (loaded === undefined) {
      loaded = this.#load(events);
      this.#loaded.set(events, loaded);
    }
    return loaded;
  }

  /** Takes a home that another run filled; fails when it holds anything but all events. */
  async #adopt(folder: string): Promise<Home> {
    const head = headOf(this.logFile({ folder }));
    if (head !== this.data.events) {
      throw new Error(
        `the log in ${folder} holds ${head} events, not ${this.data.events}: leave --home away`,
      );
    }
    const permissions = ['--permissions', READER.join(',')];
    const key = await this.command({ folder }, 'key', 'create', STREAM.account, ...permissions);
    this.#say(`${head} events in the log of ${folder}`);
    return { folder, key: key.trim() };
  }

  async #load(events: number): Promise<Home> {
    const home = await this.newHome(READER);
    const data = events === this.data.events ? this.data : await dataFile(this.#cache, events);
    await this.importInto(home, data);
    const server = await this.serve(home);
    const start = performance.now();
    const blocks = await untilSealed(this.logFile(home), events).finally(() => server.stop());
    const seconds = ((performance.now() - start) / 1_000).toFixed(0);
    this.#say(`${events} events in the log; ${blocks} blocks were sealed within ${seconds} s`);
    return home;
  }

  /**
   * A home whose account has so many contacts in a segment, and some in none. It is filled once; whoever writes to it
   * takes a copy.
   */
  homeWithContacts(readers = this.contacts): Promise<Home> {
    let filled = this.#filled.get(readers);
    if (filled === undefined) {
      filled = this.#fill(readers);
      this.#filled.set(readers, filled);
    }
    return filled;
  }

  async #fill(readers: number): Promise<Home> {
    const home = await this.newHome(KEEPER);
    const start = performance.now();
    fillContacts(home.folder, readers);
    this.#say(`${readers} contacts in ${((performance.now() - start) / 1_000).toFixed(0)} s`);
    return home;
  }

  async copyOf({ folder, key }: Home): Promise<Home> {
    const copy = await mkdtemp(this.file('data-'));
    await cp(folder, copy, { recursive: true });
    return { folder: copy, key };
  }

  logFile({ folder }: Pick<Home, 'folder'>): string {
    return join(folder, 'accounts', folderOf(parseAccount(STREAM.account)), 'events.db');
  }

  /** Runs `chappe events import` on all events. */
  importInto({ folder }: Home, data = this.data): Promise<Finished> {
    return run([PROGRAM, 'events', 'import', STREAM.account, data.path, '--data', folder]);
  }

  /** Starts Chappe on a home. The rate limits are off: they would measure themselves. */
  serve({ folder }: Home, settings: Record<string, string> = {}): Promise<ServerProcess> {
    const env = { CHAPPE_RATE_LIMIT: '0', CHAPPE_TRACKING_RATE_LIMIT: '0', ...settings };
    return startServer([PROGRAM, 'serve', '--data', folder, '--port', '0'], { env });
  }

  /** Starts one of the programs in `peers/`. */
  servePeer(program: string, ...args: string[]): Promise<ServerProcess> {
    return startServer([process.execPath, join(PEERS, program), ...args]);
  }

  /** Removes the answers that a scenario saved: those of all rows together take more room than all else. */
  async forget(scenario: string): Promise<void> {
    await rm(this.file(scenario), { recursive: true, force: true });
  }

  async discard(home: Home): Promise<void> {
    await rm(home.folder, { recursive: true });
  }

  /** Stops what runs, and removes all that the run left behind unless it shall be kept. */
  async strike({ keep }: { keep: boolean }): Promise<void> {
    await this.shelf.close();
    if (!keep) await rm(this.folder, { recursive: true });
  }
}
