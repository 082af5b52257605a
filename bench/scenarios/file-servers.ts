import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { NGINX_FILE, NGINX_GZIP_1, NGINX_GZIP_6, NGINX_STATIC_GZIP } from '../contenders.ts';
import { exchange } from '../exchange.ts';
import type { NginxMode } from '../products/nginx.ts';
import type { Contender } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import type { Answer } from './export.ts';

/** The level of our blocks, and of gzip where nobody says another. */
const LEVEL = 6;

/** nginx sending the bytes of an answer as they are. */
export async function plainNginx(stage: Stage, answer: Answer): Promise<Contender[]> {
  return [await contender(stage, answer, { name: NGINX_FILE, root: answer.folder, mode: 'plain' })];
}

/** nginx sending the text of a gzip answer: compressed beforehand, and compressing as it sends. */
export async function gzipNginx(stage: Stage, answer: Answer): Promise<Contender[]> {
  const { product } = await stage.shelf.nginx();
  const root = join(answer.folder, 'text');
  if (product !== undefined) {
    await mkdir(root);
    const text = join(root, 'body');
    await pipeline(createReadStream(answer.file), createGunzip(), createWriteStream(text));
    const zip = createGzip({ level: LEVEL });
    await pipeline(createReadStream(text), zip, createWriteStream(`${text}.gz`));
  }
  return Promise.all([
    contender(stage, answer, { name: NGINX_STATIC_GZIP, root, mode: 'gzip_static' }),
    contender(stage, answer, { name: NGINX_GZIP_1, root, mode: { level: 1 } }),
    contender(stage, answer, { name: NGINX_GZIP_6, root, mode: { level: LEVEL } }),
  ]);
}

type Serving = { name: string; root: string; mode: NginxMode };

async function contender(
  { client, shelf }: Stage,
  { headers, events }: Answer,
  { name, root, mode }: Serving,
): Promise<Contender> {
  const { product, absent } = await shelf.nginx();
  return {
    name,
    ...(absent !== undefined && { absent }),
    run: async () => {
      if (product === undefined) throw new Error(absent);
      const server = await product.serve(root, mode);
      // Its process is the master; what the worker holds and uses is not told.
      const { peakBytes, cpuMs, ...figures } = await exchange(
        client,
        server,
        ['/body'],
        { headers },
        { warm: true },
      );
      return { ...figures, count: events };
    },
  };
}
