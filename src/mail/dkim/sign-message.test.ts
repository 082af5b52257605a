import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { composeMessage } from '../compose.ts';
import { canonicalBody } from './canonical.ts';
import {
  DKIM_ALGORITHMS,
  type DkimAlgorithm,
  type DkimKey,
  dkimRecord,
  makePrivateKey,
  readPrivateKey,
} from './dkim-key.ts';
import { signMessage } from './sign-message.ts';

const NOW = Date.UTC(2026, 5, 15);
const KEYS = new Map<DkimAlgorithm, DkimKey>();
const RECORDS = new Map<string, string>();
for (const algorithm of DKIM_ALGORITHMS) {
  const privateKey = readPrivateKey(await makePrivateKey(algorithm));
  const selector = algorithm.slice(0, 3);
  KEYS.set(algorithm, { domain: 'example.com', selector, algorithm, privateKey });
  RECORDS.set(`${selector}._domainkey.example.com`, dkimRecord(algorithm, privateKey));
}

async function composed(subject = 'Été 😀') {
  const { raw } = await composeMessage({
    id: 'm1',
    date: new Date(NOW),
    from: { address: 'news@example.com', label: 'L’Été' },
    returnPath: 'b@example.com',
    to: { address: 'claire@example.org' },
    subject: `${subject} ${'mot '.repeat(50)}`,
    html: `<p>Bonjour   \n\t é ${'x'.repeat(500)}</p>\n\n\n`,
    text: 'Bonjour',
    listId: 'a',
    unsubscribe: { url: 'https://t.example.com/u' },
  });
  return raw;
}

/** What an independent verifier says of each signature. */
async function verdicts(message: Buffer | string): Promise<string[]> {
  const { results } = await dkimVerify(Buffer.from(message), {
    curTime: new Date(NOW),
    resolver: async (name: string) => {
      const record = RECORDS.get(name);
      if (record === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
      return [[record]];
    },
  });
  return results.map(({ selector, status }) => `${selector} ${status.result}`);
}

function keys(...algorithms: DkimAlgorithm[]): DkimKey[] {
  return algorithms.flatMap((algorithm) => KEYS.get(algorithm) ?? []);
}

describe('a signature', () => {
  it('is found good by an independent verifier, RSA and Ed25519', async () => {
    const message = await composed();
    assert.deepEqual(await verdicts(await signMessage(message, keys('rsa-sha256'), NOW)), ['rsa pass']);
    const both = await signMessage(message, keys('rsa-sha256', 'ed25519-sha256'), NOW);
    assert.deepEqual((await verdicts(both)).sort(), ['ed2 pass', 'rsa pass']);
    assert.ok(both.subarray(-message.length).equals(message), 'the message itself is as it was');
    for (const line of both.toString('latin1').split('\r\n')) assert.ok(line.length <= 998);
  });

  it('stands whatever servers on the way may do to blanks and folding', async () => {
    const signed = (await signMessage(await composed(), keys('rsa-sha256'), NOW)).toString('latin1');
    const refolded = signed.replace(/\r\n (?=mot|_mot|=\?)/g, '\r\n\t  ').replace(/^Subject:/m, 'SUBJECT :');
    assert.notEqual(refolded, signed);
    assert.deepEqual(await verdicts(Buffer.from(`${refolded}\r\n\r\n`, 'latin1')), ['rsa pass']);
    assert.deepEqual(await verdicts(Buffer.from(`Received: from a by b\r\n${signed}`, 'latin1')), [
      'rsa pass',
    ]);
  });

  it('breaks when anything that a reader sees is changed or put in', async () => {
    const signed = (await signMessage(await composed(), keys('rsa-sha256'), NOW)).toString('latin1');
    const changes: [string, string][] = [
      ['body', signed.replace('Bonjour', 'Bonsoir')],
      ['from', signed.replace('news@example.com', 'info@example.com')],
      ['second from', signed.replace('\r\nTo:', '\r\nFrom: evil@example.com\r\nTo:')],
      ['second subject', `Subject: Other\r\n${signed}`],
      ['reply-to', `Reply-To: evil@example.net\r\n${signed}`],
      ['copy', `Cc: evil@example.net\r\n${signed}`],
      ['unsubscribe', signed.replace('https://t.example.com/u', 'https://t.example.com/v')],
      ['type', signed.replace('multipart/alternative', 'multipart/mixed')],
    ];
    for (const [what, changed] of changes) {
      assert.notEqual(changed, signed, what);
      const verdict = await verdicts(Buffer.from(changed, 'latin1'));
      assert.equal(verdict.length, 1);
      assert.doesNotMatch(verdict.join(), /pass/, what);
    }
  });

  it('is left out without a key', async () => {
    const message = await composed();
    assert.equal(await signMessage(message, [], NOW), message);
  });

  it('is right for bodies of every shape', async () => {
    const head = 'From: a@example.com\r\nSubject: s\r\n';
    for (const body of [
      '',
      '\r\n',
      '\r\n\r\n',
      ' \r\n',
      'a',
      'a \t b  \r\n\r\n c\r\n\r\n\r\n',
      '\r\n\r\na\r\n \r\n',
      `${' '.repeat(1e6)}x`,
    ]) {
      const signed = await signMessage(Buffer.from(`${head}\r\n${body}`), keys('rsa-sha256'), NOW);
      assert.deepEqual(await verdicts(signed), ['rsa pass'], JSON.stringify(body.slice(0, 30)));
    }
  });
});

it('the canonical body takes time in proportion to its length', () => {
  const begun = performance.now();
  canonicalBody(Buffer.from(`${' '.repeat(10_000_000)}x`));
  assert.ok(performance.now() - begun < 2000);
});

it('keys are as strong as receivers ask for, and their records as DNS takes them', async () => {
  const rsa = KEYS.get('rsa-sha256');
  assert.equal(rsa?.privateKey.asymmetricKeyDetails?.modulusLength, 2048);
  assert.match(RECORDS.get('rsa._domainkey.example.com') ?? '', /^v=DKIM1; k=rsa; p=MII[\w+/]{380,}=*$/);
  assert.match(RECORDS.get('ed2._domainkey.example.com') ?? '', /^v=DKIM1; k=ed25519; p=[\w+/]{43}=$/);
});
