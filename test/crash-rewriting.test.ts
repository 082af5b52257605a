import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './support/chappe-process.ts';
import { roundsOf } from './support/crash-rounds.ts';
import { store } from './support/data-folder.ts';
import { assertForgotten } from './support/forgotten.ts';
import { get, md5 } from './support/promised-feeds.ts';
import { assertFeeds, type Published, settle } from './support/published.ts';
import type { LogLook } from './support/sealed-log.ts';
import { ServedLog } from './support/served-log.ts';

/** Sees from when on a command rewrites. */
function rewriting(look: LogLook) {
  const before = look.rewrites();
  return { begun: () => look.rewrites() > before };
}

test(`${roundsOf('purge')} kills of a purge lose no event that was to be kept`, async (t) => {
  const log = await ServedLog.fill(t, 'purge', { count: 1600, contacts: 50 });
  const each = 600;
  while (log.killing.goesOn()) {
    const more = log.later(each);
    await store(
      log.data,
      more.map(({ event }) => event),
    );
    log.published.push(...more);
    const instants = log.published.map(({ timestamp }) => timestamp).toSorted((a, b) => a - b);
    const before = instants[each] ?? 0;
    const command = ['events', 'purge', 'DEMO/028', '--before', String(before), '--yes', '--data', log.data];
    await log.round(command, rewriting, { gone: ({ timestamp }) => timestamp < before });
    if (log.random.chance(0.5)) continue;
    const again = await run(command);
    assert.equal(again.code, 0, again.stderr);
    log.published = log.published.filter(({ timestamp }) => timestamp >= before);
  }
  t.diagnostic(`${log.killing.told()} were killed in the middle`);
  await assertFeeds(await log.client(), log.published);
  await log.stop();
});

test(`${roundsOf('erasure')} kills of an erasure lose no event, and the contact is forgotten in the end`, async (t) => {
  const contacts = 2 * roundsOf('erasure') + 20;
  const log = await ServedLog.fill(t, 'erasure', { count: contacts * 50, contacts });
  const people = peopleIn(log.published);
  while (log.killing.goesOn()) {
    const person = people.shift();
    assert.ok(person, 'all contacts are erased');
    const { own, ...known } = person;
    const names = Object.values(known);
    const changed = ({ id }: Published, text: string) =>
      own.has(id) && !names.some((name) => text.includes(name));
    const erasing = ['contact', 'erase', 'DEMO/028', '--yes', '--data', log.data];
    await log.round([...erasing, '--id', known.id], rewriting, { changed });
    // Whoever is known by any name is erased by it, however far it had come.
    const [option, name] = log.random.pick([
      ['--id', known.id],
      ['--unicity', known.unicity],
      ['--hash', known.hash],
    ]);
    const again = await run([...erasing, option ?? '', name ?? '']);
    assert.ok(again.code === 0 || /names this contact/.test(again.stderr), again.stderr);
    assertForgotten(log.data, names);
    log.published = await settle(await log.client(), log.published, { changed });
    assert.deepEqual(
      log.published.filter(({ text }) => names.some((each) => text.includes(each))),
      [],
    );
  }
  t.diagnostic(`${log.killing.told()} were killed in the middle`);
  await log.stop();
});

/** The contacts that are known by three names, with the ids of their events. */
function peopleIn(published: readonly Published[]) {
  const people = new Map<string, { id: string; unicity: string; hash: string; own: Set<string> }>();
  for (const { id: event, event: value } of published) {
    const detail = get(value, 'source', 'detail');
    const contact = get(detail, 'activation', 'receiver') ?? get(detail, 'execution', 'recipient');
    if (get(contact, 'type') !== 'footprint') continue;
    const id = String(get(contact, 'id'));
    const unicity = String(get(contact, 'unicity'));
    const person = people.get(id) ?? { id, unicity, hash: md5(unicity), own: new Set() };
    people.set(id, person);
    person.own.add(event);
  }
  return [...people.values()].toSorted((a, b) => b.own.size - a.own.size);
}
