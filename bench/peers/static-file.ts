import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

/**
 * The yardstick of every export: a plain Node server that sends one file, whatever is asked for. It has nothing to
 * look up, sort or join, so it shows what this machine and this client can carry.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { encoding: { type: 'string' } },
});
const [file] = positionals;
if (file === undefined) throw new Error('usage: static-file.ts FILE [--encoding gzip|zstd]');

const server = createServer(async (_request, response) => {
  response.setHeader('content-type', 'application/json');
  if (values.encoding !== undefined) response.setHeader('content-encoding', values.encoding);
  try {
    await pipeline(createReadStream(file), response);
  } catch {
    // The client went away; the pipeline has closed both ends.
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) {
    process.stdout.write(`static-file is listening on http://127.0.0.1:${address.port}\n`);
  }
});
