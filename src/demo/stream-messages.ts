import { refuse } from './bounces.ts';
import type { Random } from './random.ts';
import type { ActionText, ContactText, StreamTexts } from './stream-texts.ts';

/** A message of a stream; its details are texts of JSON members, ready to be put into an event. */
export type Message = {
  action: ActionText;
  contact: ContactText;
  /** The `execution` member. */
  execution: string;
  /** The `activation` member. */
  activation: string;
};

/** A message that is asked for at this time, by any action and to anyone. */
export function newMessage(random: Random, texts: StreamTexts, at: number): Message {
  const action = random.pick(texts.actions);
  const contact = random.pick(texts.contacts);
  const { footprint, person } = contact;
  const recipient = action.channel === 'sms' ? person.phone : person.email;
  const time = at - random.between(40, 250);
  const stamp = `"stamp":{"time":${time},"id":"${random.uuid()}","thread":"${random.uuid()}"}`;
  const data = random.pick(texts.orders);
  return {
    action,
    contact,
    execution: `"execution":{${action.head},"recipient":${footprint},"data":${data},${stamp}}`,
    activation: `"activation":{${action.head},"receiver":${footprint},${stamp},"recipient":"${recipient}"}`,
  };
}

/** The type of a reaction and what it adds to the activation. */
export type Reaction = { type: 'bounce' | 'hit' | 'reply' | 'complaint'; members: string };

const SMS_ANSWER_SHARE = 0.2;
const BOUNCE_SHARE = 0.1;
const COMPLAINT_SHARE = 0.02;

/** How someone, or some robot, reacts to a message. */
export function reactTo(
  { action, contact }: Message,
  random: Random,
  texts: StreamTexts,
  robotShare: number,
): Reaction {
  const { channel } = action;
  const { email, phone } = contact.person;
  if (random.chance(BOUNCE_SHARE)) {
    const bounce = refuse(random.pick(texts.bounces[channel]), channel === 'sms' ? phone : email);
    return { type: 'bounce', members: `"bounce":${JSON.stringify(bounce)}` };
  }
  if (channel === 'sms') {
    if (random.chance(SMS_ANSWER_SHARE)) {
      const members = `"reply":{"type":"stop","text":"STOP","from":"${phone}","keyword":"STOP"}`;
      return { type: 'reply', members };
    }
    return hit(random, texts, random.pick(action.clicks), random.pick(texts.browsers));
  }
  if (random.chance(COMPLAINT_SHARE)) {
    return { type: 'complaint', members: '"complaint":{"type":"abuse","reporter":"courrier.example"}' };
  }
  if (random.chance(robotShare)) {
    const { kinds, ua } = random.pick(texts.robots);
    return hit(random, texts, linkOf(action, random.pick(kinds), random, texts), ua);
  }
  const kind = random.pick(texts.hits);
  const ua = random.pick(kind === 'open' ? texts.readers : texts.browsers);
  return hit(random, texts, linkOf(action, kind, random, texts), ua);
}

function linkOf(action: ActionText, kind: StreamTexts['hits'][number], random: Random, texts: StreamTexts) {
  return kind === 'redirection' ? random.pick(action.clicks) : texts.links[kind];
}

function hit(random: Random, texts: StreamTexts, link: string, ua: string): Reaction {
  const ip = random.pick(texts.addresses);
  return { type: 'hit', members: `"link":${link},"client":{"type":"web","ip":${ip},"ua":${ua}}` };
}
