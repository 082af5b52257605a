import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { validateEvent } from '../events/model/validate.ts';
import { explain } from './explanation.ts';
import { readFeedback } from './read-feedback.ts';

/** Another one finds other damage: FUZZ_SEED=… node --test src/feedback/read-feedback.test.ts */
const SEED = Number(process.env.FUZZ_SEED ?? 28_026);
const DAMAGED = Number(process.env.FUZZ_RUNS ?? 18) * 10;

/** Sixty-four megabytes, if anybody inflated them. */
const BOMB = gzipSync(Buffer.alloc(67_108_864));

function mail(head: Record<string, string>, ...body: string[]): string {
  const fields = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return [...fields, '', ...body, ''].join('\r\n');
}

const DAEMON = {
  'Return-Path': '<>',
  From: 'Mail Delivery System <MAILER-DAEMON@mx.example.org>',
  To: 'bounces@news.example.com',
};

/** A report as RFC 3464 has it: with these lines for each recipient. */
function report(subject: string, ...recipients: string[][]): string {
  return mail(
    {
      ...DAEMON,
      Subject: subject,
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=B',
    },
    '--B',
    'Content-Type: text/plain',
    '',
    'This is what became of your message.',
    '',
    '--B',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    ...recipients.flatMap((lines) => [...lines, '']),
    '--B',
    'Content-Type: message/rfc822',
    '',
    'Subject: News',
    'To: lost@example.org',
    '',
    'Hello',
    '--B--',
  );
}

