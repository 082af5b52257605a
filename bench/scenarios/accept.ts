import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sendFromClients } from '../clients.ts';
import { CHAPPE } from '../contenders.ts';
import type { Contender, Scenario } from '../scenario.ts';
import { readerAddress } from '../sending/contacts.ts';
import { EMAIL_TYPE, executionFor, MailAccount } from '../sending/mail-account.ts';
import type { Stage } from '../stage.ts';

const EXECUTIONS = 50_000;
const PER_CALL = 500;
const CLIENTS = 2;
const CHAPPE_SENDING = `${CHAPPE}, while they leave as fast as they can`;

/** Messages to single contacts, asked for in calls of many, each answered when all of it is on disk. */
export const accept: Scenario = {
  name: 'accept',
  title: `Executions accepted, ${PER_CALL} per call, ${CLIENTS} clients`,
  counts: 'messages',
  targets: [
    {
      what: `executions accepted, ${PER_CALL} per call, durable`,
      figure: { scenario: 'accept', contender: CHAPPE, of: 'rate' },
      limit: { at: 'least', value: 10_000, unit: 'recipients/s' },
    },
  ],
  contenders: async (stage) => [
    // As most relays want it: with a rate.
    accepting(stage, CHAPPE, '?rate=10'),
    accepting(stage, CHAPPE_SENDING, ''),
  ],
};

function accepting(stage: Stage, name: string, limits: string): Contender {
  const count = Math.min(EXECUTIONS, stage.contacts);
  return {
    name,
    async run() {
      const account = await MailAccount.start(stage, count, limits);
      try {
        const { server, key } = account;
        const { path } = await account.validate('mailMessage');
        const file = stage.file('executions.ndjson');
        const bytes = await writeCalls(file, count);
        const before = server.cpuMs() ?? Number.NaN;
        const { ms, p50, p99 } = await sendFromClients({
          method: 'POST',
          url: `${server.url}${path}/executions`,
          headers: { 'X-Key': key, 'Content-Type': EMAIL_TYPE },
          file,
          clients: CLIENTS,
        });
        const cpuMs = server.cpuMs();
        return {
          ms,
          count,
          bytes,
          firstByteMs: { p50, p99 },
          peakBytes: server.peakBytes(),
          ...(cpuMs !== undefined && { cpuMs: cpuMs - before }),
        };
      } finally {
        await account.stop();
      }
    },
  };
}

/** One call a line. Gives how many bytes they are. */
async function writeCalls(file: string, count: number): Promise<number> {
  let bytes = 0;
  const lines = function* () {
    for (let from = 0; from < count; from += PER_CALL) {
      const size = Math.min(PER_CALL, count - from);
      const drafts = Array.from({ length: size }, (_, n) => executionFor(readerAddress(from + n)));
      const line = `${JSON.stringify(drafts)}\n`;
      bytes += line.length;
      yield line;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return bytes;
}
