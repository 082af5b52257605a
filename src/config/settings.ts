import {
  domainName,
  formAddress,
  type Kind,
  mailServer,
  networks,
  oneOf,
  someText,
  twoLetters,
  webAddress,
  wholeNumber,
} from './kind.ts';

/** The levels of the log, from the fewest lines to the most. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Which links of messages are tracked. */
export const TRACKED_LINKS = ['marked', 'all'] as const;

/** What events tell of whoever followed a link. */
export const CLIENTS = ['full', 'verdict'] as const;

/** Which messages can be unsubscribed from in the mailbox. */
export const LIST_UNSUBSCRIBE = ['campaigns', 'all', 'off'] as const;

/** Who may read the metrics, besides nobody. */
export const METRICS_READERS = ['local', 'all', 'off'] as const;

/** One line of the table. */
export type Setting = Line<string> | Line<number>;

type Line<T extends string | number> = {
  /** The environment variable. */
  env: string;
  /** The option of `chappe serve`; only for what differs from one start to the next. */
  flag?: { name: string; value: string };
  kind: Kind<T>;
  default: T;
  unit: string;
  meaning: string;
  /** When to choose another value than the default. */
  change: string;
  /** The first version that had the setting. */
  since: string;
};

/**
 * Every setting, once. The reader, the options of the commands and the page of the documentation are made from
 * this table, so that they cannot disagree.
 */
