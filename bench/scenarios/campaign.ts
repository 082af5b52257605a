import { setTimeout as pause } from 'node:timers/promises';
import { CHAPPE } from '../contenders.ts';
import type { Contender, Run, Scenario } from '../scenario.ts';
import { SINGLES, singleAddress } from '../sending/contacts.ts';
import { MailAccount } from '../sending/mail-account.ts';
import type { Stage } from '../stage.ts';
import { quantile } from '../statistics.ts';

/** How long a campaign is watched. A million messages take longer on a small machine than a benchmark may. */
const WATCHED_MS = 20_000;

/** One single message after the other, with a pause in between. */
const PAUSE_MS = 20;

const LOOK_EVERY_MS = 5;
const TENTH = `${CHAPPE}, a tenth of the contacts`;
const IDLE = `${CHAPPE}, idle`;
const BUSY = `${CHAPPE}, while a campaign leaves`;

/** A campaign to all contacts of a large account: when it begins to leave, and what it needs while it does. */
export const campaign: Scenario = {
  name: 'campaign',
  title: `The first ${WATCHED_MS / 1_000} seconds of a campaign`,
  counts: 'messages',
  mostTurns: 1,
  targets: [
    {
      what: 'a campaign: from its validation to its first message',
      figure: { scenario: 'campaign', contender: CHAPPE, of: 'p50' },
      limit: { at: 'most', value: 2_000, unit: 'ms' },
    },
    {
      what: 'a campaign: peak memory against that of one to a tenth of the contacts',
      figure: { scenario: 'campaign', contender: CHAPPE, of: 'peak' },
      against: { figure: { scenario: 'campaign', contender: TENTH, of: 'peak' }, by: 'ratio' },
      limit: { at: 'most', value: 1.1, unit: '×' },
    },
  ],
  contenders: async (stage) => [
    leaving(stage, CHAPPE, stage.contacts),
    leaving(stage, TENTH, Math.ceil(stage.contacts / 10)),
  ],
};

/** Single messages, from the request until the mail server has them: alone, and while a campaign leaves. */
export const campaignAside: Scenario = {
  name: 'campaign-aside',
  title: 'Single messages, one after the other, from the request until the mail server has them',
  counts: 'messages',
  mostTurns: 1,
  targets: [
    {
      what: 'single messages while a campaign leaves: p99 until they have arrived',
      figure: { scenario: 'campaign-aside', contender: BUSY, of: 'p99' },
      limit: { at: 'most', value: 1_000, unit: 'ms' },
    },
  ],
  contenders: async (stage) => [single(stage, IDLE, false), single(stage, BUSY, true)],
};

function leaving(stage: Stage, name: string, contacts: number): Contender {
  return {
    name,
    run: () =>
      withAccount(stage, contacts, async (account) => {
        const { asked } = await account.validate('mailCampaign');
        const first = await firstOf(account);
        const ms = await watched(account, first, contacts);
        const { messages, bytes } = await account.sink.of('reader');
        const waited = first - asked;
        return { ms, count: messages, bytes, firstByteMs: { p50: waited, p99: waited } };
      }),
  };
}

function single(stage: Stage, name: string, busy: boolean): Contender {
  return {
    name,
    run: () =>
      withAccount(stage, stage.contacts, async (account) => {
        const { path } = await account.validate('mailMessage');
        if (busy) {
          await account.validate('mailCampaign');
          await firstOf(account);
        }
        const sent = new Map<string, number>();
        const start = Date.now();
        while (sent.size < SINGLES && Date.now() - start < WATCHED_MS / 2) {
          const address = singleAddress(sent.size);
          sent.set(address, await account.execute(path, address));
          await pause(PAUSE_MS);
        }
        const ms = Date.now() - start;
        const { bytes } = await account.sink.until('single', sent.size);
        const { arrivals } = await account.sink.mails();
        const times = [...sent].map(([address, at]) => (arrivals[address] ?? Number.NaN) - at);
        return {
          ms,
          count: sent.size,
          bytes,
          firstByteMs: { p50: quantile(times, 0.5), p99: quantile(times, 0.99) },
        };
      }),
  };
}

async function withAccount(
  stage: Stage,
  contacts: number,
  work: (account: MailAccount) => Promise<Run>,
): Promise<Run> {
  const account = await MailAccount.start(stage, contacts);
  try {
    const run = await work(account);
    return { ...run, peakBytes: account.server.peakBytes(), cpuMs: account.server.cpuMs() };
  } finally {
    await account.stop();
  }
}

async function firstOf({ sink }: MailAccount): Promise<number> {
  for (;;) {
    const { messages, first } = await sink.of('reader');
    if (messages > 0) return first;
    await pause(LOOK_EVERY_MS);
  }
}

/** Until the time is over, or all have arrived. Gives how long that took. */
async function watched({ sink }: MailAccount, first: number, contacts: number): Promise<number> {
  while (Date.now() - first < WATCHED_MS && (await sink.of('reader')).messages < contacts)
    await pause(LOOK_EVERY_MS * 10);
  return Date.now() - first;
}
