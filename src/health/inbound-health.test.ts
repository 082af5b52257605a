import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Doors, examineInbound, type Inboxes } from './inbound-health.ts';

const NOW = 10_000_000;
const MINUTES = 60_000;

const inbox = (oldest: () => number | undefined) => ({ unread: { oldest } });
const OPEN: Doors = { isListening: true, folder: { trouble: undefined, stuck: [] } };

const fail = () => {
  throw new Error('no');
};

function examine(inboxes: Partial<Inboxes> = {}, doors: Partial<Doors> = {}) {
  const well: Inboxes = {
    opened: new Map([['A-1', inbox(() => undefined)]]),
    probe: async () => undefined,
    quarantine: async () => ({ messages: 3, bytes: 100, mostBytes: 1000 }),
  };
  return examineInbound({ ...well, ...inboxes }, { ...OPEN, ...doors }, NOW);
}

test('inbound mail is well when it can come in and is understood, or no way in is set up', async () => {
  assert.equal(await examine(), undefined);
  assert.equal(await examine({}, { isListening: undefined, folder: undefined }), undefined);
  assert.equal(
    await examine({ quarantine: async () => ({ messages: 0, bytes: 0, mostBytes: 0 }) }),
    undefined,
  );
});

for (const [what, complaint] of [
  ['nothing listens', () => examine({}, { isListening: false })],
  ['an inbox cannot be read', () => examine({ opened: new Map([['A-1', inbox(fail)]]) })],
  ['none can be written', () => examine({ probe: async () => fail() })],
] as const) {
  test(`inbound mail is failing when ${what}`, async () => {
    assert.equal((await complaint())?.status, 'failing');
  });
}

test('inbound mail is degraded when it waits for long, and only the log is told for whom', async () => {
  const late = (minutes: number) =>
    examine({
      opened: new Map([
        ['A-1', inbox(() => undefined)],
        ['B-2', inbox(() => NOW - minutes * MINUTES)],
      ]),
    });
  assert.equal(await late(9), undefined);
  const complaint = await late(11);
  assert.equal(complaint?.status, 'degraded');
  assert.match(String(complaint?.reason), /^for 1 of 2 accounts inbound mail waits/);
  assert.match(String(complaint?.cause), /B-2/);
});

test('inbound mail is degraded when files are not taken, and only the log is told which', async () => {
  const unreadable = await examine({}, { folder: { trouble: new Error('EACCES /mail'), stuck: [] } });
  assert.equal(unreadable?.status, 'degraded');
  assert.doesNotMatch(String(unreadable?.reason), /\/mail/);
  const stuck = await examine({}, { folder: { trouble: undefined, stuck: ['a.eml', 'b.eml'] } });
  assert.match(String(stuck?.reason), /^2 files cannot be taken/);
  assert.match(String(stuck?.cause), /a\.eml, b\.eml/);
});

test('inbound mail is degraded when the quarantine is almost full, or cannot be looked at', async () => {
  const full = await examine({ quarantine: async () => ({ messages: 7, bytes: 900, mostBytes: 1000 }) });
  assert.match(String(full?.reason), /with 7 messages .* CHAPPE_QUARANTINE_BYTES/);
  assert.equal((await examine({ quarantine: async () => fail() }))?.status, 'degraded');
});
