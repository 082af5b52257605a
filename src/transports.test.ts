import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../test/support/data-folder.ts';
import { startSink } from '../test/support/mail-sink.ts';
import { parseAccount } from './accounts/account.ts';
import { CAPTURE_PROFILE } from './senders/profiles.ts';
import { Transports } from './transports.ts';

const DEMO = parseAccount('DEMO/028');
const MAIL = { from: 'b@example.com', to: 'a@example.org', raw: Buffer.from('Subject: s\r\n\r\n') };

test('each sender has one way out, which its URL names', async (t) => {
  const data = await scratchFolder(t);
  const { port, mails } = await startSink(t, { disabledCommands: ['STARTTLS'] });
  const transports = new Transports({ data, mailHost: 'mail.example.com' });
  t.after(() => transports.close());
  const profile = { number: 1, name: 'relay', url: `smtp://127.0.0.1:${port}?rate=5`, createdAt: 0 };
  const relay = transports.of(DEMO, profile);
  assert.equal((await relay.transport.send(MAIL)).outcome, 'accepted');
  assert.equal(mails.length, 1);
  assert.deepEqual(relay.rate, { perSecond: 5 });
  assert.equal(transports.of(DEMO, profile), relay);
  assert.notEqual(transports.of(parseAccount('DEMO/029'), profile), relay);

  const capture = transports.of(DEMO, CAPTURE_PROFILE);
  assert.equal((await capture.transport.send(MAIL)).outcome, 'accepted');
  assert.equal(readdirSync(join(data, 'captured', 'DEMO-028')).length, 1);

  const names = {
    resolveMx: async () => [{ exchange: '', priority: 0 }],
    resolve4: async () => [],
    resolve6: async () => [],
  };
  const direct = new Transports({ data, mailHost: 'auto' }, names);
  const delivery = await direct.of(DEMO, { ...profile, url: 'mx:' }).transport.send(MAIL);
  assert.equal(delivery.outcome === 'unreachable' && delivery.reason, 'domain without mail');
  await direct.close();
});
