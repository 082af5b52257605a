import assert from 'node:assert/strict';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

test('a thread lowers its own priority, and that of no other', {
  skip: process.platform !== 'linux',
}, async () => {
  const before = getPriority();
  const program = `
    const { readlinkSync } = require('node:fs');
    const { getPriority } = require('node:os');
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData).then(({ lowerPriority }) => {
      lowerPriority();
      parentPort.postMessage(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))));
    });`;
  const worker = new Worker(program, { eval: true, workerData: import.meta.resolve('./lower-priority.ts') });
  const [priority] = await once(worker, 'message');
  assert.equal(priority, 5);
  assert.equal(getPriority(), before);
});
