import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';

/**
 * The yardstick of every load: a plain Node server that writes what it is sent to the end of a file, and answers when
 * the file is on disk. It neither reads nor indexes the events.
 */
const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: append-file.ts FILE');

const server = createServer(async (request, response) => {
  // With `flush`, the stream syncs the file before it closes it.
  await pipeline(request, createWriteStream(path, { flags: 'a', flush: true }));
  response.end('{}');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) {
    process.stdout.write(`append-file is listening on http://127.0.0.1:${address.port}\n`);
  }
});
