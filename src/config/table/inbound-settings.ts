import { mailServer, oneOf, someText, wholeNumber } from '../kind.ts';
import type { Setting } from '../setting.ts';

/** Mail that comes back, by whichever way. */
export const INBOUND_SETTINGS = {
  inboundHost: {
    env: 'CHAPPE_INBOUND_HOST',
    kind: someText(),
    default: '127.0.0.1',
    unit: 'address or host name',
    meaning: 'Address on which the server takes mail that comes back, by SMTP',
    change: 'When other mail servers shall bring it: 0.0.0.0 listens on all addresses.',
    since: '0.1.0',
  },
  inboundPort: {
    env: 'CHAPPE_INBOUND_PORT',
    kind: wholeNumber(0, 65_535),
    default: 0,
    unit: 'TCP port',
    meaning: 'Port on which the server takes mail that comes back, by SMTP; 0 takes none',
    change:
      'To 25, or to a port that 25 is redirected to, when the MX of the return path is this machine; to another port when a mail server of yours passes on what comes to the return path.',
    since: '0.1.0',
  },
  inboundCertificate: {
    env: 'CHAPPE_INBOUND_CERTIFICATE',
    kind: someText(),
    default: 'none',
    unit: 'file, PEM',
    meaning:
      'Certificate, with those above it, by which inbound SMTP is encrypted (STARTTLS); `none` offers no encryption. It is read when the server starts',
    change: 'Whenever port 25 is open to the world: many servers prefer, and some insist on, encryption.',
    since: '0.1.0',
  },
  inboundKey: {
    env: 'CHAPPE_INBOUND_KEY',
    kind: someText(),
    default: 'none',
    unit: 'file, PEM',
    meaning: 'Private key of that certificate',
    change: 'Together with the certificate.',
    since: '0.1.0',
  },
  inboundMaxBytes: {
    env: 'CHAPPE_INBOUND_MAX_BYTES',
    kind: wholeNumber(65_536, 67_108_864),
    default: 10_485_760,
    unit: 'bytes',
    meaning:
      'The largest message that is taken, by whichever way; of a report the first 256 KiB are kept, of an answer all',
    change: 'When readers answer with larger attachments, or reports quote larger messages whole.',
    since: '0.1.0',
  },
  inboundConnections: {
    env: 'CHAPPE_INBOUND_CONNECTIONS',
    kind: wholeNumber(1, 10_000),
    default: 100,
    unit: 'connections',
    meaning: 'How many connections inbound SMTP has at once; more are told to come back later',
    change: 'Lower it on a small machine.',
    since: '0.1.0',
  },
  inboundRate: {
    env: 'CHAPPE_INBOUND_RATE',
    kind: wholeNumber(0, 10_000_000),
    default: 6000,
    unit: 'messages per minute and address',
    meaning:
      'How many messages one address may send by inbound SMTP in a minute; more are told to come back later; 0 is no limit',
    change: 'To 0, when all mail comes from a server of yours.',
    since: '0.1.0',
  },
  inboundFolder: {
    env: 'CHAPPE_INBOUND_FOLDER',
    kind: someText(),
    default: 'none',
    unit: 'path',
    meaning:
      'Folder from which files that end in `.eml` are taken and removed, each a message that came back; `none` watches none',
    change: 'When another mail server writes what comes to the return path into files.',
    since: '0.1.0',
  },
  quarantineBytes: {
    env: 'CHAPPE_QUARANTINE_BYTES',
    kind: wholeNumber(0, 1_099_511_627_776),
    default: 67_108_864,
    unit: 'bytes',
    meaning:
      'How much inbound mail that nothing could be made of is kept in `quarantine` of the data folder, for a person to look at; the oldest is deleted for the newest',
    change: 'To 0, when nobody looks.',
    since: '0.1.0',
  },
  replies: {
    env: 'CHAPPE_REPLIES',
    kind: oneOf(['on', 'off']),
    default: 'off',
    unit: 'on or off',
    meaning:
      'Whether answers to messages come to an address of this server: they become events, and go on to the address that the action names',
    change:
      'To on, once mail to the return path comes in (see docs/feedback.md): until then answers would go astray.',
    since: '0.1.0',
  },
  canaryReturn: {
    env: 'CHAPPE_CANARY_RETURN',
    kind: mailServer(['auto', 'mx']),
    default: 'auto',
    unit: 'server',
    meaning:
      'Where `chappe canary` brings the report by which it checks that mail comes back: `auto` is the server itself, if it takes mail by SMTP; `mx` is the mail host of the return path, as DNS says and as others do; or a server such as `smtp://mx.example.com:25`',
    change:
      'To mx, as soon as the MX of the return path is published and this machine may connect to port 25 of others: the check then goes all the way.',
    since: '0.1.0',
  },
} as const satisfies Record<string, Setting>;
