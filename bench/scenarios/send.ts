import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { CHAPPE, NODEMAILER } from '../contenders.ts';
import { since } from '../exchange.ts';
import type { Contender, Run, Scenario } from '../scenario.ts';
import { readerAddress } from '../sending/contacts.ts';
import { MailAccount } from '../sending/mail-account.ts';
import { type PoolReport, sendFromPool } from '../sending/pool.ts';
import { Sink } from '../sending/sink.ts';
import type { Stage } from '../stage.ts';
import { timesAsFast } from '../target.ts';

const MESSAGES = 6_000;
const PER_CALL = 500;
const LOOK_EVERY_MS = 50;

/** Of a bare pool, which neither looks up, nor renders, nor keeps anything. */
const SHARE = 0.6;

/** From the request to the event that tells that it left: looked up, rendered, signed, sent, noted. */
export const send: Scenario = {
  name: 'send',
  title: 'From executions to signed messages of 10 kB at a mail server and their activations in the feed',
  counts: 'messages',
  targets: [
    timesAsFast(
      'executions to activations, rendered and signed, against a bare nodemailer pool',
      SHARE,
      { scenario: 'send', contender: CHAPPE },
      { scenario: 'send', contender: NODEMAILER },
    ),
  ],
  contenders: async (stage) => [chappe(stage), nodemailer(stage)],
};

const sampleOf = (stage: Stage) => stage.file('sample.eml');
const countOf = (stage: Stage) => Math.min(MESSAGES, stage.contacts);

function chappe(stage: Stage): Contender {
  const count = countOf(stage);
  return {
    name: CHAPPE,
    async run() {
      const account = await MailAccount.start(stage, count);
      try {
        const { sink, server } = account;
        const { path } = await account.validate('mailMessage');
        const before = server.cpuMs();
        const start = performance.now();
        for (let from = 0; from < count; from += PER_CALL) {
          const size = Math.min(PER_CALL, count - from);
          await account.executeMany(
            path,
            Array.from({ length: size }, (_, n) => readerAddress(from + n)),
          );
        }
        const { bytes } = await sink.until('reader', count);
        while ((await account.activations(path)) < count) await pause(LOOK_EVERY_MS);
        const ms = performance.now() - start;
        await writeFile(sampleOf(stage), (await sink.mails()).sample);
        return { ms, count, bytes, peakBytes: server.peakBytes(), ...since(before, server.cpuMs()) };
      } finally {
        await account.stop();
      }
    },
  };
}

function nodemailer(stage: Stage): Contender {
  const count = countOf(stage);
  return {
    name: NODEMAILER,
    yardstick: true,
    async run(): Promise<Run> {
      const sink = await Sink.start(stage);
      try {
        const { ms, cpuMs }: PoolReport = await sendFromPool({
          port: sink.port,
          messages: count,
          sample: sampleOf(stage),
        });
        const { bytes } = await sink.until('reader', count);
        return { ms, count, bytes, cpuMs };
      } finally {
        await sink.stop();
      }
    },
  };
}
