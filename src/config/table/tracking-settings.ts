import { formAddress, networks, oneOf, webAddress, wholeNumber } from '../kind.ts';
import type { Setting } from '../setting.ts';

/** Which links of messages are tracked. */
const TRACKED_LINKS = ['marked', 'all'] as const;

/** What events tell of whoever followed a link. */
const CLIENTS = ['full', 'verdict'] as const;

/** Which messages can be unsubscribed from in the mailbox. */
const LIST_UNSUBSCRIBE = ['campaigns', 'all', 'off'] as const;

/** The links of messages: which are tracked, who follows them, and what is told of it. */
export const TRACKING_SETTINGS = {
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
} as const satisfies Record<string, Setting>;
