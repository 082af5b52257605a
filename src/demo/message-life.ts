import type { Event } from '../events/model/event.ts';
import type { Stamp } from '../events/model/stamp.ts';
import { CANCELLATIONS } from './cancellations.ts';
import { type Moment, moment, opening, type Setting } from './moment.ts';
import type { Person } from './people.ts';

/** How long a send takes at most to end as an activation or a cancellation, in milliseconds. */
export const LONGEST_SEND = 50_000;

const CANCELLED_SHARE = 0.03;

/** A message to send: by which action, on which channel, to whom, and when it is asked for. */
export type Send = {
  channel: 'email' | 'sms';
  action: { id: string; kind: string };
  person: Person;
  data?: Record<string, unknown>;
  stamp: Stamp;
};

/** A message that left. */
export type Departure = {
  at: number;
  activation: { id: string; kind: string; receiver: Person['footprint']; stamp: Stamp; recipient: string };
};

/** The execution of a message and its one end. Returns the departure, or nothing when it was cancelled. */
export function* send(setting: Setting, what: Send): Generator<Moment, Departure | undefined> {
  const { random } = setting;
  const { channel, action, person, data, stamp } = what;
  const execution = { ...action, recipient: person.footprint, ...(data && { data }), stamp };
  const asked = { type: 'execution' as const, ...opening(setting, stamp.time + random.between(40, 250)) };
  yield moment(
    on(channel, {
      email: { ...asked, source: { type: 'email', detail: { execution } } },
      sms: { ...asked, source: { type: 'sms', detail: { execution } } },
    }),
  );
  const at = asked.timestamp + Math.min(200 + random.wait(4_000), LONGEST_SEND - 1_000);
  if (random.chance(CANCELLED_SHARE)) {
    const detail = { execution, cancellation: random.weighted(CANCELLATIONS).cancellation };
    const stopped = { type: 'cancellation' as const, ...opening(setting, at) };
    yield moment(
      on(channel, {
        email: { ...stopped, source: { type: 'email', detail } },
        sms: { ...stopped, source: { type: 'sms', detail } },
      }),
    );
    return undefined;
  }
  const recipient = channel === 'email' ? person.email : person.phone;
  const activation = { ...action, receiver: person.footprint, stamp, recipient };
  const left = { type: 'activation' as const, ...opening(setting, at) };
  yield moment(
    on(channel, {
      email: { ...left, source: { type: 'email', detail: { activation } } },
      sms: { ...left, source: { type: 'sms', detail: { activation } } },
    }),
  );
  return { at, activation };
}

/** The schemas tie each event to one channel, so both forms are written out and one is taken. */
function on(channel: Send['channel'], forms: Record<Send['channel'], Event>): Event {
  return forms[channel];
}
