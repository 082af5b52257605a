import type { Reply } from '../events/model/reply.ts';
import { refuse, SMS_REPORTS } from './bounces.ts';
import { BROWSERS } from './browsers.ts';
import { visitor } from './hits.ts';
import { type Send, send } from './message-life.ts';
import { type Moment, moment, opening, type Setting } from './moment.ts';
import { SMS_LINK } from './owners.ts';

const MINUTE = 60_000;

/** How people answer a text message. */
const ANSWERS: readonly { weight: number; reply: Omit<Reply, 'from'> }[] = [
  { weight: 12, reply: { type: 'stop', text: 'STOP', keyword: 'STOP' } },
  { weight: 6, reply: { type: 'stop', text: 'Stop svp', keyword: 'STOP' } },
  { weight: 5, reply: { type: 'message', text: 'Merci, à quelle heure fermez-vous ?' } },
  { weight: 4, reply: { type: 'message', text: 'Ok' } },
  { weight: 4, reply: { type: 'automatic', text: 'Je conduis, je vous réponds plus tard.' } },
];

/** Everything that happens to one text message. */
export function* smsLife(setting: Setting, what: Omit<Send, 'channel'>): Iterable<Moment> {
  const departure = yield* send(setting, { channel: 'sms', ...what });
  if (departure === undefined) return;
  const { random } = setting;
  const { at, activation } = departure;
  if (random.chance(0.03)) {
    const bounce = refuse(random.weighted(SMS_REPORTS).bounce, activation.recipient);
    yield moment({
      type: 'bounce',
      ...opening(setting, at + random.wait(10 * MINUTE)),
      source: { type: 'sms', detail: { activation, bounce } },
    });
    return;
  }
  if (random.chance(0.09)) {
    yield moment({
      type: 'hit',
      ...opening(setting, at + random.wait(20 * MINUTE)),
      source: { type: 'sms', detail: { activation, link: SMS_LINK, client: visitor(random, BROWSERS) } },
    });
  }
  if (random.chance(0.06)) {
    const reply = { ...random.weighted(ANSWERS).reply, from: activation.recipient };
    yield moment({
      type: 'reply',
      ...opening(setting, at + 5_000 + random.wait(15 * MINUTE)),
      source: { type: 'sms', detail: { activation, reply } },
    });
  }
}