export const SETTINGS = {
  data: {
    env: 'CHAPPE_DATA',
    flag: { name: '--data', value: 'folder' },
    kind: someText(),
    default: './data',
    unit: 'path',
    meaning: 'Folder that holds everything that Chappe stores; it is made when it does not exist',
    change:
      'Always for a real server: choose a folder on a disk that is backed up and has room for the events.',
    since: '0.1.0',
  },
  host: {
    env: 'CHAPPE_HOST',
    flag: { name: '--host', value: 'address' },
    kind: someText(),
    default: '127.0.0.1',
    unit: 'address or host name',
    meaning: 'Address on which the server listens',
    change:
      'When other machines shall connect: 0.0.0.0 listens on all addresses. Put a proxy that speaks TLS in front.',
    since: '0.1.0',
  },
  port: {
    env: 'CHAPPE_PORT',
    flag: { name: '--port', value: 'number' },
    kind: wholeNumber(0, 65_535),
    default: 8026,
    unit: 'TCP port',
    meaning: 'Port on which the server listens; 0 takes any free port',
    change:
      'When the port is taken. Kubernetes sets CHAPPE_PORT by itself if a Service is named chappe: set enableServiceLinks to false there.',
    since: '0.1.0',
  },
  logLevel: {
    env: 'CHAPPE_LOG_LEVEL',
    kind: oneOf(LOG_LEVELS),
    default: 'info',
    unit: 'level',
    meaning: 'How much is written to the log',
    change:
      'To debug, when looking for the cause of a failure; errors of commands then show where they arose.',
    since: '0.1.0',
  },
  rateLimit: {
    env: 'CHAPPE_RATE_LIMIT',
    kind: wholeNumber(0, 10_000_000),
    default: 6000,
    unit: 'requests per minute and key',
    meaning:
      'How many requests one API key may make per minute, unless the key has its own limit; 0 is no limit',
    change: 'Lower it when one careless program must not slow down the others; 0 for measurements.',
    since: '0.1.0',
  },
  stallTimeout: {
    env: 'CHAPPE_STALL_TIMEOUT',
    kind: wholeNumber(1, 86_400),
    default: 30,
    unit: 'seconds',
    meaning: 'A connection that neither takes nor gives a byte for this long is closed',
    change: 'Raise it for clients that pause for long while they read a feed.',
    since: '0.1.0',
  },
  metrics: {
    env: 'CHAPPE_METRICS',
    kind: oneOf(METRICS_READERS),
    default: 'local',
    unit: 'whom',
    meaning:
      'Who may read `/metrics`, which needs no key: `local` is connections from this machine that no proxy says it forwarded, `all` is everyone, `off` is nobody',
    change:
      'To all, when Prometheus runs on another machine and the network lets nobody else in: metrics name the accounts. To off, when a proxy on this machine that adds no header passes on all paths.',
    since: '0.1.0',
  },
  retentionDays: {
    env: 'CHAPPE_RETENTION_DAYS',
    kind: wholeNumber(0, 36_500),
    default: 0,
    unit: 'days',
    meaning:
      'How long the events of an account are kept that has no retention of its own; a running server deletes older ones once a day; 0 is forever',
    change:
      'When the law or the disk asks for it. Set one account apart with chappe account retention. Deleted events cannot be brought back.',
    since: '0.1.0',
  },
  maxEventBytes: {
    env: 'CHAPPE_MAX_EVENT_BYTES',
    kind: wholeNumber(1024, 16_777_216),
    default: 262_144,
    unit: 'bytes',
    meaning: 'The largest single event that is accepted, as JSON text',
    change: 'When your events carry more data. Every connection may hold one event of this size in memory.',
    since: '0.1.0',
  },
  maxArrayBytes: {
    env: 'CHAPPE_MAX_ARRAY_BYTES',
    kind: wholeNumber(1024, 268_435_456),
    default: 16_777_216,
    unit: 'bytes after decompression',
    meaning:
      'The largest body of a publish request that is a JSON array; NDJSON bodies are read line by line and have no limit',
    change:
      'Rarely: send NDJSON instead. An array is held in memory as a whole before its first event is stored.',
    since: '0.1.0',
  },
  maxBodyBytes: {
    env: 'CHAPPE_MAX_BODY_BYTES',
    kind: wholeNumber(1024, 67_108_864),
    default: 1_048_576,
    unit: 'bytes after decompression',
    meaning: 'The largest body of a request that does not publish events',
    change: 'When lists of contacts or values are longer. A body is held in memory as a whole.',
    since: '0.1.0',
  },
  phoneCountry: {
    env: 'CHAPPE_PHONE_COUNTRY',
    kind: twoLetters(),
    default: 'FR',
    unit: 'country, ISO 3166',
    meaning:
      'Country of the phone numbers of contacts that are written without one, on fields that name no country',
    change:
      'When most of your contacts live elsewhere. A field of type phone can have a `country` of its own.',
    since: '0.1.0',
  },
  defaultDomain: {
    env: 'CHAPPE_DEFAULT_DOMAIN',
    kind: domainName(),
    default: 'chappe.invalid',
    unit: 'domain',
    meaning:
      'Domain that every account may send e-mail from: the one that actions name `defaultdomain`, or do not name at all',
    change:
      'When accounts shall send without a domain of their own. Messages from it are signed for accounts that have added it with chappe domain add, and for no others.',
    since: '0.1.0',
  },
  mailHost: {
    env: 'CHAPPE_MAIL_HOST',
    kind: domainName('auto'),
    default: 'auto',
    unit: 'host name',
    meaning:
      'Name by which the server introduces itself to other mail servers, and to which bounces come back; `auto` is the name of the machine',
    change:
      'When the machine has another name than the one that DNS gives its public address: mailboxes compare the two.',
    since: '0.1.0',
  },
  trackingUrl: {
    env: 'CHAPPE_TRACKING_URL',
    kind: webAddress('auto'),
    default: 'auto',
    unit: 'address',
    meaning:
      'Address under which readers of messages reach this server: their links begin with it. `auto` is the address on which the server listens, or the name of the machine when it listens on all',
    change:
      'Always for a real server: a host name of its own, with https, whose proxy passes the paths below /t/ on to this server.',
    since: '0.1.0',
  },
  trackLinks: {
    env: 'CHAPPE_TRACK_LINKS',
    kind: oneOf(TRACKED_LINKS),
    default: 'marked',
    unit: 'which',
    meaning:
      'Which links to the web are tracked: `marked` is those with the attribute `tracking="Enabled"`, `all` is all but those with `tracking="Disabled"`, in the text too',
    change: 'To all, when the authors of messages mark no links.',
    since: '0.1.0',
  },
  trackOpens: {
    env: 'CHAPPE_TRACK_OPENS',
    kind: oneOf(['on', 'off']),
    default: 'on',
    unit: 'on or off',
    meaning: 'Whether messages carry an invisible picture by which it is seen that they were opened',
    change: 'To off, when the law or your readers ask for it.',
    since: '0.1.0',
  },
  trackTraps: {
    env: 'CHAPPE_TRACK_TRAPS',
    kind: oneOf(['on', 'off']),
    default: 'on',
    unit: 'on or off',
    meaning:
      'Whether messages carry a link that no person sees, by which programs are known that follow all links',
    change: 'To off, when a mailbox dislikes hidden links. Programs are known by other signs then.',
    since: '0.1.0',
  },
  trustedProxies: {
    env: 'CHAPPE_TRUSTED_PROXIES',
    kind: networks('none'),
    default: 'none',
    unit: 'addresses',
    meaning:
      'Proxies whose header `X-Forwarded-For` is believed: addresses and networks, such as `127.0.0.1,10.0.0.0/8`, joined by commas. Hits, limits and the log name the address that such a proxy tells, and otherwise that of the connection',
    change:
      'Always when a proxy stands in front of this server: all hits come from its address otherwise, and robots are told apart by addresses.',
    since: '0.1.0',
  },
  trackingRateLimit: {
    env: 'CHAPPE_TRACKING_RATE_LIMIT',
    kind: wholeNumber(0, 10_000_000),
    default: 6000,
    unit: 'requests per minute and address',
    meaning:
      'How many links may be followed from one address per minute; 0 is no limit. Mailboxes load the pictures of many readers from few addresses',
    change: 'Raise it when large campaigns make mailboxes meet it; `chappe_http_errors_total` counts them.',
    since: '0.1.0',
  },
  hitWindow: {
    env: 'CHAPPE_HIT_WINDOW',
    kind: wholeNumber(0, 300),
    default: 5,
    unit: 'seconds',
    meaning:
      'How long a hit waits for the other hits of its message before it is judged to be of a person or a robot, and published; 0 is at once',
    change:
      'To 0 when events shall come at once, and robots that are known only by many links need not be found.',
    since: '0.1.0',
  },
  haste: {
    env: 'CHAPPE_HASTE',
    kind: wholeNumber(0, 60),
    default: 2,
    unit: 'seconds',
    meaning:
      'A hit that comes sooner than this after its message was made is of a robot: a person has to be told of the message first; 0 turns this rule off',
    change: 'To 0 when readers wait for your messages with the mailbox open, such as for a code.',
    since: '0.1.0',
  },
  trackClients: {
    env: 'CHAPPE_TRACK_CLIENTS',
    kind: oneOf(CLIENTS),
    default: 'full',
    unit: 'what',
    meaning:
      'What events of hits tell of whoever followed a link: `full` is the address and the program, `verdict` only whether it was a robot, and which. The address and the user agent are then kept for no longer than the verdict takes',
    change: 'To verdict, when the law or your readers ask for it.',
    since: '0.1.0',
  },
  formUrl: {
    env: 'CHAPPE_FORM_URL',
    kind: formAddress('off'),
    default: 'off',
    unit: 'address',
    meaning:
      'Where links to forms lead, with `{form}` for the id of the form, and `{account}` for the account as its folder is named, such as `https://forms.example.com/{account}/{form}`; `off` shows a page that there is none',
    change: 'When another system shows the forms that your messages link to.',
    since: '0.1.0',
  },
  listUnsubscribe: {
    env: 'CHAPPE_LIST_UNSUBSCRIBE',
    kind: oneOf(LIST_UNSUBSCRIBE),
    default: 'campaigns',
    unit: 'which messages',
    meaning:
      'Which messages have the header `List-Unsubscribe`, for which mailboxes show a button; with an address that begins with https also `List-Unsubscribe-Post`, so that one click is enough',
    change:
      'To all, when messages to single contacts are wanted by nobody who did not ask for them either. To off, when another system writes these headers.',
    since: '0.1.0',
  },
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
  archiveDays: {
    env: 'CHAPPE_ARCHIVE_DAYS',
    kind: wholeNumber(1, 3650),
    default: 32,
    unit: 'days',
    meaning:
      'How long messages of actions with `settings.archive` are kept as they left; each keeps the time that held when it was sent',
    change: 'Raise it when you must be able to show for longer what was sent; the disk needs room for it.',
    since: '0.1.0',
  },
  softBounces: {
    env: 'CHAPPE_SOFT_BOUNCES',
    kind: wholeNumber(0, 1000),
    default: 5,
    unit: 'messages',
    meaning:
      'After how many messages that came back softly an address is marked as one that does not work; messages that were refused for what they are do not count; 0 is never',
    change: 'Raise it when you write to the same people many times a day.',
    since: '0.1.0',
  },
  softBounceDays: {
    env: 'CHAPPE_SOFT_BOUNCE_DAYS',
    kind: wholeNumber(1, 3650),
    default: 30,
    unit: 'days',
    meaning: 'Within how many days these messages must have come back',
    change: 'Raise it when you write seldom.',
    since: '0.1.0',
  },
  maxCommitEvents: {
    env: 'CHAPPE_MAX_COMMIT_EVENTS',
    kind: wholeNumber(1, 1_000_000),
    default: 20_000,
    unit: 'events',
    meaning: 'How many events one commit of the event log takes at most',
    change: 'Lower it when other readers of the same disk wait too long during imports.',
    since: '0.1.0',
  },
  maxCommitBytes: {
    env: 'CHAPPE_MAX_COMMIT_BYTES',
    kind: wholeNumber(1024, 268_435_456),
    default: 16_777_216,
    unit: 'bytes',
    meaning:
      'How many bytes of events one commit of the event log takes at most; a larger event is committed alone',
    change: 'Lower it on a machine with little memory.',
    since: '0.1.0',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** The settings that are also options of `chappe serve`. */
export type FlagName = {
  [N in SettingName]: (typeof SETTINGS)[N] extends { flag: object } ? N : never;
}[SettingName];

/** The value of every setting, in the unit that the table names. */
export type Settings = { readonly [N in SettingName]: ValueOf<(typeof SETTINGS)[N]['kind']> };

type ValueOf<K> = K extends Kind<infer T> ? T : never;
