import { oneOf, someText, wholeNumber } from '../kind.ts';
import type { Setting } from '../setting.ts';

/** The levels of the log, from the fewest lines to the most. */
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Who may read the metrics, besides nobody. */
const METRICS_READERS = ['local', 'all', 'off'] as const;

/** Where the server is, what it writes about itself, and whom it answers. */
export const SERVER_SETTINGS = {
  data: {
    env: 'CHAPPE_DATA',
    flag: { name: '--data', value: 'folder' },
    kind: someText(),
    default: './data',
    unit: 'path',
    meaning: 'Folder that holds everything that Chappe stores; serve, account create and restore make it',
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
} as const satisfies Record<string, Setting>;
