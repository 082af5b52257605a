import assert from 'node:assert/strict';
import { it } from 'node:test';
import { assertFailed, run } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';

it('chappe tracking makes, lists and retires signing keys, and never shows one', async (t) => {
  const { data } = await dataFolder(t);
  const made = await run(['tracking', 'rotate', 'DEMO/028', '--data', data]);
  assert.match(made.stderr, /^made signing key 2 of DEMO\/028, which signs from now on/);
  const retired = await run(['tracking', 'retire', 'DEMO/028', '1', '--data', data]);
  assert.match(retired.stderr, /^retired signing key 1 of DEMO\/028/);
  assertFailed(
    await run(['tracking', 'retire', 'DEMO/028', '2', '--data', data]),
    1,
    /signing key 2 is the newest of account DEMO\/028; make another first/,
  );
  assertFailed(await run(['tracking', 'retire', 'DEMO/028', 'x', '--data', data]), 2, /'x' is no number/);
  assertFailed(await run(['tracking', 'rotate', 'NO/ONE', '--data', data]), 1, /chappe account create/);
  const listed = await run(['tracking', 'keys', 'DEMO/028', '--data', data]);
  assert.match(listed.stdout, /^NUMBER +CREATED +RETIRED\n1 +\S+ +\d\S+\n2 +\S+ +-\n$/);
  const json = await run(['tracking', 'keys', 'DEMO/028', '--json', '--data', data]);
  const keys: unknown = JSON.parse(json.stdout);
  assert.ok(Array.isArray(keys));
  assert.deepEqual(
    keys.map((key) => Object.keys(key)),
    [
      ['number', 'createdAt', 'retiredAt'],
      ['number', 'createdAt', 'retiredAt'],
    ],
  );
});
