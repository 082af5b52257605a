import { EMAIL_REFUSALS, EMAIL_REPORTS, refuse } from './bounces.ts';
import { emailVisits } from './hits.ts';
import { type Departure, type Send, send } from './message-life.ts';
import { type Moment, moment, opening, type Setting } from './moment.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Everything that happens to one e-mail. `interest` is the share of people who open it. */
export function* emailLife(
  setting: Setting,
  what: Omit<Send, 'channel'>,
  interest: number,
): Iterable<Moment> {
  const departure = yield* send(setting, { channel: 'email', ...what });
  if (departure === undefined) return;
  const { random } = setting;
  if (random.chance(0.02)) {
    yield bounced(setting, departure, EMAIL_REFUSALS, departure.at + random.between(150, 4_000));
    return;
  }
  if (random.chance(0.01)) {
    const at = departure.at + MINUTE + random.wait(3 * HOUR);
    const report = bounced(setting, departure, EMAIL_REPORTS, at);
    // Some relays collect their reports: the log then learns of a bounce long after it happened.
    yield random.chance(0.4) ? { ...report, publishAt: at + random.between(HOUR, 5 * HOUR) } : report;
    return;
  }
  const { activation } = departure;
  for (const { after, link, client } of emailVisits(random, interest)) {
    yield moment({
      type: 'hit',
      ...opening(setting, departure.at + after),
      source: { type: 'email', detail: { activation, link, client } },
    });
  }
  if (random.chance(0.003)) {
    const complaint = { type: 'abuse', reporter: 'courrier.example', agent: 'Feedback-Loop/2.0' };
    yield moment({
      type: 'complaint',
      ...opening(setting, departure.at + 5 * MINUTE + random.wait(HOUR)),
      source: { type: 'email', detail: { activation, complaint } },
    });
  }
}

function bounced(
  setting: Setting,
  { activation }: Departure,
  refusals: typeof EMAIL_REFUSALS,
  at: number,
): Moment {
  const { bounce } = setting.random.weighted(refusals);
  return moment({
    type: 'bounce',
    ...opening(setting, at),
    source: { type: 'email', detail: { activation, bounce: refuse(bounce, activation.recipient) } },
  });
}
