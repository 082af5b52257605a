import { READERS } from '../../src/demo/browsers.ts';
import { UserAgents } from '../../src/tracking/client/user-agent.ts';
import type { Hit } from '../../src/tracking/hits/hit.ts';
import { judge } from '../../src/tracking/robots/robot-rules.ts';
import { CHAPPE } from '../contenders.ts';
import type { Run, Scenario } from '../scenario.ts';

const VERDICTS = 500_000;
const DIFFERENT = 2_000;
const HOUR = 3_600_000;

/** What a hit costs besides the disk and HTTP: its user agent is read, which is mostly remembered, and it is judged. */
export const verdicts: Scenario = {
  name: 'verdicts',
  title: 'User agents parsed and hits judged, warm, within one thread',
  counts: 'requests',
  targets: [
    {
      what: 'user-agent parsing and verdict, warm',
      figure: { scenario: 'verdicts', contender: CHAPPE, of: 'rate' },
      limit: { at: 'least', value: 100_000, unit: 'requests/s' },
    },
  ],
  contenders: async () => [{ name: CHAPPE, run: async () => judgeAll() }],
};

function judgeAll(): Run {
  const hits = Array.from({ length: DIFFERENT }, (_, n) => hitNumber(n));
  const agents = new UserAgents();
  const work = (count: number) => {
    for (let n = 0; n < count; n++) {
      const hit = hits[n % DIFFERENT];
      if (hit === undefined) continue;
      agents.parse(hit.agent);
      judge({ hit, around: [hit], haste: 2_000 });
    }
  };
  work(DIFFERENT * 10);
  const start = performance.now();
  work(VERDICTS);
  return { ms: performance.now() - start, count: VERDICTS, bytes: 0 };
}

function hitNumber(n: number): Hit {
  const stamp = { time: 0, id: crypto.randomUUID(), thread: crypto.randomUUID() };
  const link =
    n % 2 === 0
      ? ({ type: 'open' } as const)
      : ({ type: 'redirection', source: 'html', destination: 'https://shop.example/' } as const);
  return {
    id: crypto.randomUUID(),
    at: HOUR,
    method: 'GET',
    prefetch: false,
    ip: `198.51.${n % 250}.7`,
    agent: READERS[n % READERS.length]?.ua.ua ?? '',
    link: { action: '000PE4', contact: '000R4M0T', of: 'message', stamp, sentAt: 0, link },
  };
}
