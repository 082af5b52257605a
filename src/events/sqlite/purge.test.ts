import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataFolder, store } from '../../../test/support/data-folder.ts';
import { executions, NOON } from '../../../test/support/sample-events.ts';
import { assertSealed, assertWell, logFile, sealSmall } from '../../../test/support/sealed-log.ts';
import { openForWriting } from './open.ts';
import { purge } from './purge.ts';
import { SEALER_CONNECTION } from './sealer.ts';

test('what a purge that was broken off has left is sealed again', async (t) => {
  const { data } = await dataFolder(t);
  await store(data, executions(3000));
  sealSmall(data);
  const database = openForWriting(logFile(data), SEALER_CONNECTION);
  const breakOff = () => {
    throw new Error('broken off');
  };
  await assert.rejects(purge(database, NOON + 2_000_000, breakOff), /broken off/);
  assert.ok(Number(database.prepare('SELECT min(position) AS first FROM events').get()?.first) > 1);
  database.close();
  assertWell(data);
  assertSealed(data);
});
