/**
 * The subjects and details of RFC 3463, section 3, in lower case: the words in which a bounce is analysed.
 * The second and third digits of an enhanced status code are the keys.
 */
export const SUBJECTS = {
  0: 'other or undefined status',
  1: 'address',
  2: 'mailbox',
  3: 'mail system',
  4: 'network and routing',
  5: 'mail delivery protocol',
  6: 'message content or media',
  7: 'security or policy',
} as const;
export type Subject = (typeof SUBJECTS)[keyof typeof SUBJECTS];

/** The details of each subject; the array index is the third digit of the code. */
export const DETAILS = {
  address: [
    'other address status',
    'bad destination mailbox address',
    'bad destination system address',
    'bad destination mailbox address syntax',
    'destination mailbox address ambiguous',
    'destination mailbox address valid',
    'mailbox has moved',
    "bad sender's mailbox address syntax",
    "bad sender's system address",
  ],
  mailbox: [
    'other or undefined mailbox status',
    'mailbox disabled, not accepting messages',
    'mailbox full',
    'message length exceeds administrative limit',
    'mailing list expansion problem',
  ],
  'mail system': [
    'other or undefined mail system status',
    'mail system full',
    'system not accepting network messages',
    'system not capable of selected features',
    'message too big for system',
    'system incorrectly configured',
  ],
  'network and routing': [
    'other or undefined network or routing status',
    'no answer from host',
    'bad connection',
    'directory server failure',
    'unable to route',
    'mail system congestion',
    'routing loop detected',
    'delivery time expired',
  ],
  'mail delivery protocol': [
    'other or undefined protocol status',
    'invalid command',
    'syntax error',
    'too many recipients',
    'invalid command arguments',
    'wrong protocol version',
  ],
  'message content or media': [
    'other or undefined media error',
    'media not supported',
    'conversion required and prohibited',
    'conversion required but not supported',
    'conversion with loss performed',
    'conversion failed',
  ],
  'security or policy': [
    'other or undefined security status',
    'delivery not authorized, message refused',
    'mailing list expansion prohibited',
    'security conversion required but not possible',
    'security features not supported',
    'cryptographic failure',
    'cryptographic algorithm not supported',
    'message integrity failure',
  ],
} as const satisfies Record<Exclude<Subject, 'other or undefined status'>, readonly string[]>;
