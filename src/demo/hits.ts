import type { Client } from '../events/model/client.ts';
import type { Link, LinkType } from '../events/model/hit.ts';
import { visitorAddress } from './addresses.ts';
import { BROWSERS, type Browser, READERS } from './browsers.ts';
import { EMAIL_LINKS, FORM, MIRROR, OPENING, UNSUBSCRIPTION } from './owners.ts';
import type { Random } from './random.ts';
import { ROBOTS } from './robots.ts';

/** One use of a link: how long after the activation, which link, with which program. */
export type Visit = { after: number; link: Link; client: Client };

const HOUR = 3_600_000;
const LINKS = {
  open: [OPENING],
  redirection: EMAIL_LINKS,
  mirror: [MIRROR],
  unsubscribe: [UNSUBSCRIPTION],
  form: [FORM],
} satisfies Record<Exclude<LinkType, 'dismiss'>, readonly Link[]>;

/** A person's program. */
export function visitor(random: Random, browsers: readonly Browser[]): Client {
  return { type: 'web', ip: visitorAddress(random), ua: random.weighted(browsers).ua };
}

/** What people and robots do with one e-mail that arrived. `interest` is the share of people who open it. */
export function* emailVisits(random: Random, interest: number): Iterable<Visit> {
  if (random.chance(0.16)) yield* robotVisits(random);
  if (!random.chance(interest)) return;
  const reader = visitor(random, READERS);
  let after = random.wait(2.5 * HOUR);
  yield { after, link: OPENING, client: reader };
  while (random.chance(0.25)) {
    after += random.wait(HOUR);
    yield { after, link: OPENING, client: { ...reader, ip: visitorAddress(random) } };
  }
  const browser = visitor(random, BROWSERS);
  const shares = [
    { share: 0.17, type: 'redirection' },
    { share: 0.03, type: 'mirror' },
    { share: 0.02, type: 'unsubscribe' },
    { share: 0.025, type: 'form' },
  ] as const;
  for (const { share, type } of shares) {
    if (random.chance(share)) {
      after += random.wait(60_000);
      yield { after, link: random.pick<Link>(LINKS[type]), client: browser };
    }
  }
}

function* robotVisits(random: Random): Iterable<Visit> {
  const robot = random.weighted(ROBOTS);
  const client: Client = {
    type: 'web',
    ip: visitorAddress(random),
    ua: robot.ua,
    classification: robot.classification,
  };
  let after = 2_000 + random.wait(20_000);
  for (const type of robot.links) {
    yield { after, link: random.pick<Link>(LINKS[type]), client };
    after += random.wait(500);
  }
}
