import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, formatProgress, Progress } from './progress.ts';

test('a line tells count, rate, share and time left', () => {
  assert.equal(
    formatProgress({ count: 1_200_000, unit: 'events', elapsed: 4000, fraction: 0.25 }),
    '1,200,000 events  300,000/s  25 %  12 s left',
  );
});

test('what is not known is left out', () => {
  assert.equal(formatProgress({ count: 500, unit: 'events', elapsed: 2000 }), '500 events  250/s');
  assert.equal(formatProgress({ count: 0, unit: 'events', elapsed: 0, fraction: 0 }), '0 events  0 %');
});

test('100 % is said only at the end', () => {
  assert.match(
    formatProgress({ count: 1, unit: 'events', elapsed: 1000, fraction: 0.9999 }),
    / {2}99 % {2}1 s left$/,
  );
  assert.match(
    formatProgress({ count: 1, unit: 'events', elapsed: 1000, fraction: 1 }),
    / {2}100 % {2}0 s left$/,
  );
});

test('a duration is told in its two largest units', () => {
  assert.equal(formatDuration(1), '1 s');
  assert.equal(formatDuration(59_001), '1 min 0 s');
  assert.equal(formatDuration(80_000), '1 min 20 s');
  assert.equal(formatDuration(3_599_000), '59 min 59 s');
  assert.equal(formatDuration(7_500_000), '2 h 5 min');
});

/** The escape sequence that clears the rest of the line. */
const CLEAR_REST = '\x1b[K';

/** A terminal of 40 columns, or a pipe, that remembers what was written. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  return {
    written,
    isTTY,
    columns: 40,
    write(text: string | Uint8Array) {
      written.push(String(text));
      return true;
    },
  };
}

test('on a terminal one line is drawn over, at most ten times a second', () => {
  const terminal = stream(true);
  let now = 0;
  const progress = new Progress('events', 1000, terminal, () => now);
  for (let count = 0; count < 1000; count++) {
    progress.update(count);
    now += 1;
  }
  assert.equal(terminal.written.length, 10);
  for (const text of terminal.written) assert.ok(text.startsWith('\r') && text.endsWith(CLEAR_REST), text);
  assert.equal(terminal.written.at(-1), `\r900 events  1,000/s  90 %  1 s left${CLEAR_REST}`);
  progress.finish();
  assert.equal(terminal.written.at(-1), `\r${CLEAR_REST}`);
});

test('the total may be measured in something else than what is counted', () => {
  const terminal = stream(true);
  let now = 0;
  const progress = new Progress('events', 4_000_000, terminal, () => now);
  now = 1000;
  progress.update(10, 1_000_000);
  assert.equal(terminal.written[0], `\r10 events  10/s  25 %  3 s left${CLEAR_REST}`);
});

test('a line never wraps', () => {
  const terminal = stream(true);
  let now = 0;
  const progress = new Progress('events with a long name', 10_000_000, terminal, () => now);
  now = 60_000;
  progress.update(1_000_000);
  const line = terminal.written[0]?.replace('\r', '').replace(CLEAR_REST, '');
  assert.equal(line, '1,000,000 events with a long name  16,66'.slice(0, 39));
});

test('elsewhere it is silent', () => {
  const pipe = stream(false);
  const progress = new Progress('events', 10, pipe);
  progress.update(1);
  progress.finish();
  assert.deepEqual(pipe.written, []);
});

test('a command that was done before anything was drawn leaves the terminal alone', () => {
  const terminal = stream(true);
  new Progress('events', 10, terminal).finish();
  assert.deepEqual(terminal.written, []);
});
