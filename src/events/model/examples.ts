import type { Event } from './event.ts';
import { CONTACT_EXAMPLES } from './examples/contact.ts';
import { DISPLAY_EXAMPLES } from './examples/display.ts';
import { EMAIL_EXAMPLES } from './examples/email.ts';
import { NOTIFICATION_EXAMPLES } from './examples/notification.ts';
import { SMS_EXAMPLES } from './examples/sms.ts';

/** One believable event of every type from every source it can come from: what the documentation shows. */
export const EXAMPLE_EVENTS: readonly Event[] = [
  ...EMAIL_EXAMPLES,
  ...SMS_EXAMPLES,
  ...NOTIFICATION_EXAMPLES,
  ...DISPLAY_EXAMPLES,
  ...CONTACT_EXAMPLES,
];
