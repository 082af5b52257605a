import { wholeNumber } from '../kind.ts';
import type { Setting } from '../setting.ts';

/** What is kept of messages that left, and what is concluded when they come back. */
export const SENT_MAIL_SETTINGS = {
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
} as const satisfies Record<string, Setting>;
