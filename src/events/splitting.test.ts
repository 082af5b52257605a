import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { NoArray, splitArray, splitLines, TooLong } from './splitting.ts';

type Split = (chunks: AsyncIterable<Buffer>, maxBytes: number) => AsyncGenerator<Buffer[]>;

/** The bytes, cut at these places. */
async function* cutAt(bytes: Buffer, places: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const place of places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b)) {
    yield bytes.subarray(start, place);
    start = place;
  }
  yield bytes.subarray(start);
}

/** What came before the end or the error, and the error. */
async function outcome(split: Split, bytes: string | Buffer, places: readonly number[] = [], maxBytes = 1e6) {
  const found: string[] = [];
  try {
    for await (const bundle of split(cutAt(Buffer.from(bytes), places), maxBytes)) {
      assert.ok(bundle.length > 0);
      found.push(...bundle.map((element) => element.toString()));
    }
    return { found };
  } catch (error) {
    return { found, error };
  }
}

/** The elements, whatever white space they have around them. */
async function elementsOf(text: string, places: readonly number[] = []): Promise<string[]> {
  const { found, error } = await outcome(splitArray, text, places);
  assert.equal(error, undefined);
  return found.map((element) => element.trim());
}

/** Cut between any two bytes. */
function everywhere(text: string): number[] {
  return Array.from(Buffer.from(text), (_, at) => at);
}

const places = fc.array(fc.nat(), { maxLength: 30 });
const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);

/** Values whose text is full of what the splitter looks at. */
const value = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', 'é', '漢', '\n', 'x') }),
);

describe('an array is cut into its elements', () => {
  it('wherever its bytes are cut, and however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(value),
        fc.constantFrom(undefined, 1, '\t'),
        space,
        places,
        async (values, indent, blank, cuts) => {
          const text = `${blank}${JSON.stringify(values, null, indent)}${blank}`;
          const elements = await elementsOf(text, cuts);
          assert.deepEqual(
            elements.map((element) => JSON.parse(element)),
            JSON.parse(JSON.stringify(values)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('byte by byte', async () => {
    const text = ' [ {"a":"\\"]é"} ,\n[1,[2]],"}\\\\",null ]\n';
    assert.deepEqual(await elementsOf(text, everywhere(text)), [
      '{"a":"\\"]é"}',
      '[1,[2]]',
      '"}\\\\"',
      'null',
    ]);
  });

  it('also when it has none', async () => {
    for (const text of ['[]', ' [ ] ', '\n[\n]\n']) assert.deepEqual(await elementsOf(text), [], text);
  });

  it('without looking whether they are JSON', async () => {
    assert.deepEqual(await elementsOf('[nonsense, {"a":1], tru]'), ['nonsense', '{"a":1]', 'tru']);
  });
});

describe('what is no array is refused, after the elements before the flaw', () => {
  const cases: [string, string, string[], RegExp][] = [
    ['nothing', '', [], /ends before the array does/],
    ['blanks', ' \n', [], /ends before the array does/],
    ['an object', '{"a":1}', [], /does not begin with \[/],
    ['a string', '"[1]"', [], /does not begin with \[/],
    ['a closing bracket', ']', [], /does not begin with \[/],
    ['a comma after the last element', '[1,2,]', ['1', '2'], /element is missing after the last comma/],
    ['a comma before the first element', '[,1]', [], /element is missing before a comma/],
    ['two commas', '[1,,2]', ['1'], /element is missing before a comma/],
    ['only a comma', '[,]', [], /element is missing before a comma/],
    ['text after the end', '[1,2] x', ['1', '2'], /something follows the end/],
    ['a second array', '[1][2]', ['1'], /something follows the end/],
    ['a second end', '[1]]', ['1'], /something follows the end/],
    ['a comma after the end', '[1],', ['1'], /something follows the end/],
    ['a brace in place of the end', '[1}', [], /ends with } instead of ]/],
    ['an end without an element', '[}', [], /ends with } instead of ]/],
    ['no end', '[1,2', ['1'], /ends before the array does/],
    ['an end inside an element', '[1,{"a":[', ['1'], /ends before the array does/],
    ['an end inside a string', '[1,"]', ['1'], /ends before the array does/],
  ];
  for (const [name, text, before, message] of cases) {
    it(name, async () => {
      for (const cuts of [[], everywhere(text)]) {
        const { found, error } = await outcome(splitArray, text, cuts);
        assert.deepEqual(
          found.map((element) => element.trim()),
          before,
        );
        assert.ok(error instanceof NoArray, String(error));
        assert.match(error.message, message);
      }
    });
  }

  it('an array that is cut off anywhere, never taken for a whole one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1 }), fc.nat(), places, async (values, end, cuts) => {
        const text = JSON.stringify(values);
        const bytes = Buffer.from(text).subarray(0, end % Buffer.byteLength(text));
        const { found, error } = await outcome(splitArray, bytes, cuts);
        assert.ok(error instanceof NoArray);
        const whole = await elementsOf(text);
        assert.deepEqual(found, whole.slice(0, found.length));
      }),
    );
  });
});

describe('a stream is cut into its lines', () => {
  it('wherever its bytes are cut', async () => {
    const line = fc.string({ unit: fc.constantFrom('"', '[', ',', 'é', '漢', '\r', 'x') });
    await fc.assert(
      fc.asyncProperty(fc.array(line), places, async (lines, cuts) => {
        const text = lines.map((line) => `${line}\n`).join('');
        assert.deepEqual((await outcome(splitLines, text, cuts)).found, lines);
        assert.deepEqual((await outcome(splitLines, text, everywhere(text))).found, lines);
      }),
    );
  });

  it('whose last need not be ended', async () => {
    assert.deepEqual(await outcome(splitLines, 'one\ntwo'), { found: ['one', 'two'] });
    assert.deepEqual(await outcome(splitLines, ''), { found: [] });
    assert.deepEqual(await outcome(splitLines, '\n'), { found: [''] });
  });
});

describe('what is longer than it may be is refused, after all before it', () => {
  const cases: [string, Split, (element: string) => string][] = [
    ['a line', splitLines, (element) => `12345\n${element}\n7\n`],
    ['a last line', splitLines, (element) => `12345\n${element}`],
    ['an element', splitArray, (element) => `[12345,${element},7]`],
    ['a last element', splitArray, (element) => `[12345,${element}]`],
  ];
  for (const [name, split, write] of cases) {
    it(name, async () => {
      const fitting = write('123456');
      const long = write('1234567');
      for (const cut of [() => [], everywhere]) {
        const { found, error } = await outcome(split, fitting, cut(fitting), 6);
        assert.deepEqual([found.slice(0, 2), error], [['12345', '123456'], undefined]);
        const refused = await outcome(split, long, cut(long), 6);
        assert.deepEqual(refused.found, ['12345']);
        assert.ok(refused.error instanceof TooLong, String(refused.error));
      }
    });
  }

  it('before it has arrived as a whole', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1;
        yield Buffer.alloc(1000, 'x');
      }
    }
    for (const split of [
      splitLines,
      (chunks: AsyncIterable<Buffer>, most: number) => splitArray(opened(chunks), most),
    ]) {
      given = 0;
      await assert.rejects(async () => {
        for await (const _ of split(endless(), 10_000)) assert.fail('nothing is complete');
      }, TooLong);
      assert.equal(given, 11);
    }
  });
});

async function* opened(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from('[');
  yield* chunks;
}
