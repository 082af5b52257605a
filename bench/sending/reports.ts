import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseAccount } from '../../src/accounts/account.ts';
import { formatContactId } from '../../src/contacts/contact-id.ts';
import { hashUnicity } from '../../src/events/facets.ts';
import { ReturnAddresses } from '../../src/feedback/return-addresses.ts';
import type { Message } from '../../src/sending/message.ts';
import { activationEvent } from '../../src/sending/message-events.ts';
import { openCatalog } from '../../src/storage/catalog.ts';
import { SigningKeyRing } from '../../src/tracking/signing-key-ring.ts';
import { deliveryReport, type ReportWish } from '../../test/support/reports.ts';
import { STREAM } from '../data-file.ts';
import type { Home, Stage } from '../stage.ts';
import { readerAddress, SINGLES } from './contacts.ts';
import { DOMAIN } from './newsletter.ts';
import type { ReadyMail } from './pool.ts';

const HOUR = 3_600_000;

/** What servers say: most addresses are gone, some mailboxes are full, and some messages are not wanted. */
const ANSWERS: readonly Pick<ReportWish, 'status' | 'diagnostic'>[] = [
  ...Array.from({ length: 7 }, () => ({ status: '5.1.1', diagnostic: '550 5.1.1 User unknown' })),
  { status: '4.2.2', diagnostic: '452 4.2.2 The mailbox is full' },
  { status: '5.2.2', diagnostic: '552 5.2.2 Mailbox quota exceeded' },
  { status: '5.7.1', diagnostic: '554 5.7.1 Message rejected as spam' },
];

/** The head of a message as reports quote it; the signature is as long as one of 2048 bits. */
const QUOTED_HEAD = [
  'Received: from chappe.example (chappe.example [192.0.2.7])',
  '\tby mx.test (Postfix) with ESMTPS id 4XyZ12AbCd; Thu, 26 Nov 2026 09:59:58 +0000',
  `DKIM-Signature: v=1; a=rsa-sha256; d=${DOMAIN}; s=chappe; c=relaxed/relaxed; b=${'kP2w'.repeat(86)}`,
  `From: Claire <news@${DOMAIN}>`,
  'Subject: News',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary="alternative"',
].join('\r\n');

/** Messages that were sent and came back, of which a home holds the activations. */
export type Reports = {
  home: Home;
  /** Of the reports, one a line, each a `ReadyMail`. */
  file: string;
  /** The ids of the messages. */
  stamps: readonly string[];
  /** Of all reports. */
  bytes: number;
};

/** Makes a report of one message to each of so many contacts; all left an hour ago. */
export async function prepareReports(stage: Stage, count: number): Promise<Reports> {
  const home = await stage.copyOf(await stage.homeWithContacts(count));
  const sentAt = Date.now() - HOUR;
  const messages = Array.from({ length: count }, (_, n) => messageTo(n, sentAt));
  const mails = await reportsOf(home.folder, messages, sentAt);
  const file = stage.file('reports.ndjson');
  await pipeline(Readable.from(mails.map((mail) => `${JSON.stringify(mail)}\n`)), createWriteStream(file));
  const activations = messages.map((message) =>
    activationEvent(message, sentAt, message.execution.recipient.unicity),
  );
  const events = stage.file('activations.ndjson');
  await writeFile(events, `${activations.join('\n')}\n`);
  await stage.command(home, 'events', 'import', STREAM.account, events);
  return {
    home,
    file,
    stamps: messages.map(({ execution }) => execution.stamp.id),
    bytes: mails.reduce((sum, { raw }) => sum + raw.length, 0),
  };
}

function messageTo(reader: number, sentAt: number): Message {
  const unicity = readerAddress(reader);
  const id = formatContactId(SINGLES + 1 + reader);
  const recipient = { type: 'footprint', id, unicity, hash: hashUnicity(unicity) } as const;
  const stamp = { time: sentAt, id: crypto.randomUUID(), thread: crypto.randomUUID() };
  return { kind: 'message', action: '000PE4', of: 'campaign', execution: { recipient, stamp } };
}

async function reportsOf(folder: string, messages: readonly Message[], sentAt: number): Promise<ReadyMail[]> {
  const catalog = await openCatalog(folder);
  try {
    const addresses = new ReturnAddresses(new SigningKeyRing(catalog), false);
    const account = parseAccount(STREAM.account);
    const mails: ReadyMail[] = [];
    for (const [n, message] of messages.entries()) {
      const { returnPath } = await addresses.of(account, message, `bounces.${DOMAIN}`, sentAt);
      const { recipient, stamp } = message.execution;
      const wish = {
        ...ANSWERS[n % ANSWERS.length],
        id: `<${stamp.id}@mx.test>`,
        recipient: recipient.unicity,
        quoted: `To: ${recipient.unicity}\r\n${QUOTED_HEAD}`,
      };
      mails.push({ to: returnPath, raw: deliveryReport(returnPath, wish) });
    }
    return mails;
  } finally {
    await catalog.close();
  }
}
