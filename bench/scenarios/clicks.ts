import { writeFile } from 'node:fs/promises';
import { parseAccount } from '../../src/accounts/account.ts';
import { formatContactId } from '../../src/contacts/contact-id.ts';
import { openCatalog } from '../../src/storage/catalog.ts';
import { writeToken } from '../../src/tracking/link-token.ts';
import { SigningKeyRing } from '../../src/tracking/signing-key-ring.ts';
import { sendFromClients } from '../clients.ts';
import { CHAPPE } from '../contenders.ts';
import { STREAM } from '../data-file.ts';
import type { Run, Scenario } from '../scenario.ts';
import { SINGLES } from '../sending/contacts.ts';
import type { Stage } from '../stage.ts';

const CLICKS = 40_000;
const CLIENTS = 64;
const HOUR = 3_600_000;
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

/** Readers of a campaign who click, each a link of their own message. Hits are judged and published all the while. */
export const clicks: Scenario = {
  name: 'clicks',
  title: `Links followed by ${CLIENTS} clients: signature verified, hit on the disk, redirected; judged a second later`,
  counts: 'requests',
  targets: [
    {
      what: `clicks: verified, classified, durable, redirected, ${CLIENTS} clients`,
      figure: { scenario: 'clicks', contender: CHAPPE, of: 'rate' },
      limit: { at: 'least', value: 4_000, unit: 'requests/s' },
    },
    {
      what: `clicks, ${CLIENTS} clients, p99`,
      figure: { scenario: 'clicks', contender: CHAPPE, of: 'p99' },
      limit: { at: 'most', value: 40, unit: 'ms' },
    },
  ],
  async contenders(stage) {
    await stage.homeWithContacts();
    return [{ name: CHAPPE, run: () => clickAll(stage) }];
  },
};

async function clickAll(stage: Stage): Promise<Run> {
  const home = await stage.copyOf(await stage.homeWithContacts());
  const paths = await signedPaths(home.folder, stage.contacts);
  const file = stage.file('clicks.txt');
  await writeFile(file, `${paths.join('\n')}\n`);
  const server = await stage.serve(home, { CHAPPE_HIT_WINDOW: '1' });
  try {
    const before = server.cpuMs() ?? Number.NaN;
    const { ms, p50, p99 } = await sendFromClients({
      method: 'GET',
      url: server.url,
      headers: { 'User-Agent': AGENT },
      file,
      clients: CLIENTS,
    });
    const cpuMs = server.cpuMs();
    return {
      ms,
      count: CLICKS,
      bytes: paths.join('').length,
      firstByteMs: { p50, p99 },
      peakBytes: server.peakBytes(),
      ...(cpuMs !== undefined && { cpuMs: cpuMs - before }),
    };
  } finally {
    await server.stop();
    await stage.discard(home);
  }
}

async function signedPaths(folder: string, contacts: number): Promise<string[]> {
  const catalog = await openCatalog(folder);
  try {
    const keys = await new SigningKeyRing(catalog).of(parseAccount(STREAM.account));
    const time = Date.now() - HOUR;
    return Array.from({ length: CLICKS }, (_, n) => {
      const stamp = { time, id: crypto.randomUUID(), thread: crypto.randomUUID() };
      const contact = formatContactId(SINGLES + 1 + (n % contacts));
      const link = {
        type: 'redirection',
        source: 'html',
        label: 'shop',
        destination: `https://shop.example/autumn?n=${n}`,
      } as const;
      return `/t/${writeToken({ action: '000PE4', contact, of: 'campaign', stamp, sentAt: time, link }, keys)}`;
    });
  } finally {
    await catalog.close();
  }
}