function recipient(address: string, action: string, status: string, diagnostic: string): string[] {
  return [
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${action}`,
    `Status: ${status}`,
    'Remote-MTA: dns; in.example.org',
    `Diagnostic-Code: smtp; ${diagnostic}`,
  ];
}

const UNKNOWN = recipient('lost@example.org', 'failed', '5.1.1', '550 5.1.1 no such user here');

/** What each message says, as `kind recipient status verdict`. */
const SAID: readonly [what: string, raw: string, said: string[]][] = [
  ['a report of an unknown user', report('Undelivered', UNKNOWN), ['bounce lost@example.org 5.1.1 hard']],
  [
    'a report of two recipients, one of whom has no room',
    report(
      'Undelivered',
      UNKNOWN,
      recipient('full@example.org', 'failed', '5.2.2', '552 5.2.2 mailbox full'),
    ),
    ['bounce lost@example.org 5.1.1 hard', 'bounce full@example.org 5.2.2 soft'],
  ],
  [
    'a report of a delay',
    report('Delayed', recipient('late@example.org', 'delayed', '4.4.1', '451 4.4.1 try later')),
    ['none late@example.org 4.4.1 soft'],
  ],
  [
    'a report of a delay that gives no code',
    report('Delayed', [
      'Final-Recipient: rfc822; late@example.org',
      'Action: delayed',
      'Diagnostic-Code: X-Local; Connection timed out',
    ]),
    ['none late@example.org 4.4.1 soft'],
  ],
  [
    'a report that it arrived',
    report('Delivered', recipient('there@example.org', 'delivered', '2.1.5', '250 2.1.5 ok')),
    ['delivered there@example.org 2.1.5 null'],
  ],
  [
    'a report of an address in UTF-8, as RFC 6533 has it',
    report('Undelivered', recipient('zoé@exämple.org', 'failed', '5.1.1', '550 5.1.1 no such user here'))
      .replace('rfc822; zoé', 'utf-8; zoé')
      .replace('message/delivery-status', 'message/global-delivery-status')
      .replace('message/rfc822', 'message/global'),
    ['bounce zoé@exämple.org 5.1.1 hard'],
  ],
  [
    'a report of such an address, written in ASCII',
    report(
      'Undelivered',
      recipient('zo\\x{E9}@ex\\x{E4}mple.org', 'failed', '5.1.1', '550 5.1.1 no such user here'),
    ).replace('rfc822; zo', 'utf-8; zo'),
    ['bounce zoé@exämple.org 5.1.1 hard'],
  ],
  [
    'a report in words',
    mail(
      { ...DAEMON, Subject: 'failure notice' },
      "I'm afraid I wasn't able to deliver your message to the following addresses.",
      "This is a permanent error; I've given up.",
      '',
      '<lost@example.org>:',
      'Remote host said: 550 5.1.1 <lost@example.org>: Recipient address rejected: User unknown',
      '',
      '--- Below this line is a copy of the message.',
      '',
      'To: other@example.org',
    ),
    ['bounce lost@example.org 5.1.1 hard'],
  ],
  [
    'a report of a daemon that names itself and no address',
    mail(
      { From: 'MAILER-DAEMON <>', To: 'sender@news.example.com', Subject: 'Mail delivery failed' },
      'There was an error delivering your mail to <full@example.org>.',
      '',
      'in.example.org [192.0.2.25] did not like our RCPT TO:',
      '552 5.2.2 <full@example.org>: Mailbox full',
    ),
    ['bounce full@example.org 5.2.2 soft'],
  ],
  [
    'a complaint',
    mail(
      {
        From: 'feedback@fbl.example.net',
        To: 'bounces@news.example.com',
        Subject: 'FW: News',
        'Content-Type': 'multipart/report; report-type=feedback-report; boundary=B',
      },
      '--B',
      'Content-Type: text/plain',
      '',
      'This is an abuse report.',
      '--B',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'User-Agent: Loop/1.0',
      'Version: 1',
      'Original-Rcpt-To: cross@example.net',
      '--B',
      'Content-Type: message/rfc822',
      '',
      'To: cross@example.net',
      'Subject: News',
      '',
      'Hello',
      '--B--',
    ),
    ['complaint cross@example.net null null'],
  ],
  [
    'an answer of somebody who is away',
    mail(
      {
        From: 'ada@example.org',
        To: 'reply@news.example.com',
        Subject: 'Out of office',
        'Auto-Submitted': 'auto-replied',
      },
      'I am back on Monday.',
    ),
    ['automatic ada@example.org null null'],
  ],
  [
    'an answer',
    mail({ From: 'ada@example.org', To: 'reply@news.example.com', Subject: 'Re: News' }, 'Yes, please.'),
    ['reply ada@example.org null null'],
  ],
];

describe('a message that came back is understood', () => {
  for (const [what, raw, said] of SAID) {
    it(`when it is ${what}`, async () => {
      const findings = await readFeedback(Buffer.from(raw));
      const lines = findings
        .map((finding) => explain('x.eml', finding))
        .map(({ kind, recipient, status, verdict }) => `${kind} ${recipient} ${status} ${verdict}`);
      assert.deepEqual(lines, said);
    });
  }

  it('when it is a report that was sent on: one of a bounce by whoever gets them, an answer by whoever answers', async () => {
    const raw = mail(
      {
        From: 'ada@example.org',
        To: 'reply@news.example.com',
        Subject: 'What is this?',
        'Content-Type': 'multipart/mixed; boundary=A',
      },
      '--A',
      'Content-Type: text/plain',
      '',
      'I wrote to your desk and got this back.',
      '--A',
      'Content-Type: message/rfc822',
      '',
      report('Undelivered', UNKNOWN),
      '--A--',
    );
    const kinds = async (isForAnswers: boolean) =>
      (await readFeedback(Buffer.from(raw), isForAnswers)).map(({ kind }) => kind);
    assert.deepEqual(await kinds(false), ['bounce']);
    assert.deepEqual(await kinds(true), ['reply']);
  });

  it('when a machine wrote it: as what a mail system may have reported, or as surely something else', async () => {
    const of = (head: Record<string, string>) => readFeedback(Buffer.from(mail(head, 'Hello')));
    const automatic = { 'Auto-Submitted': 'auto-replied' };
    const subject = 'Report domain: example.com Submitter: isp.example Report-ID: 7';
    for (const [head, mayBeReport] of [
      [{ From: 'MAILER-DAEMON@isp.example', Subject: 'News', ...automatic }, true],
      [{ 'Return-Path': '<>', From: 'desk@isp.example', Subject: 'News' }, true],
      [{ 'Return-Path': '<>', From: 'ada@isp.example', Subject: 'News', ...automatic }, false],
      [{ 'Return-Path': '<>', From: 'noreply-dmarc@isp.example', Subject: subject }, false],
    ] as const)
      assert.deepEqual(await of(head), [
        { kind: 'automatic', from: head.From, text: 'Hello\n', mayBeReport },
      ]);
  });

  it('keeps what the server said, and is a bounce of the event model', async () => {
    const [finding] = await readFeedback(Buffer.from(report('Undelivered', UNKNOWN)));
    assert.ok(finding?.kind === 'bounce');
    const { status, analysis } = finding.bounce;
    assert.match(status.diagnostic, /no such user here/);
    assert.deepEqual([status.type, status.mta, status.code.basic], ['async', 'in.example.org', 550]);
    assert.equal(analysis.rule, 'unknown user');
    const id = 'd52055cd-e854-4177-8ef5-b10fd8d568a7';
    const activation = {
      id: '000PE4',
      kind: 'message',
      receiver: { type: 'id', value: '000R4M0T' },
      stamp: { time: 1, id, thread: id },
    };
    const { flaws } = validateEvent({
      type: 'bounce',
      id,
      timestamp: 1,
      identity: { type: 'customer', agency: 'DEMO', customer: '028' },
      source: { type: 'email', detail: { activation, bounce: finding.bounce } },
    });
    assert.equal(flaws, undefined);
  });
});

describe('a message that is damaged', () => {
  it(`is read to what it is worth, and never makes it fail, seed ${SEED}`, async () => {
    const bytes = SAID.map(([, raw]) => Buffer.from(raw));
    const edit = fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 8 }), fc.nat(40));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.array(edit, { maxLength: 12 }), async (which, edits) => {
        let raw = bytes[which] ?? Buffer.alloc(0);
        for (const [at, put, gone] of edits) {
          const place = at % (raw.length + 1);
          raw = Buffer.concat([raw.subarray(0, place), put, raw.subarray(place + gone)]);
        }
        assert.ok((await readFeedback(raw)).length > 0);
      }),
      { seed: SEED, numRuns: DAMAGED },
    );
  });

  for (const [what, raw] of [
    ['that is nothing', ''],
    ['whose parts have parts without end', nested(2000)],
    ['of one line without end', `Subject: ${'x'.repeat(2_000_000)}`],
    ['of a hundred thousand header fields', `${'X-A: b\r\n'.repeat(100_000)}\r\nend`],
    ['of a header field that is folded without end', `Subject: x\r\n${' y\r\n'.repeat(100_000)}\r\nend`],
    ['of bytes of value zero', '\0'.repeat(1_000_000)],
    ['whose base64 is none', attached('text/plain', '*=='.repeat(100_000))],
    ['whose characters are in no character set', attached('text/plain; charset=klingon', '/////w==')],
    ['with an archive that would be huge', attached('application/gzip', BOMB.toString('base64'))],
    ['with a report that would be huge', attached('message/delivery-status', BOMB.toString('base64'))],
    ['of ten thousand recipients', report('Undelivered', ...Array.from({ length: 10_000 }, () => UNKNOWN))],
    [
      'with a thousand addresses in a line',
      mail({ ...DAEMON, Subject: 'failure notice' }, 'a@b.c '.repeat(1000)),
    ],
  ] as const) {
    it(`is read in bounded time when it is one ${what}`, async () => {
      const begun = process.cpuUsage();
      const findings = await readFeedback(Buffer.from(raw));
      const { user, system } = process.cpuUsage(begun);
      assert.ok(findings.length > 0 && findings.length < 2000, String(findings.length));
      // Far from what it takes, and from what would hold up a server.
      assert.ok(user + system < 5e6, `${user + system} µs`);
    });
  }
});

function attached(type: string, base64: string): string {
  const head = { ...DAEMON, 'Content-Type': 'multipart/mixed; boundary=B' };
  const part = [
    '--B',
    `Content-Type: ${type}`,
    'Content-Encoding: gzip',
    'Content-Transfer-Encoding: base64',
  ];
  return mail(head, ...part, '', base64, '--B--');
}

function nested(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}`,
  );
  return `${open.join('\r\n')}\r\n\r\nend`;
}
