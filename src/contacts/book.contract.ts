import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { ContactBooks } from './book.ts';
import { Refusal } from './refusal.ts';

/** Makes books; called again in one test, it opens the same ones as another process would after this one ended. */
export type MakeBooks = (t: TestContext) => { open: () => Promise<ContactBooks> };

/** What every implementation of `ContactBooks` promises. */
export function contactBooksContract(make: MakeBooks): void {
  describe('a book', () => {
    test('has the fields of every account from the beginning', async (t) => {
      const book = (await make(t).open()).of('DEMO-028');
      assert.deepEqual(
        book.fields().map(({ id, name }) => `${id} ${name}`),
        ['1 Email', '2 Phone', '3 FirstName', '4 LastName', '5 Language'],
      );
      assert.deepEqual(book.valueLists(), []);
    });

    test('is the same whenever it is asked for, and another for another account', async (t) => {
      const books = await make(t).open();
      assert.equal(books.of('A-1'), books.of('A-1'));
      await books.of('A-1').change({ do: 'create-value-list', draft: { name: 'mine' } });
      assert.equal(books.of('A-1').valueLists().length, 1);
      assert.deepEqual(books.of('A-2').valueLists(), []);
    });

    test('answers a change with what it made, which is read from then on and after another start', async (t) => {
      const { open } = make(t);
      const books = await open();
      const answer = await books
        .of('A-1')
        .change({ do: 'create-field', draft: { type: 'date', name: 'Birthday' } });
      const made: unknown = JSON.parse(answer);
      assert.deepEqual(books.of('A-1').fields().at(-1), made);
      await books.close();
      assert.deepEqual((await open()).of('A-1').fields().at(-1), made);
    });

    test('answers with nothing when there is nothing to tell', async (t) => {
      const book = (await make(t).open()).of('A-1');
      assert.equal(await book.change({ do: 'delete-field', id: 5 }), '');
    });

    test('makes changes one after the other, each whole or not at all', async (t) => {
      const book = (await make(t).open()).of('A-1');
      const create = (name: string) => book.change({ do: 'create-field', draft: { type: 'date', name } });
      const outcomes = await Promise.allSettled([create('a'), create('A'), create('b'), create('B')]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
      );
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue;
        assert.ok(outcome.reason instanceof Refusal);
        assert.equal(outcome.reason.kind, 'already-exists');
        assert.match(outcome.reason.message, /is named '[ab]'/);
      }
      assert.deepEqual(
        book.fields().map(({ name }) => name),
        ['Email', 'Phone', 'FirstName', 'LastName', 'Language', 'a', 'b'],
      );
    });
  });
  describe('bounces', () => {
    test('are kept one for each address, shown on the contact, and listed', async (t) => {
      const book = (await make(t).open()).of('A-1');
      for (const Email of ['a@example.com', 'b@example.com'])
        await book.change({ do: 'create-contact', values: { Email } });
      const note = { field: 1, type: 'soft', timestamp: 1_465_831_159_000, message: '4.2.2 full' } as const;
      await book.change({ do: 'note-bounce', id: '00000002', note });
      const hard = {
        field: 1,
        type: 'hardUser',
        timestamp: 1_465_831_160_999,
        message: '5.1.0 nobody',
      } as const;
      await book.change({ do: 'note-bounce', id: '00000002', note: hard });
      await book.change({ do: 'note-bounce', id: '00000002', note: { ...note, field: 2 } });
      assert.deepEqual(book.find({ by: 'id', text: '00000002' })?.bounce, [
        { field: 1, type: 1, timestamp: '1465831160', reason: 52 },
        { field: 2, type: 0, timestamp: '1465831159', reason: 4 },
      ]);
      assert.deepEqual(book.find({ by: 'id', text: '00000001' })?.bounce, []);
      assert.deepEqual(JSON.parse(`[${[...book.list({ of: 'bounced' })].join()}]`), [
        {
          id: '00000002',
          bounces: [
            {
              type: 'hardUser',
              fieldId: 1,
              detail: { message: '5.1.0 nobody' },
              timestamp: '2016-06-13T15:19:20Z',
            },
            {
              type: 'soft',
              fieldId: 2,
              detail: { message: '4.2.2 full' },
              timestamp: '2016-06-13T15:19:19Z',
            },
          ],
        },
      ]);
      await book.change({ do: 'delete-field', id: 2 });
      assert.equal(book.find({ by: 'id', text: '00000002' })?.bounce.length, 1);
      await book.change({ do: 'delete-contact', id: '00000002' });
      assert.deepEqual([...book.list({ of: 'bounced' })], []);
    });

    test('of nobody, or of no field, are refused', async (t) => {
      const book = (await make(t).open()).of('A-1');
      await book.change({ do: 'create-contact', values: { Email: 'a@example.com' } });
      const note = { field: 1, type: 'soft', timestamp: 0, message: '' } as const;
      const refused = (error: unknown) => error instanceof Refusal && error.kind === 'not-found';
      await assert.rejects(book.change({ do: 'note-bounce', id: '00000002', note }), refused);
      const nowhere = { ...note, field: 99 };
      await assert.rejects(book.change({ do: 'note-bounce', id: '00000001', note: nowhere }), refused);
    });
  });

  describe('names of contacts', () => {
    test('are found many at once, in the order that was asked for, by any of them', async (t) => {
      const book = (await make(t).open()).of('A-1');
      for (const Email of ['a@example.com', 'b@example.com'])
        await book.change({ do: 'create-contact', values: { Email } });
      const b = {
        type: 'footprint',
        id: '00000002',
        unicity: 'b@example.com',
        hash: book.hashOf('b@example.com'),
      };
      const found = book.footprints([
        { by: 'unicity', text: ' B@example.com' },
        { by: 'unicity', text: 'nobody@example.com' },
        { by: 'id', text: '00000002' },
        { by: 'id', text: 'no id' },
        { by: 'hash', text: b.hash },
        { by: 'id', text: '00000001' },
      ]);
      assert.deepEqual(found.slice(0, 5), [b, undefined, b, undefined, b]);
      assert.equal(found[5]?.unicity, 'a@example.com');
      assert.deepEqual(book.footprints([]), []);
      await book.change({ do: 'change-contact', id: '00000002', values: { Email: 'c@example.com' } });
      assert.deepEqual(book.footprints([{ by: 'unicity', text: b.unicity }]), [undefined]);
      assert.equal(book.footprints([{ by: 'unicity', text: 'c@example.com' }])[0]?.id, '00000002');
    });
  });

  describe('a list', () => {
    test('goes on where it was while contacts come and go, and ends where it was to end', async (t) => {
      const book = (await make(t).open()).of('A-1');
      const create = (number: number) =>
        book.change({ do: 'create-contact', values: { Email: `a${number}@example.com` } });
      await Promise.all(Array.from({ length: 1100 }, (_, number) => create(number)));
      const list = book.list({ of: 'contacts' })[Symbol.iterator]();
      const texts = [String(list.next().value)];
      await book.change({ do: 'delete-contact', id: '00000001' });
      await book.change({ do: 'delete-contact', id: 'UK' });
      await create(2000);
      for (let next = list.next(); next.done !== true; next = list.next()) texts.push(next.value);
      assert.ok(texts.length > 2);
      const listed: unknown = JSON.parse(`[${texts.join()}]`);
      assert.ok(Array.isArray(listed));
      // The first was read before it was deleted, the last came later, and UK was deleted before it was read.
      assert.equal(listed.length, 1099);
    });
  });
}
