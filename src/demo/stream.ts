import { Random } from './random.ts';
import { type Message, newMessage, reactTo } from './stream-messages.ts';
import { streamTexts } from './stream-texts.ts';

export type StreamOptions = {
  /** How many events. */
  count: number;
  /** The same options give the same lines. */
  seed: string;
  /** The account, such as `BENCH/001`. */
  account: string;
  /** How many actions share the events: `actionId(0)` to `actionId(actions - 1)`. */
  actions?: number;
  /** How many contacts the messages go to. */
  contacts?: number;
  /** The first instant that an event can have. */
  startMs: number;
  /** How long the events take: all timestamps are below `startMs + spanMs`. */
  spanMs: number;
  /** The share of hits on e-mail that robots make. */
  robotShare?: number;
};

/** Share of all events that begin or end a send. The rest are reactions. */
const SEND_SHARE = 0.32;
const CANCELLED_SHARE = 0.08;
/** Share of reactions that are published long after they happened. */
const LATE_SHARE = 0.006;
/** How far timestamps stray from the order of publication, in milliseconds. */
const JITTER = 2_500;
/** Sends that are under way at the same time, at most. */
const UNDER_WAY = 64;
/** Messages that can still be reacted to: the latest. */
const REMEMBERED = 65_536;

/**
 * Events of e-mail and text messages in any number, for measuring: one line of JSON each, without the line break.
 *
 * The rules of a message's life hold (an execution ends once, a reaction repeats its activation), but there are no
 * objects: an event is put together from texts that were serialised once, because a generator that is slower than
 * the log would measure itself. An event has about 1.07 kB. Timestamps grow, with a little disorder and a few late
 * events.
 */
export function* generateEvents(options: StreamOptions): Generator<string> {
  const { count, seed, account, actions = 200, contacts = 50_000, robotShare = 0.15 } = options;
  const { startMs, spanMs } = options;
  const random = new Random(`${seed} stream`);
  const texts = streamTexts(seed, actions, contacts);
  const [agency = '', customer = ''] = account.split('/');
  const identity = JSON.stringify({ type: 'customer', agency, customer });
  // An end comes at least a millisecond after its execution, and a reaction another one later: room for both.
  const last = startMs + spanMs - 3;
  const underWay: { message: Message; at: number }[] = [];
  const departed: { message: Message; at: number }[] = [];
  let departures = 0;

  // Ids are made when an event is published, as the server makes them, and not when it happened.
  let now = startMs;
  const line = (type: string, at: number, { action }: Message, detail: string) =>
    `{"type":"${type}","id":"${random.uuidAt(now)}","timestamp":${at},"identity":${identity},` +
    `"source":{"type":"${action.channel}","detail":{${detail}}}}`;

  for (let i = 0; i < count; i++) {
    now = startMs + Math.floor((spanMs * i) / count);
    const at = Math.min(Math.max(now + random.between(-JITTER, JITTER), startMs), last);

    if (departures === 0 || random.chance(SEND_SHARE)) {
      const send = random.below(UNDER_WAY) < underWay.length ? underWay.shift() : undefined;
      if (send === undefined) {
        const message = newMessage(random, texts, at);
        underWay.push({ message, at });
        yield line('execution', at, message, message.execution);
        continue;
      }
      const { message } = send;
      const end = Math.max(at, send.at + 1);
      if (random.chance(CANCELLED_SHARE)) {
        const cancellation = random.pick(texts.cancellations);
        yield line('cancellation', end, message, `${message.execution},"cancellation":${cancellation}`);
      } else {
        departed[departures++ % REMEMBERED] = { message, at: end };
        yield line('activation', end, message, message.activation);
      }
      continue;
    }

    // The fresher a message is, the more often it is reacted to.
    const age = Math.floor(Math.min(departures, REMEMBERED) * random.unit() ** 3);
    const cause = departed[(departures - 1 - age) % REMEMBERED];
    if (cause === undefined) throw new RangeError('a reaction without a message');
    const { message } = cause;
    const soonest = cause.at + 1;
    const late = random.chance(LATE_SHARE) && soonest < at;
    const when = late ? random.between(soonest, at) : Math.max(soonest, at);
    const { type, members } = reactTo(message, random, texts, robotShare);
    yield line(type, when, message, `${message.activation},${members}`);
  }
}
