import type { Event } from '../event.ts';
import { CLAIRE, MARC, NADIA, PAUL, SHOP } from './cast.ts';

/** The newsletter of the spring sale, as it left for Claire. */
const newsletterToClaire = {
  id: '000PE4',
  kind: 'campaign',
  receiver: CLAIRE,
  stamp: {
    time: Date.parse('2026-03-03T09:00:00.000Z'),
    id: '023232a2-7099-451e-bf54-f4d52ba99795',
    thread: '980eac24-e833-4dc2-b282-ee04033b9e22',
  },
  recipient: 'claire.dupont@example.com',
};

/** The same newsletter, as it left for Marc, who does not want it. */
const newsletterToMarc = {
  id: '000PE4',
  kind: 'campaign',
  receiver: MARC,
  stamp: {
    time: Date.parse('2026-03-03T09:00:00.250Z'),
    id: 'ab0cd3f0-fa4d-4e98-93cb-c3bba55acd7f',
    thread: '1e197873-3bcf-4c1b-b2b0-88d4807b30e7',
  },
  recipient: 'm.lefevre@example.org',
};

/** What happened to e-mail messages. */
export const EMAIL_EXAMPLES: readonly Event[] = [
  {
    type: 'execution',
    id: 'e90d706e-007a-4925-8794-63ae3c62af5f',
    timestamp: Date.parse('2026-03-03T08:30:00.093Z'),
    identity: SHOP,
    source: {
      type: 'email',
      detail: {
        execution: {
          id: '000PE5',
          kind: 'message',
          recipient: PAUL,
          data: { order: 'A-2026-0417', total: 79.9, items: ['Espresso 250 g', 'Filter papers'] },
          stamp: {
            time: Date.parse('2026-03-03T08:30:00.000Z'),
            id: 'ebf26578-815a-4097-a1ec-1193548d99cc',
            thread: 'f9b9cd8a-321e-48c5-ac28-cdf60a250b5e',
          },
        },
      },
    },
  },
  {
    type: 'cancellation',
    id: 'cba2c56b-8134-44e3-b761-3d2721d413a5',
    timestamp: Date.parse('2026-03-03T09:00:03.410Z'),
    identity: SHOP,
    source: {
      type: 'email',
      detail: {
        execution: {
          id: '000PE4',
          kind: 'campaign',
          recipient: NADIA,
          stamp: {
            time: Date.parse('2026-03-03T09:00:00.500Z'),
            id: '0e87fb79-9979-4e6a-83fa-e0753c510a32',
            thread: '715479c5-521d-4a59-b7d0-3d5cadd6dc17',
          },
        },
        cancellation: { type: 'marketing pressure', rule: '842f2f10-3e50-4046-8414-28f087f02bf6' },
      },
    },
  },
  {
    type: 'activation',
    id: 'b0a68280-2e66-4adc-9cfe-d13d36307bec',
    timestamp: Date.parse('2026-03-03T09:00:05.375Z'),
    identity: SHOP,
    source: { type: 'email', detail: { activation: newsletterToClaire } },
  },
  {
    type: 'bounce',
    id: '613dc55a-a18e-4fa6-8aa9-1a8064c3cda9',
    timestamp: Date.parse('2026-03-03T09:00:09.120Z'),
    identity: SHOP,
    source: {
      type: 'email',
      detail: {
        activation: {
          id: '000PE4',
          kind: 'campaign',
          receiver: { type: 'id', value: '0013KDD4' },
          stamp: {
            time: Date.parse('2026-03-03T09:00:00.750Z'),
            id: '0fd670cf-1edb-420b-a298-1696d39070cd',
            thread: '57314b1c-f495-4658-ba5c-d7fac8ce00d1',
          },
          recipient: 'former.customer@example.org',
        },
        bounce: {
          status: {
            type: 'sync',
            code: { enhanced: '5.1.1', basic: 550 },
            diagnostic: '550 5.1.1 <former.customer@example.org>: user unknown',
            mta: 'mx1.example.org',
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
    id: '560db39b-f352-4f2a-a5e0-7fb1ece07184',
    timestamp: Date.parse('2026-03-03T12:41:17.802Z'),
    identity: SHOP,
    source: {
      type: 'email',
      detail: {
        activation: newsletterToClaire,
        link: {
          type: 'redirection',
          label: 'spring sale',
          source: 'html',
          destination: 'https://shop.example.com/sale?utm_source=newsletter',
        },
        client: {
          type: 'web',
          ip: { type: 'v4', value: '192.0.2.44' },
          ua: {
            type: 'parsed',
            ua: 'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Mobile Safari/537.36',
            client: {
              type: 'Mobile browser',
              name: 'Chrome Mobile',
              version: '145.0.0.0',
              vendor: 'Google Inc.',
            },
            os: { name: 'Android 16', family: 'Android', vendor: 'Google Inc.' },
            device: { type: 'Smartphone', name: 'Pixel 9', brand: 'Google' },
          },
        },
      },
    },
  },
  {
    type: 'optout',
    id: '655df851-f570-4012-8c1c-39756c6ef79f',
    timestamp: Date.parse('2026-03-03T18:05:42.033Z'),
    identity: SHOP,
    source: {
      type: 'email',
      detail: { activation: newsletterToMarc, optout: { scope: 'channel', channel: 'email' } },
    },
  },
  {
    type: 'reply',
    id: 'ac4d0f92-e190-4863-a7f6-45a77094f066',
    timestamp: Date.parse('2026-03-03T09:02:11.900Z'),
    identity: SHOP,
    source: {
      type: 'email',
      detail: {
        activation: newsletterToMarc,
        reply: {
          type: 'automatic',
          text: "Je suis absent du bureau jusqu'au lundi 9 mars.",
          from: 'm.lefevre@example.org',
        },
      },
    },
  },
  {
    type: 'complaint',
    id: 'e1773109-c628-45b8-80be-7013dca56b6e',
    timestamp: Date.parse('2026-03-03T18:20:00.611Z'),
    identity: SHOP,
    source: {
      type: 'email',
      detail: {
        activation: newsletterToMarc,
        complaint: {
          type: 'abuse',
          reporter: 'feedback.mail.example.org',
          agent: 'ExampleMail-Feedback/2.1',
        },
      },
    },
  },
];
