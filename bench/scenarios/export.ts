import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Encoding, inspectBody } from '../body.ts';
import { CHAPPE, NODE_FILE } from '../contenders.ts';
import { exchange } from '../exchange.ts';
import type { Facts } from '../facts.ts';
import type { Contender, Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import type { Target } from '../target.ts';

/** A feed read from beginning to end, and how it is asked for. */
export type Export = {
  name: string;
  title: string;
  /** Asked for one after the other over one connection. */
  paths: readonly string[];
  encoding?: Encoding;
  order?: 'asc' | 'desc';
  /** How many events each answer must have, by what the file of events holds. */
  expected: (facts: Facts) => readonly number[];
  /** Others that do the same work, and what they are measured against. */
  peers?: (stage: Stage, answer: Answer) => Promise<Contender[]>;
  targets?: readonly Target[];
};

/** The first answer as it was saved: the very bytes that the yardsticks send. */
export type Answer = {
  /** The only file in its folder. */
  file: string;
  folder: string;
  headers: Record<string, string>;
  events: number;
};

/**
 * Every answer is saved and looked into once, untimed: a fast answer that is wrong is worth nothing. The yardstick
 * then serves the bytes of the first one from a file.
 */
export function exportOf({ name, title, paths, encoding = 'identity', ...rest }: Export): Scenario {
  const { order, expected, peers, targets = [] } = rest;
  return {
    name,
    title,
    targets,
    counts: 'events',
    async contenders(stage) {
      const { client } = stage;
      const home = await stage.loadedHome();
      const headers = { 'X-Key': home.key, 'Accept-Encoding': encoding };
      const folder = stage.file(name);
      await mkdir(folder);
      const file = join(folder, 'body');
      const counts = expected(stage.facts);
      const server = await stage.serve(home);
      try {
        // From the last to the first, so that the first stays on disk.
        for (const [n, path] of [...paths.entries()].toReversed()) {
          await client.transfer({ urls: [server.url + path], headers, saveTo: file });
          await verify(file, { path, encoding, order, events: counts[n] ?? 0 });
        }
      } finally {
        await server.stop();
      }
      const count = counts.reduce((sum, events) => sum + events, 0);
      const coding = encoding === 'identity' ? [] : ['--encoding', encoding];
      const answer = { file, folder, headers, events: counts[0] ?? 0 };
      return [
        {
          name: CHAPPE,
          run: async () => ({
            ...(await exchange(client, await stage.serve(home), paths, { headers }, WARM)),
            count,
          }),
        },
        {
          name: NODE_FILE,
          yardstick: true,
          run: async () => {
            const server = await stage.servePeer('static-file.ts', file, ...coding);
            return {
              ...(await exchange(client, server, paths, { headers }, WARM)),
              count: answer.events * paths.length,
            };
          },
        },
        ...((await peers?.(stage, answer)) ?? []),
      ];
    },
  };
}

const WARM = { warm: true };

type Expectation = { path: string; encoding: Encoding; order: 'asc' | 'desc' | undefined; events: number };

/** Fails when a saved answer is not what was asked for. */
export async function verify(file: string, { path, encoding, order, events }: Expectation): Promise<void> {
  const contents = await inspectBody(file, encoding);
  if (contents.events !== events)
    throw new Error(`${path} gave ${contents.events} events instead of ${events}`);
  if (order === 'asc' && !contents.ascending) throw new Error(`${path} gave events out of order`);
  if (order === 'desc' && !contents.descending) throw new Error(`${path} gave events out of order`);
  if (encoding !== 'identity' && (await stat(file)).size === contents.decodedBytes) {
    throw new Error(`${path} was not answered in ${encoding}`);
  }
}
