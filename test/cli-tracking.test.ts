import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { SigningKeyRing } from '../src/tracking/signing-key-ring.ts';
import { assertFailed, run } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';

const DEMO = parseAccount('DEMO/028');

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

it('chappe tracking legacy-secret takes a secret for older links, and never shows it', async (t) => {
  const { data } = await dataFolder(t);
  const secret = 'geheim-4711';
  const set = await run(['tracking', 'legacy-secret', 'DEMO/028', '-', '--data', data], {
    input: `${secret}\n`,
  });
  assert.match(
    set.stderr,
    /^older links of DEMO\/028 that are signed with the secret lead on from now on\n$/,
  );
  const catalog = await openCatalog(data);
  t.after(() => catalog.close());
  const ring = new SigningKeyRing(catalog);
  assert.equal((await ring.of(DEMO)).olderSecret?.export().toString(), secret);
  const wrong = await run(['tracking', 'legacy-secret', 'DEMO/028', `${secret} `, '--data', data]);
  assertFailed(wrong, 2, /a secret for older links has 1 to 256 characters/);
  const forgotten = await run(['tracking', 'legacy-secret', 'DEMO/028', '--data', data]);
  assert.match(forgotten.stderr, /^forgot the secret/);
  assert.equal((await ring.of(DEMO)).olderSecret, undefined);
  for (const { stdout, stderr } of [set, wrong, forgotten])
    assert.equal((stdout + stderr).includes(secret), false);
});
