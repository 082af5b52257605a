import type { Event } from '../event.ts';
import { SHOP } from './cast.ts';

/** A banner shown to a visitor who is known by nothing but a hash. */
const banner = {
  id: 'home-banner-2',
  campaign: 'spring-2026',
  kind: 'content',
  receiver: { type: 'hash', value: 'f5968dcf3bbe8afb11392eb1fa73867a' },
  stamp: {
    time: Date.parse('2026-03-07T10:15:00.000Z'),
    id: 'cae42ebd-059f-4315-9612-364dbc6d2e79',
    thread: '7b7cdab9-e490-4595-b532-a1c95efb3690',
  },
} as const;

const browser = {
  type: 'web',
  ip: { type: 'v4', value: '198.51.100.23' },
  ua: {
    type: 'parsed',
    ua: 'Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0',
    client: { type: 'Browser', name: 'Firefox', version: '148.0', vendor: 'Mozilla Foundation' },
    os: { name: 'Linux', family: 'Linux' },
  },
} as const;

/** What happened to contents shown on pages. */
export const DISPLAY_EXAMPLES: readonly Event[] = [
  {
    type: 'activation',
    id: '44143ed6-8008-4562-8f3f-d7ce6f6cbf2d',
    timestamp: Date.parse('2026-03-07T10:15:00.090Z'),
    identity: SHOP,
    source: { type: 'display', detail: { activation: banner } },
  },
  {
    type: 'hit',
    id: 'a0bb66ba-9412-4e78-b437-c02a2ef23ed5',
    timestamp: Date.parse('2026-03-07T10:15:21.466Z'),
    identity: SHOP,
    source: {
      type: 'display',
      detail: {
        activation: banner,
        link: { type: 'redirection', label: 'banner', destination: 'https://shop.example.com/sale' },
        client: browser,
      },
    },
  },
  {
    type: 'impression',
    id: '45656a9f-b229-4740-a74a-edd099c51310',
    timestamp: Date.parse('2026-03-07T10:15:01.870Z'),
    identity: SHOP,
    source: { type: 'display', detail: { activation: banner, client: browser } },
  },
];
