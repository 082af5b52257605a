import { appendFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/**
 * The yardstick of bounces: a plain SMTP server that writes each message to the end of a file, and answers when the file
 * is on disk. It reads no message, and knows none of those that came back.
 */
const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: append-mail.ts FILE');

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  authOptional: true,
  disableReverseLookup: true,
  logger: false,
  onData(stream, _session, done) {
    void buffer(stream)
      .then((raw) => appendFile(path, raw, { flush: true }))
      .then(() => done(), done);
  },
});
server.listen(0, '127.0.0.1', () => {
  const address = server.server.address();
  if (typeof address === 'object' && address !== null)
    process.stdout.write(`append-mail is listening on smtp://127.0.0.1:${address.port}\n`);
});
