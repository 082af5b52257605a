import type { Event } from '../events/model/event.ts';

// What the examples share.
const identity = { type: 'customer' as const, agency: 'DEMO', customer: '028' };
const STAMPED = 1614089576625;
const contact = {
  type: 'footprint' as const,
  id: '000R4M0T',
  unicity: 'example@np6.com',
  // Anonymised by the authors of the reference: not the MD5 of this unicity.
  hash: '0441619ab4631d18548aa8835dd2c28b',
};
const first = { id: '000PE4', kind: 'message' };
const second = { id: '000PE5', kind: 'message' };
const data = { foo: 1, bar: 2 };
const clicked = {
  time: STAMPED,
  id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
  thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332',
};

/**
 * The complete example events of the reference of NP6 8.1.0, value by value, each id once.
 *
 * They are examples, not a history: a message is both activated and cancelled, and a hit precedes its activation.
 * The reference prints `5db566ce…` and `ed715f1b…` under two actions; here they have the action of the account's feed.
 */
export const REFERENCE_EVENTS: readonly Event[] = [
  {
    type: 'execution',
    id: 'b794a047-b15a-498c-9e46-8762d009bfb1',
    timestamp: 1614089576718,
    identity,
    source: {
      type: 'email',
      detail: {
        execution: {
          ...first,
          recipient: contact,
          data,
          stamp: {
            time: STAMPED,
            id: '340adff4-c193-427e-9e14-6a27633b77f6',
            thread: '73b43cda-527a-4de7-911a-b4550dabc571',
          },
        },
      },
    },
  },
  {
    type: 'activation',
    id: '86bc0a5d-28cb-5128-af60-5efd273d7f75',
    timestamp: 1614089582000,
    identity,
    source: {
      type: 'email',
      detail: {
        activation: { ...first, receiver: contact, stamp: clicked, recipient: 'example@np6.com' },
      },
    },
  },
  {
    type: 'activation',
    id: '5db566ce-fdd9-408b-a8ce-890e2a707f26',
    timestamp: 1614089593000,
    identity,
    source: {
      type: 'email',
      detail: {
        activation: {
          ...second,
          receiver: contact,
          stamp: {
            time: STAMPED,
            id: '593acc91-85bd-4690-8bb8-560a62c3d937',
            thread: '5238bbb7-aa4a-4114-b280-f083f42575c3',
          },
          recipient: 'example@np6.com',
        },
      },
    },
  },
  {
    type: 'cancellation',
    id: '84b10b69-6761-434f-be85-d56ddfaf0f20',
    timestamp: 1614089582000,
    identity,
    source: {
      type: 'email',
      detail: {
        execution: { ...first, recipient: contact, data, stamp: clicked },
        cancellation: {
          type: 'user defined policy',
          value: { type: 'render', message: 'Lorem ipsum dolor sit amet...' },
        },
      },
    },
  },
  {
    type: 'cancellation',
    id: 'ed715f1b-cc57-43b8-9bbe-e18b58d7e38c',
    timestamp: 1614089593000,
    identity,
    source: {
      type: 'email',
      detail: {
        execution: {
          ...second,
          recipient: contact,
          stamp: {
            time: STAMPED,
            id: '40e7f10f-9f96-4891-a340-bccc49b13155',
            thread: 'cbce7a1c-793e-45fb-baa1-5bfcb8998a36',
          },
        },
        cancellation: { type: 'redlisted target' },
      },
    },
  },
  {
    type: 'cancellation',
    id: 'fab220eb-9408-482f-8e0f-932aa31736bb',
    timestamp: 1614089582000,
    identity,
    source: {
      type: 'email',
      detail: {
        execution: {
          ...first,
          recipient: contact,
          data,
          stamp: {
            time: STAMPED,
            id: '808ddab2-c672-4c0d-b591-8967c0d4c5c0',
            thread: '212f8f9e-5f74-4a92-a692-726cbf5472cc',
          },
        },
        cancellation: { type: 'marketing pressure', rule: 'a67562eb-c56c-476d-aa0b-dd1d6977fb77' },
      },
    },
  },
  {
    type: 'bounce',
    id: '968e9b7b-ca77-4795-9159-6e1af3566e18',
    timestamp: 1614089582000,
    identity,
    source: {
      type: 'email',
      detail: {
        activation: {
          ...first,
          receiver: { type: 'id', value: '0013KDC0' },
          stamp: {
            time: STAMPED,
            id: '7bb105bd-e548-402b-bcd8-8fb30b5e6cf4',
            thread: '98a5918d-b1c4-4dc6-9222-57719ccd5bc8',
          },
          recipient: 'example@np6.com',
        },
        bounce: {
          status: {
            type: 'sync',
            code: { enhanced: '5.4.4' },
            diagnostic: 'unable to route: no mail hosts for domain',
            mta: '',
          },
          analysis: { verdict: 'soft', subject: { type: 'other or undefined status' } },
        },
      },
    },
  },
  {
    type: 'bounce',
    id: '14d3d192-bd40-4c0b-9048-4469ab3a981c',
    timestamp: 1614089593000,
    identity,
    source: {
      type: 'email',
      detail: {
        activation: {
          ...first,
          receiver: { type: 'id', value: '0013KDC8' },
          stamp: {
            time: STAMPED,
            id: '4d3eb218-1887-4c43-b287-cac59acec5ea',
            thread: '671d5989-3bdb-41fc-96c4-7acbdcb8de5e',
          },
          recipient: 'example@blabla.com',
        },
        bounce: {
          status: {
            type: 'sync',
            code: { enhanced: '5.1.2' },
            diagnostic: 'bad destination system: no such domain',
            mta: '',
          },
          analysis: {
            verdict: 'hard',
            subject: { type: 'address', detail: { type: 'bad destination system address' } },
          },
        },
      },
    },
  },
  {
    type: 'hit',
    id: 'd6d3af4e-762d-4c8b-bbe3-578ad5925f02',
    timestamp: 1623673176622,
    identity,
    source: {
      type: 'email',
      detail: {
        activation: { ...first, receiver: contact, stamp: clicked, recipient: 'example@np6.com' },
        link: {
          type: 'redirection',
          label: 'homepage',
          source: 'html',
          destination: 'https://www.np6.fr',
        },
        client: {
          type: 'web',
          ip: { type: 'v4', value: '10.1.1.1' },
          ua: {
            type: 'parsed',
            ua: 'Mozilla/5.0 (Linux; Android 9; AMN-LX9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.88 Mobile Safari/537.36',
            client: {
              type: 'Mobile browser',
              name: 'Chrome Mobile',
              version: '91.0.4472.88',
              vendor: 'Google Inc.',
            },
            os: { name: 'Android 9.0 Pie', family: 'Android', vendor: 'Google Inc.' },
            device: { type: 'Smartphone', name: 'Y5 (2019)', brand: 'Huawei' },
          },
        },
      },
    },
  },
];
