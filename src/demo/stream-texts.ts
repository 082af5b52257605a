import { visitorAddress } from './addresses.ts';
import { EMAIL_REFUSALS, EMAIL_REPORTS, SMS_REPORTS } from './bounces.ts';
import { BROWSERS, READERS } from './browsers.ts';
import { CANCELLATIONS } from './cancellations.ts';
import { orderData } from './orders.ts';
import { FORM, MIRROR, OPENING, SMS_LINK, UNSUBSCRIPTION } from './owners.ts';
import { type Person, person } from './people.ts';
import { Random } from './random.ts';
import { ROBOTS } from './robots.ts';
import { actionId } from './short-id.ts';
import { deal } from './slots.ts';

/** An action as its messages name it. */
export type ActionText = { channel: 'email' | 'sms'; id: string; head: string; clicks: string[] };

/** A contact as its messages name it. */
export type ContactText = { footprint: string; person: Person };

/** One in ten actions sends text messages. */
const SMS_EVERY = 10;

/** Kinds of hits on an e-mail, by how often people do them. */
const HITS = [
  { weight: 46, kind: 'open' },
  { weight: 46, kind: 'redirection' },
  { weight: 3, kind: 'mirror' },
  { weight: 3, kind: 'unsubscribe' },
  { weight: 2, kind: 'form' },
] as const;

/** The parts that the events of a stream are put together from, each serialised once. */
export type StreamTexts = ReturnType<typeof streamTexts>;

export function streamTexts(seed: string, actions: number, contacts: number) {
  const random = new Random(`${seed} texts`);
  return {
    actions: Array.from({ length: actions }, (_, n) => actionText(random, n)),
    contacts: Array.from({ length: contacts }, (_, n): ContactText => {
      const someone = person(seed, n);
      return { footprint: JSON.stringify(someone.footprint), person: someone };
    }),
    orders: Array.from({ length: 1_024 }, () => JSON.stringify(orderData(random, 20))),
    addresses: Array.from({ length: 4_096 }, () => JSON.stringify(visitorAddress(random))),
    hits: deal(HITS, ({ kind }) => kind),
    links: {
      open: JSON.stringify(OPENING),
      mirror: JSON.stringify(MIRROR),
      unsubscribe: JSON.stringify(UNSUBSCRIPTION),
      form: JSON.stringify(FORM),
    },
    readers: deal(READERS, ({ ua }) => JSON.stringify(ua)),
    browsers: deal(BROWSERS, ({ ua }) => JSON.stringify(ua)),
    robots: deal(ROBOTS, ({ ua, classification, links }) => ({
      kinds: links,
      ua: `${JSON.stringify(ua)},"classification":${JSON.stringify(classification)}`,
    })),
    bounces: {
      email: deal([...EMAIL_REFUSALS, ...EMAIL_REPORTS], ({ bounce }) => bounce),
      sms: deal(SMS_REPORTS, ({ bounce }) => bounce),
    },
    cancellations: deal(CANCELLATIONS, ({ cancellation }) => JSON.stringify(cancellation)),
  };
}

function actionText(random: Random, n: number): ActionText {
  const channel = n % SMS_EVERY === SMS_EVERY - 1 ? 'sms' : 'email';
  const id = actionId(n);
  const head = `"id":"${id}","kind":"${n % 4 === 0 ? 'message' : 'campaign'}"`;
  const clicks =
    channel === 'sms'
      ? [JSON.stringify(SMS_LINK)]
      : Array.from({ length: 12 }, (_, place) => JSON.stringify(productLink(random, id, place)));
  return { channel, id, head, clicks };
}

/** A link as shops write them: the product, and everything that their analytics want to know. */
function productLink(random: Random, action: string, place: number) {
  const product = random.between(10_000_000, 99_999_999);
  return {
    type: 'redirection',
    label: `product-${place}`,
    source: 'html',
    destination:
      `https://boutique.example/fr/collection/automne-hiver/produit-${product}.html?utm_source=np6&utm_medium=email` +
      `&utm_campaign=${action}-rentree-clients-fideles&utm_content=bloc-${place}-visuel&utm_term=${random.uuid()}` +
      `&variant=${random.between(100, 999)}&size=38&session=${random.uuid()}&consent=statistics,advertising`,
  };
}
