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
}
