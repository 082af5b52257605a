import type { Event } from '../event.ts';
import { CLAIRE, PAUL, SHOP } from './cast.ts';

/** A push message that left for the application on Claire's telephone. */
const pushToClaire = {
  id: 156,
  version: '58156e0c-03d2-4768-a5e1-9f4f3288a085',
  kind: 'application',
  receiver: { type: 'contact', value: CLAIRE },
  stamp: {
    time: Date.parse('2026-03-05T07:30:00.000Z'),
    id: '9caa0a3e-0498-45b0-b517-0ff7bf88832b',
    thread: '5fb4e909-a6d2-4c61-b66b-08643b623c95',
  },
} as const;

/** What happened to push messages. */
export const NOTIFICATION_EXAMPLES: readonly Event[] = [
  {
    type: 'execution',
    id: '6209fbd1-7a76-4b99-9624-2ae2de95548f',
    timestamp: Date.parse('2026-03-05T07:30:00.040Z'),
    identity: SHOP,
    source: {
      type: 'notification',
      detail: {
        execution: {
          id: 156,
          kind: 'application',
          recipient: { type: 'contact', value: CLAIRE },
          data: { points: 120 },
          stamp: pushToClaire.stamp,
        },
      },
    },
  },
  {
    type: 'cancellation',
    id: 'f5397410-0b25-4c7d-b033-aefedc348e4f',
    timestamp: Date.parse('2026-03-05T07:30:00.350Z'),
    identity: SHOP,
    source: {
      type: 'notification',
      detail: {
        execution: {
          id: 156,
          kind: 'application',
          recipient: { type: 'contact', value: PAUL },
          stamp: {
            time: Date.parse('2026-03-05T07:30:00.010Z'),
            id: '53bf5a0e-1d7c-4c1e-9b51-2f64c9f1d7aa',
            thread: '00e39970-b598-4f55-b894-f5e67cfe5d72',
          },
        },
        cancellation: {
          type: 'user defined policy',
          value: { type: 'render', message: 'The field FIRST_NAME is empty' },
        },
      },
    },
  },
  {
    type: 'activation',
    id: '312f977b-81df-4a95-875f-1ed2c626d2ba',
    timestamp: Date.parse('2026-03-05T07:30:00.610Z'),
    identity: SHOP,
    source: { type: 'notification', detail: { activation: pushToClaire } },
  },
  {
    type: 'bounce',
    id: '55292182-abcc-4275-9fe9-f2b15aaa37de',
    timestamp: Date.parse('2026-03-05T07:30:01.120Z'),
    identity: SHOP,
    source: {
      type: 'notification',
      detail: {
        activation: {
          id: 156,
          version: '58156e0c-03d2-4768-a5e1-9f4f3288a085',
          kind: 'application',
          receiver: { type: 'contact', value: { type: 'id', value: '0013KDD4' } },
          stamp: {
            time: Date.parse('2026-03-05T07:30:00.020Z'),
            id: 'b5bac0a8-b048-4b34-b1d5-08ca4e3abf4d',
            thread: '08339579-468e-4c09-8d8e-9cbad026fb25',
          },
        },
        bounce: {
          status: {
            type: 'sync',
            code: { basic: 410 },
            diagnostic: 'Unregistered',
            mta: 'push.example.com',
          },
          analysis: {
            verdict: 'hard',
            subject: { type: 'address', detail: { type: 'bad destination mailbox address' } },
          },
        },
      },
    },
  },
  {
    type: 'hit',
    id: '6a52777c-c73e-4918-ad0d-c2fbae17712c',
    timestamp: Date.parse('2026-03-05T07:48:26.300Z'),
    identity: SHOP,
    source: {
      type: 'notification',
      detail: {
        activation: pushToClaire,
        link: { type: 'redirection', destination: 'exampleshop://loyalty' },
      },
    },
  },
  {
    type: 'impression',
    id: '3873b1b3-e22a-40f1-909c-882d1fb02f72',
    timestamp: Date.parse('2026-03-05T07:48:20.118Z'),
    identity: SHOP,
    source: { type: 'notification', detail: { activation: pushToClaire } },
  },
  {
    type: 'optout',
    id: 'e9f83939-7921-48b4-b309-011293065335',
    timestamp: Date.parse('2026-03-06T20:10:00.007Z'),
    identity: SHOP,
    source: {
      type: 'notification',
      detail: { activation: pushToClaire, optout: { scope: 'global' } },
    },
  },
];
