import { stat } from 'node:fs/promises';
import { type Encoding, inspectBody } from '../body.ts';
import { exchange } from '../exchange.ts';
import type { Scenario } from '../scenario.ts';

/** One long answer, and how it is asked for. */
export type Export = {
  name: string;
  title: string;
  path: string;
  encoding?: Encoding;
  sorted: boolean;
  /** Whether the answer must hold every event of the log. */
  whole: boolean;
};

/**
 * A feed read from beginning to end. The answer is saved and looked into once, untimed; the yardstick then serves
 * these very bytes from a file.
 */
export function exportOf({ name, title, path, encoding = 'identity', sorted, whole }: Export): Scenario {
  return {
    name,
    title,
    counts: 'events',
    async contenders(stage) {
      const { client, data } = stage;
      const home = await stage.loadedHome();
      const headers = { 'X-Key': home.key, 'Accept-Encoding': encoding };
      const body = stage.file(`${name}.${encoding}`);
      await exchange(client, await stage.serve(home), [path], { headers, saveTo: body });
      const count = await verified(body, {
        path,
        encoding,
        sorted,
        expected: whole ? data.events : undefined,
      });
      const coding = encoding === 'identity' ? [] : ['--encoding', encoding];
      return [
        {
          name: 'Chappe',
          run: async () => ({
            ...(await exchange(client, await stage.serve(home), [path], { headers })),
            count,
          }),
        },
        {
          name: 'Node, the same bytes from a file',
          yardstick: true,
          run: async () => {
            const server = await stage.servePeer('static-file.ts', body, ...coding);
            return { ...(await exchange(client, server, ['/'], { headers })), count };
          },
        },
      ];
    },
  };
}

type Expectation = { path: string; encoding: Encoding; sorted: boolean; expected: number | undefined };

/** How many events a saved answer holds. Fails when it is not what was asked for. */
async function verified(body: string, { path, encoding, sorted, expected }: Expectation): Promise<number> {
  const { events, decodedBytes, ascending } = await inspectBody(body, encoding);
  if (events === 0) throw new Error(`${path} answered no event`);
  if (expected !== undefined && events !== expected) {
    throw new Error(`${path} answered ${events} events, and the log holds ${expected}`);
  }
  if (sorted && !ascending) throw new Error(`${path} answered events out of order`);
  if (encoding !== 'identity' && (await stat(body)).size === decodedBytes) {
    throw new Error(`${path} was not answered in ${encoding}`);
  }
  return events;
}
