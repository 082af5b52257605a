import type { DataFile } from '../data-file.ts';
import { EmbeddedStore } from './embedded-store.ts';
import type { Found, Product } from './found.ts';
import { Nginx } from './nginx.ts';
import { Postgres } from './postgres.ts';
import { writeRows } from './rows-file.ts';

/** The other products of a run. Each is looked for, and filled with the events, when the first scenario asks for it. */
export class Shelf {
  readonly #folder: string;
  readonly #data: DataFile;
  readonly #without: ReadonlySet<Product>;
  #rows: Promise<string> | undefined;
  #nginx: Promise<Found<Nginx>> | undefined;
  #postgres: Promise<Found<Postgres>> | undefined;
  #loadedPostgres: Promise<Found<Postgres>> | undefined;
  readonly #stores = new Map<string, Promise<Found<EmbeddedStore>>>();
  readonly #versions = new Map<string, string>();

  /** @param without the products that shall not take part, though they may be there. */
  constructor(folder: string, data: DataFile, without: readonly Product[]) {
    this.#folder = folder;
    this.#data = data;
    this.#without = new Set(without);
  }

  /** All events as rows of a table, in a file. */
  rows(): Promise<string> {
    const path = `${this.#folder}/rows.tsv`;
    this.#rows ??= writeRows(this.#data.path, path).then(() => path);
    return this.#rows;
  }

  nginx(): Promise<Found<Nginx>> {
    this.#nginx ??= this.#noted('nginx', 'nginx', () => Nginx.find(this.#folder));
    return this.#nginx;
  }

  /** A server with no events yet. */
  postgres(): Promise<Found<Postgres>> {
    this.#postgres ??= this.#noted('postgresql', 'PostgreSQL', () => Postgres.find(this.#folder));
    return this.#postgres;
  }

  loadedPostgres(): Promise<Found<Postgres>> {
    this.#loadedPostgres ??= this.postgres().then(async (found) => {
      if (found.product === undefined) return found;
      await found.product.load(await this.rows(), 'after');
      await found.product.query('VACUUM ANALYZE events');
      await found.product.query('CHECKPOINT');
      return found;
    });
    return this.#loadedPostgres;
  }

  loadedChdb(): Promise<Found<EmbeddedStore>> {
    return this.#store('chdb', 'chdb', 'chdb-store.ts');
  }

  loadedDuckdb(): Promise<Found<EmbeddedStore>> {
    return this.#store('duckdb', '@duckdb/node-api', 'duckdb-store.ts');
  }

  /** The version of each that took part. */
  versions(): Record<string, string> {
    return Object.fromEntries(this.#versions);
  }

  async close(): Promise<void> {
    await (await this.#postgres)?.product?.stop();
  }

  #store(product: Product, name: string, program: string): Promise<Found<EmbeddedStore>> {
    let store = this.#stores.get(name);
    if (store === undefined) {
      const search = () => EmbeddedStore.find(name, program, this.#folder);
      store = this.#noted(product, name, search).then(async (found) => {
        if (found.product !== undefined) await found.product.load(await this.rows());
        return found;
      });
      this.#stores.set(name, store);
    }
    return store;
  }

  async #noted<T>(product: Product, name: string, search: () => Promise<Found<T>>): Promise<Found<T>> {
    const found: Found<T> = this.#without.has(product) ? { absent: 'by --without' } : await search();
    this.#versions.set(name, found.absent ?? found.version);
    return found;
  }
}
