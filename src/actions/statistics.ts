import Type, { type Static } from 'typebox';
import type { Subtype } from '../events/facets.ts';
import type { EventType } from '../events/model/event-types.ts';
import { isRefusedAsSpam } from '../events/model/refused-as-spam.ts';
import type { Tallies, Tally } from '../events/tallies.ts';

const Count = Type.Integer({ minimum: 0 });

/** The providers whose complaints the oldest programs count apart, and the domains by which those are known. */
const REPORTERS = {
  aol: ['aol.com'],
  comcast: ['comcast.net'],
  hotmail: ['hotmail.com', 'outlook.com', 'live.com', 'microsoft.com', 'hotmail'],
  spamcopauto: ['spamcop.net', 'spamcop'],
  sspam: ['signal-spam.fr', 'signalspam'],
  yahoo: ['yahoo.com', 'yahoo'],
} as const satisfies Record<string, readonly string[]>;

/** What became of the messages of an action, in numbers. Links, robots and `other` are ours; the rest is what old programs read. */
export const Statistics = Type.Object({
  type: Type.Enum(['mail', 'sms']),
  dispatch: Type.Object({
    sent: Type.Integer({ minimum: 0, description: 'Messages that left' }),
    rejected: Type.Object({
      total: Type.Integer({ minimum: 0, description: 'Messages that were stopped, for whatever reason' }),
      redlist: Count,
      bounces: Count,
      blacklist: Count,
      marketingPressure: Count,
      emptyAddress: Count,
      exclusions: Count,
      other: Type.Integer({ minimum: 0, description: 'By their template, too late, or not deliverable' }),
    }),
  }),
  feedback: Type.Object({
    reactive: Type.Object({ total: Count, unique: Count }),
    opening: Type.Object({ total: Count, opener: Type.Object({ total: Count }) }),
    click: Type.Object({
      total: Count,
      clicker: Type.Object({ total: Count, effective: Count }),
      links: Type.Array(Type.Object({ label: Type.String(), people: Count, robots: Count }), {
        description: 'Clicks by the label of the link, the most first',
      }),
    }),
    robots: Type.Object({ opening: Count, click: Count }, { description: 'Hits that no person made' }),
    roi: Type.Object({ revenue: Count, commands: Count, products: Count }),
    social: Type.Object({ facebook: Type.Object({ shares: Count }) }),
    bounce: Type.Object({ soft: Count, hard: Count, spam: Count }),
    redlist: Type.Object({
      unsubscribe: Type.Object(
        {
          total: Count,
          form: Type.Integer({ minimum: 0, description: 'By links in the message' }),
          list: Type.Integer({ minimum: 0, description: 'By its header `List-Unsubscribe`' }),
        },
        {
          description:
            'Hits of persons, each counted, also those who opened the page and did not press its button: who is unsubscribed stands on the red list',
        },
      ),
      complaint: Type.Object({
        total: Count,
        aol: Count,
        comcast: Count,
        hotmail: Count,
        spamcopauto: Count,
        sspam: Count,
        yahoo: Count,
      }),
    }),
  }),
});
export type Statistics = Static<typeof Statistics>;

/** How hits of `List-Unsubscribe` are labelled. */
const BY_MAILBOX = 'List-Unsubscribe';

/** Puts the counts of an action into the form that programs know. */
export function statisticsOf(type: Statistics['type'], { counts, reached }: Tallies): Statistics {
  const sum = (of: EventType, which: (tally: Tally) => boolean = () => true) =>
    counts.filter((tally) => tally.type === of && which(tally)).reduce((all, { count }) => all + count, 0);
  const hits = (subtype: Subtype, which: (tally: Tally) => boolean = isPerson) =>
    sum('hit', (tally) => tally.subtype === subtype && which(tally));
  const stopped = (...types: string[]) => sum('cancellation', ({ detail }) => types.includes(detail));
  const [opening, click] = [hits('open'), hits('redirection')];
  return {
    type,
    dispatch: { sent: sum('activation'), rejected: rejected(sum('cancellation'), stopped) },
    feedback: {
      reactive: { total: opening + click, unique: reached.either },
      opening: { total: opening, opener: { total: reached.open } },
      click: {
        total: click,
        clicker: { total: reached.redirection, effective: reached.redirection },
        links: linksOf(counts),
      },
      robots: { opening: hits('open', isRobot), click: hits('redirection', isRobot) },
      roi: { revenue: 0, commands: 0, products: 0 },
      social: { facebook: { shares: 0 } },
      bounce: {
        soft: sum('bounce', ({ detail }) => detail.startsWith('soft') && !isSpam(detail)),
        hard: sum('bounce', ({ detail }) => detail.startsWith('hard')),
        spam: sum('bounce', ({ detail }) => isSpam(detail)),
      },
      redlist: {
        unsubscribe: {
          total: hits('unsubscribe'),
          form: hits('unsubscribe', (tally) => isPerson(tally) && tally.detail !== BY_MAILBOX),
          list: hits('unsubscribe', (tally) => isPerson(tally) && tally.detail === BY_MAILBOX),
        },
        complaint: complaints(sum),
      },
    },
  };
}

function rejected(total: number, stopped: (...types: string[]) => number) {
  const known = {
    redlist: stopped('redlisted target'),
    bounces: stopped('bounced target'),
    blacklist: 0,
    marketingPressure: stopped('marketing pressure'),
    emptyAddress: stopped('empty address'),
    exclusions: stopped('excluded target'),
  };
  return { total, ...known, other: total - Object.values(known).reduce((all, count) => all + count, 0) };
}

function complaints(sum: (of: EventType, which?: (tally: Tally) => boolean) => number) {
  const by = (provider: keyof typeof REPORTERS) =>
    sum('complaint', ({ detail }) => REPORTERS[provider].some((name) => isOf(detail.toLowerCase(), name)));
  return {
    total: sum('complaint'),
    aol: by('aol'),
    comcast: by('comcast'),
    hotmail: by('hotmail'),
    spamcopauto: by('spamcopauto'),
    sspam: by('sspam'),
    yahoo: by('yahoo'),
  };
}

/** `fbl.yahoo.com` is of `yahoo.com`, and `notyahoo.com` is not. */
function isOf(reporter: string, name: string): boolean {
  return reporter === name || reporter.endsWith(`.${name}`) || reporter.endsWith(`@${name}`);
}

function linksOf(counts: readonly Tally[]): Statistics['feedback']['click']['links'] {
  const links = new Map<string, { label: string; people: number; robots: number }>();
  for (const tally of counts) {
    if (tally.type !== 'hit' || tally.subtype !== 'redirection') continue;
    const link = links.get(tally.detail) ?? { label: tally.detail, people: 0, robots: 0 };
    link[isPerson(tally) ? 'people' : 'robots'] += tally.count;
    links.set(tally.detail, link);
  }
  return [...links.values()].toSorted((a, b) => b.people - a.people || b.robots - a.robots);
}

/** The detail of a bounce is its verdict and, after a space, its rule. */
function isSpam(detail: string): boolean {
  const verdict = detail.startsWith('hard') ? 'hard' : 'soft';
  return isRefusedAsSpam({ verdict, rule: detail.slice(verdict.length + 1) });
}

function isPerson({ robot }: Tally): boolean {
  return robot === undefined;
}

function isRobot({ robot }: Tally): boolean {
  return robot !== undefined;
}
