import { PUSH_REFUSALS } from './bounces.ts';
import { PHONES } from './browsers.ts';
import { CANCELLATIONS } from './cancellations.ts';
import { visitor } from './hits.ts';
import { type Moment, moment, opening, type Setting } from './moment.ts';
import { DISMISSAL, type NOTIFICATIONS, PUSH_LINK } from './owners.ts';
import type { Person } from './people.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Everything that happens to one push message. */
export function* pushLife(
  setting: Setting,
  notification: (typeof NOTIFICATIONS)[number],
  person: Person,
  start: number,
): Iterable<Moment> {
  const { random } = setting;
  const { id, version, kind } = notification;
  const contact = { type: 'contact' as const, value: person.footprint };
  const stamp = { time: start, id: random.uuid(), thread: random.uuid() };
  const execution = { id, kind, recipient: contact, stamp };
  const asked = start + random.between(20, 120);
  yield moment({
    type: 'execution',
    ...opening(setting, asked),
    source: { type: 'notification', detail: { execution } },
  });
  const at = asked + random.between(80, 2_500);
  if (random.chance(0.04)) {
    const { cancellation } = random.weighted(CANCELLATIONS);
    yield moment({
      type: 'cancellation',
      ...opening(setting, at),
      source: { type: 'notification', detail: { execution, cancellation } },
    });
    return;
  }
  const activation = { id, version, kind, receiver: contact, stamp };
  yield moment({
    type: 'activation',
    ...opening(setting, at),
    source: { type: 'notification', detail: { activation } },
  });
  if (random.chance(0.05)) {
    const { bounce } = random.weighted(PUSH_REFUSALS);
    yield moment({
      type: 'bounce',
      ...opening(setting, at + random.between(50, 800)),
      source: { type: 'notification', detail: { activation, bounce } },
    });
    return;
  }
  if (random.chance(0.03)) {
    // The telephone tells on arrival that its owner switched notifications, or this channel of them, off.
    const optout = random.chance(0.6)
      ? { scope: 'global' as const }
      : { scope: 'channel' as const, channel: 'offers' };
    yield moment({
      type: 'optout',
      ...opening(setting, at + random.wait(10 * MINUTE)),
      source: { type: 'notification', detail: { activation, optout } },
    });
    return;
  }
  if (!random.chance(0.7)) return;
  const client = visitor(random, PHONES);
  const seen = at + random.wait(30 * MINUTE);
  yield moment({
    type: 'impression',
    ...opening(setting, seen),
    source: { type: 'notification', detail: { activation, client } },
  });
  const fate = random.unit();
  if (fate > 0.45) return;
  yield moment({
    type: 'hit',
    ...opening(setting, seen + random.wait(HOUR)),
    source: {
      type: 'notification',
      detail: { activation, link: fate < 0.12 ? PUSH_LINK : DISMISSAL, client },
    },
  });
}
