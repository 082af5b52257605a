import type { Bounce } from '../events/model/bounce.ts';

/** A refusal and how often it is met. `{address}` and `{domain}` stand for the recipient. */
export type Refusal = { weight: number; bounce: Bounce };

/** Refusals of e-mail while it is delivered. */
export const EMAIL_REFUSALS: readonly Refusal[] = [
  {
    weight: 34,
    bounce: {
      status: {
        type: 'sync',
        code: { enhanced: '5.1.1', basic: 550 },
        diagnostic:
          '550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table',
        mta: 'mx1.{domain}',
      },
      analysis: {
        verdict: 'hard',
        subject: { type: 'address', detail: { type: 'bad destination mailbox address' } },
        rule: 'enhanced code',
      },
    },
  },
  {
    weight: 8,
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
        rule: 'enhanced code',
      },
    },
  },
  {
    weight: 20,
    bounce: {
      status: {
        type: 'sync',
        code: { enhanced: '4.2.2', basic: 452 },
        diagnostic:
          '452 4.2.2 The recipient mailbox {address} is over its storage quota, please try again later',
        mta: 'mx2.{domain}',
      },
      analysis: {
        verdict: 'soft',
        subject: { type: 'mailbox', detail: { type: 'mailbox full' } },
        rule: 'enhanced code',
      },
    },
  },
  {
    weight: 14,
    bounce: {
      status: {
        type: 'sync',
        code: { enhanced: '5.7.1', basic: 554 },
        diagnostic:
          '554 5.7.1 Message rejected due to content restrictions of {domain}, see https://{domain}/postmaster',
        mta: 'mx1.{domain}',
      },
      analysis: {
        verdict: 'soft',
        subject: { type: 'security or policy', detail: { type: 'delivery not authorized, message refused' } },
        rule: 'enhanced code',
      },
    },
  },
  {
    weight: 6,
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
];

/** Refusals of e-mail that come back as a report, minutes or hours after the message was taken. */
export const EMAIL_REPORTS: readonly Refusal[] = [
  {
    weight: 10,
    bounce: {
      status: {
        type: 'async',
        code: { enhanced: '5.2.1', basic: 550 },
        diagnostic: 'smtp; 550 5.2.1 The mailbox of {address} is disabled and does not accept messages',
        mta: 'relay.{domain}',
      },
      analysis: {
        verdict: 'hard',
        subject: { type: 'mailbox', detail: { type: 'mailbox disabled, not accepting messages' } },
        rule: 'enhanced code',
      },
    },
  },
  {
    weight: 8,
    bounce: {
      status: {
        type: 'async',
        code: { enhanced: '4.4.7' },
        diagnostic: 'smtp; delivery time expired: message to {address} was retried for 4 hours',
        mta: 'relay.{domain}',
      },
      analysis: {
        verdict: 'soft',
        subject: { type: 'network and routing', detail: { type: 'delivery time expired' } },
        rule: 'enhanced code',
      },
    },
  },
  {
    weight: 4,
    bounce: {
      status: {
        type: 'async',
        code: { enhanced: '5.6.0', basic: 554 },
        diagnostic: 'smtp; 554 5.6.0 Corrupt message content refused by the gateway of {domain}',
        mta: 'gateway.{domain}',
      },
      analysis: {
        verdict: 'soft',
        subject: { type: 'message content or media', detail: { type: 'other or undefined media error' } },
        rule: 'diagnostic text',
      },
    },
  },
];

/** Delivery reports of text messages that did not arrive. */
export const SMS_REPORTS: readonly Refusal[] = [
  {
    weight: 6,
    bounce: {
      status: {
        type: 'async',
        code: {},
        diagnostic: 'UNDELIV err:001 unknown subscriber',
        mta: 'smsc.example',
      },
      analysis: {
        verdict: 'hard',
        subject: { type: 'address', detail: { type: 'bad destination mailbox address' } },
        rule: 'operator status',
      },
    },
  },
  {
    weight: 9,
    bounce: {
      status: {
        type: 'async',
        code: {},
        diagnostic: 'EXPIRED err:027 absent subscriber',
        mta: 'smsc.example',
      },
      analysis: {
        verdict: 'soft',
        subject: { type: 'network and routing', detail: { type: 'delivery time expired' } },
        rule: 'operator status',
      },
    },
  },
];

/** Refusals of push messages by the gateways of the telephone makers. */
export const PUSH_REFUSALS: readonly Refusal[] = [
  {
    weight: 10,
    bounce: {
      status: {
        type: 'sync',
        code: { basic: 404 },
        diagnostic: 'UNREGISTERED: Requested entity was not found.',
        mta: 'push.example',
      },
      analysis: {
        verdict: 'hard',
        subject: { type: 'address', detail: { type: 'bad destination mailbox address' } },
        rule: 'gateway status',
      },
    },
  },
  {
    weight: 2,
    bounce: {
      status: {
        type: 'sync',
        code: { basic: 429 },
        diagnostic: 'QUOTA_EXCEEDED: Sending limit exceeded for the message target.',
        mta: 'push.example',
      },
      analysis: {
        verdict: 'soft',
        subject: { type: 'mail system', detail: { type: 'system not accepting network messages' } },
        rule: 'gateway status',
      },
    },
  },
];

/** The refusal as the server of this recipient words it. */
export function refuse(bounce: Bounce, address: string): Bounce {
  const domain = address.slice(address.indexOf('@') + 1);
  const name = (text: string) => text.replaceAll('{address}', address).replaceAll('{domain}', domain);
  const { status, analysis } = bounce;
  return { status: { ...status, diagnostic: name(status.diagnostic), mta: name(status.mta) }, analysis };
}
