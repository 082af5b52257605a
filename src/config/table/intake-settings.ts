import { twoLetters, wholeNumber } from '../kind.ts';
import type { Setting } from '../setting.ts';

/** What the server takes, how it reads that, and how long events stay. */
export const INTAKE_SETTINGS = {
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
} as const satisfies Record<string, Setting>;
