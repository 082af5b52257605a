import type { Event } from '../events/model/event.ts';
import { Agenda } from './agenda.ts';
import { created, modified, suppressed } from './contact-life.ts';
import { displayLife } from './display-life.ts';
import { emailLife } from './email-life.ts';
import { LONGEST_SEND } from './message-life.ts';
import type { Moment, Setting } from './moment.ts';
import { orderData } from './orders.ts';
import { EMAIL_CAMPAIGN, EMAIL_SERIES, NOTIFICATIONS, SMS_CAMPAIGN } from './owners.ts';
import { asPeopleLive, from, MINUTES_OF_DAY, type Pace, spread } from './pace.ts';
import { type Person, person } from './people.ts';
import { pushLife } from './push-life.ts';
import { Random } from './random.ts';
import { smsLife } from './sms-life.ts';

const MINUTE = 60_000;
const DAY = MINUTES_OF_DAY * MINUTE;
const HOUR = 60 * MINUTE;

/** The contacts that the account has when the day begins. */
const CONTACTS = 6_000;

export type DayOptions = {
  /** The same seed, day and account give the same events. */
  seed: string;
  /** Any instant of the day, which is a day of UTC. */
  day: Date | number;
  /** The account, such as `DEMO/028`. */
  account: string;
};

/** Lives of one kind: how many begin during the day, when, and what the n-th of them is. */
type Strand = { total: number; pace: Pace; life: (n: number, start: number) => Iterable<Moment> };

/**
 * One day in the life of an account, about 20,000 events, in the order in which they are published.
 *
 * The day is told minute by minute. Each minute begins some lives (a message, a visit, a new contact); all
 * moments of a life are noted in an agenda, and those that are due by the end of the minute are published. So a
 * day is never held whole. An event that was reported late is published after events of later timestamps.
 */
export function* generateDay({ seed, day, account }: DayOptions): Iterable<Event> {
  const [agency = '', customer = ''] = account.split('/');
  const start = Math.floor(Number(day) / DAY) * DAY;
  const end = start + DAY;
  const random = new Random(`${seed} ${account} ${start}`);
  const setting = { random, identity: { type: 'customer' as const, agency, customer }, end };
  const strands = strandsOf(setting, seed).map(({ total, pace, life }) => ({
    life,
    starts: spread(total, pace),
    begun: 0,
  }));
  const agenda = new Agenda();
  for (let minute = 0; minute < MINUTES_OF_DAY; minute++) {
    const now = start + minute * MINUTE;
    for (const strand of strands) {
      for (let i = strand.starts[minute] ?? 0; i > 0; i--) {
        const at = now + random.below(MINUTE);
        for (const moment of strand.life(strand.begun++, at)) {
          if (moment.event.timestamp < end) agenda.add(moment);
        }
      }
    }
    for (const { event } of agenda.until(now + MINUTE)) yield event;
  }
  for (const { event } of agenda.until(Number.POSITIVE_INFINITY)) yield event;
}

function strandsOf(setting: Setting, seed: string): Strand[] {
  const { random } = setting;
  const known = (n: number): Person => person(seed, n % CONTACTS);
  const anyone = (): Person => known(random.below(CONTACTS));
  const stampAt = (time: number) => ({ time, id: random.uuid(), thread: random.uuid() });
  return [
    {
      total: 3_300,
      pace: from(8 * 60 + 30, 10 * 60),
      life: (n, at) =>
        emailLife(setting, { action: EMAIL_CAMPAIGN, person: known(n), stamp: stampAt(at) }, 0.34),
    },
    {
      total: 450,
      pace: asPeopleLive,
      life: (n, at) => welcome(setting, person(seed, CONTACTS + n), at),
    },
    {
      total: 1_100,
      pace: from(16 * 60, 16 * 60 + 25),
      life: (n, at) =>
        smsLife(setting, { action: SMS_CAMPAIGN, person: known(2_000 + n), stamp: stampAt(at) }),
    },
    ...NOTIFICATIONS.map((notification, index) => ({
      total: 550,
      pace: from((11 + 6 * index) * 60, (11 + 6 * index) * 60 + 40),
      life: (n: number, at: number) => pushLife(setting, notification, known(700 + n), at),
    })),
    {
      total: 1_300,
      pace: asPeopleLive,
      life: (_, at) => displayLife(setting, random.chance(0.6) ? anyone() : undefined, at),
    },
    { total: 700, pace: asPeopleLive, life: (_, at) => [modified(setting, anyone(), at)] },
    { total: 30, pace: asPeopleLive, life: (n, at) => [suppressed(setting, known(5_900 + n), at)] },
  ];
}

/** A new contact, the message that greets it, and a second one of the same conversation some hours later. */
function* welcome(setting: Setting, newcomer: Person, at: number): Iterable<Moment> {
  const { random } = setting;
  const thread = random.uuid();
  const greeting = (time: number) => ({
    action: EMAIL_SERIES,
    person: newcomer,
    data: orderData(random),
    stamp: { time, id: random.uuid(), thread },
  });
  yield created(setting, newcomer, at);
  yield* emailLife(setting, greeting(at), 0.6);
  const again = at + random.between(2 * HOUR, 4 * HOUR);
  if (again + LONGEST_SEND < setting.end) yield* emailLife(setting, greeting(again), 0.45);
}
