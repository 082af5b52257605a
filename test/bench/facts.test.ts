import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dataFile } from '../../bench/data-file.ts';
import { factsOf } from '../../bench/facts.ts';
import { writeRows } from '../../bench/products/rows-file.ts';
import { MAILBOXES } from '../../bench/shared-mailboxes.ts';
import { contactId } from '../../src/demo/short-id.ts';
import { facetsOf } from '../../src/events/facets.ts';
import { validateEvent } from '../../src/events/model/validate.ts';

const folder = await mkdtemp(join(tmpdir(), 'chappe-bench-'));
after(() => rm(folder, { recursive: true }));
const { path, events } = await dataFile(folder, 3_000);
const lines = (await readFile(path, 'utf8')).trim().split('\n');

test('what is counted without parsing is what parsing finds', async () => {
  const facts = await factsOf(path);
  const facets = lines.map((line) => {
    const { event } = validateEvent(JSON.parse(line));
    assert.ok(event !== undefined, line);
    return facetsOf(event);
  });
  const shown = facets.filter(({ robot }) => robot === undefined);
  assert.equal(facts.all, events);
  assert.equal(facts.shown, shown.length);
  assert.equal(facts.hits, shown.filter(({ type }) => type === 'hit').length);
  assert.equal(facts.robotHits, facets.length - shown.length);
  const [owner = ''] = shown.map((one) => one.owner);
  assert.equal(facts.actions.get(owner), shown.filter((one) => one.owner === owner).length);
  const mailbox = contactId(3);
  assert.equal(facts.contacts.get(mailbox), shown.filter(({ contact }) => contact === mailbox).length);
});

test('contacts that share a mailbox have as many events as an action', async () => {
  const { contacts, shown } = await factsOf(path);
  const shared = Array.from({ length: MAILBOXES }, (_, n) => contacts.get(contactId(n)) ?? 0);
  const sum = shared.reduce((total, count) => total + count, 0);
  assert.ok(sum / shown > 0.05 && sum / shown < 0.11, `${sum} of ${shown}`);
});

test('rows for databases have every event, in order, with thirteen columns', async () => {
  const target = join(folder, 'rows.tsv');
  await writeRows(path, target);
  const rows = (await readFile(target, 'utf8'))
    .trim()
    .split('\n')
    .map((row) => row.split('\t'));
  assert.equal(rows.length, events);
  assert.ok(rows.every((row) => row.length === 13));
  assert.deepEqual(
    rows.map((row) => row[12]),
    lines,
  );
  assert.equal(rows[1]?.[0], '2');
});
