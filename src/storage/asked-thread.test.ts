import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { AskedThread } from './asked-thread.ts';

/** Writes whatever it is asked to, and then finds that it is not on the disk. */
const THREAD = `
  const { parentPort } = require('node:worker_threads');
  const failure = { full: false, error: new Error('it may not be on the disk') };
  parentPort.on('message', (requests) => {
    for (const { do: what, call } of requests)
      parentPort.postMessage({
        file: '', calls: [call], outcomes: [what], events: [], ...(what === 'probe' && { failure }),
      });
  });`;

test('whoever asks how a thread is learns that it cannot write any more; it is closed all the same', async () => {
  const thread = new AskedThread<string, string, string>({
    start: () => new Worker(THREAD, { eval: true }),
    ended: 'it has ended',
    full: (options) => new Error('the disk is full', options),
    answer: (outcome, { resolve }) => resolve(outcome),
  });
  await thread.probe();
  assert.equal(await thread.write('a', 'one'), 'write');
  await assert.rejects(thread.probe(), /may not be on the disk/);
  await thread.close();
  await assert.rejects(thread.write('a', 'two'), /it has ended/);
});
