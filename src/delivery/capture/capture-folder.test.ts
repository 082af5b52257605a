import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../../test/support/data-folder.ts';
import { emailTransportContract } from '../email-transport.contract.ts';
import { CaptureFolder } from './capture-folder.ts';

const MAIL = { from: 'b@example.com', to: 'a@example.org', raw: Buffer.from('Subject: s\r\n\r\nHello\r\n') };

emailTransportContract('CaptureFolder', async (t) => {
  const folder = join(await scratchFolder(t), 'captured', 'DEMO-028');
  return {
    transport: new CaptureFolder(folder),
    async arrived() {
      const files = (await readdir(folder)).map((name) => readFile(join(folder, name)));
      return (await Promise.all(files)).map((file) => {
        const [, from = '?', to = '?'] =
          /^Return-Path: <(.*)>\r\nDelivered-To: (.*)\r\n/.exec(file.toString('latin1')) ?? [];
        const head = `Return-Path: <${from}>\r\nDelivered-To: ${to}\r\n`;
        return { from, to, raw: file.subarray(head.length) };
      });
    },
  };
});

test('captures are for this user alone, and their names sort by time', async (t) => {
  const folder = join(await scratchFolder(t), 'captured');
  let now = Date.UTC(2026, 5, 15, 9, 30);
  const transport = new CaptureFolder(folder, () => now++);
  for (let count = 0; count < 3; count++) await transport.send(MAIL);
  const names = await readdir(folder);
  assert.equal(names.length, 3);
  for (const [index, name] of names.toSorted().entries()) {
    assert.match(name, new RegExp(`^2026-06-15T093000\\.00${index}Z-[\\da-f-]{36}\\.eml$`));
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  }
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
});

test('a message that cannot be kept is not accepted', async (t) => {
  const folder = join(await scratchFolder(t), 'captured');
  await writeFile(folder, 'not a folder');
  const delivery = await new CaptureFolder(folder).send(MAIL);
  assert.equal(delivery.outcome, 'unreachable');
  assert.equal(delivery.reason, 'storage');
  assert.deepEqual([delivery.permanent, delivery.uncertain], [false, false]);
  assert.match(delivery.diagnostic, /cannot be kept: E/);
});
