import type { Event } from '../event.ts';
import { CLAIRE, MARC, NADIA, PAUL, SHOP } from './cast.ts';

/** A reminder that left for Paul's telephone. */
const reminderToPaul = {
  id: '000PF1',
  kind: 'message',
  receiver: PAUL,
  stamp: {
    time: Date.parse('2026-03-04T16:00:00.000Z'),
    id: 'df2212fe-2269-4716-ae2f-0946feac6670',
    thread: '420816ba-b344-4fba-ab26-4bf49bab5688',
  },
  recipient: '+33639980114',
};

/** An offer that left for Marc's telephone. */
const offerToMarc = {
  id: '000PF2',
  kind: 'campaign',
  receiver: MARC,
  stamp: {
    time: Date.parse('2026-03-04T17:00:00.000Z'),
    id: '91c6cbdf-32ac-4ba8-b1cc-52d598e6c9f6',
    thread: 'fd5deb2c-fe7a-4e89-b9b1-75fc5aef5d4b',
  },
  recipient: '+33639980287',
};

/** What happened to text messages. */
export const SMS_EXAMPLES: readonly Event[] = [
  {
    type: 'execution',
    id: '29b163a2-3db2-4aac-9c7c-bd986f85b467',
    timestamp: Date.parse('2026-03-04T16:00:00.021Z'),
    identity: SHOP,
    source: {
      type: 'sms',
      detail: {
        execution: {
          id: '000PF1',
          kind: 'message',
          recipient: PAUL,
          data: { shop: 'Lille Centre', appointment: '2026-03-05T10:30:00+01:00' },
          stamp: reminderToPaul.stamp,
        },
      },
    },
  },
  {
    type: 'cancellation',
    id: 'd6ae0ca3-d738-45fc-afe3-f593c391f04e',
    timestamp: Date.parse('2026-03-04T17:00:01.204Z'),
    identity: SHOP,
    source: {
      type: 'sms',
      detail: {
        execution: {
          id: '000PF2',
          kind: 'campaign',
          recipient: NADIA,
          stamp: {
            time: Date.parse('2026-03-04T17:00:00.100Z'),
            id: '811f1f8b-38ae-430e-911b-762f6936af02',
            thread: '0361e6b0-7448-4da0-ae37-a994d2c66f09',
          },
        },
        cancellation: { type: 'empty address' },
      },
    },
  },
  {
    type: 'activation',
    id: '37beac39-047b-4145-8b40-ae8e8e717254',
    timestamp: Date.parse('2026-03-04T16:00:01.480Z'),
    identity: SHOP,
    source: { type: 'sms', detail: { activation: reminderToPaul } },
  },
  {
    type: 'bounce',
    id: '40e30098-3798-4645-8162-55b13de67352',
    timestamp: Date.parse('2026-03-05T17:00:02.500Z'),
    identity: SHOP,
    source: {
      type: 'sms',
      detail: {
        activation: {
          id: '000PF2',
          kind: 'campaign',
          receiver: CLAIRE,
          stamp: {
            time: Date.parse('2026-03-04T17:00:00.200Z'),
            id: 'b239a7bf-c805-4c92-8417-05f0d12f1014',
            thread: 'a89352bb-8d2f-4dd8-b48c-b1de71a9c027',
          },
          recipient: '+33639980333',
        },
        bounce: {
          status: {
            type: 'async',
            code: {},
            diagnostic: 'EXPIRED: the handset could not be reached for 24 hours',
            mta: 'smsc.operator.example.com',
          },
          analysis: {
            verdict: 'soft',
            subject: { type: 'network and routing', detail: { type: 'delivery time expired' } },
          },
        },
      },
    },
  },
  {
    type: 'hit',
    id: 'd5499bba-b058-4240-a749-d64e2c51fe8b',
    timestamp: Date.parse('2026-03-04T17:12:30.015Z'),
    identity: SHOP,
    source: {
      type: 'sms',
      detail: {
        activation: offerToMarc,
        link: {
          type: 'redirection',
          label: 'offer',
          source: 'text',
          destination: 'https://shop.example.com/offer',
        },
        client: {
          type: 'web',
          ip: { type: 'v6', value: '2001:db8:4:1::5a' },
          ua: { type: 'raw', ua: 'ExampleBrowser/3.2' },
        },
      },
    },
  },
  {
    type: 'optout',
    id: '2f9d53c5-6102-49df-8d23-f1b1c2625005',
    timestamp: Date.parse('2026-03-04T17:15:09.700Z'),
    identity: SHOP,
    source: {
      type: 'sms',
      detail: { activation: offerToMarc, optout: { scope: 'channel', channel: 'sms' } },
    },
  },
  {
    type: 'reply',
    id: 'b026ed05-60c8-4475-9c72-94118d40f21b',
    timestamp: Date.parse('2026-03-04T17:15:08.950Z'),
    identity: SHOP,
    source: {
      type: 'sms',
      detail: {
        activation: offerToMarc,
        reply: { type: 'stop', text: 'STOP merci', from: '+33639980287', keyword: 'STOP' },
      },
    },
  },
  {
    type: 'complaint',
    id: '732c549a-e74c-4aad-9c5a-ec61ab436183',
    timestamp: Date.parse('2026-03-04T19:40:55.000Z'),
    identity: SHOP,
    source: {
      type: 'sms',
      detail: { activation: offerToMarc, complaint: { type: 'abuse', reporter: 'spam-reports.example.org' } },
    },
  },
];
