import Type from 'typebox';

/** A uuid of any version, in either case. Two spellings of one uuid are the same identifier. */
export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  description: 'A uuid',
});

/** The last instant that a JavaScript date can hold, in milliseconds since 1970. */
export const LAST_INSTANT = 8_640_000_000_000_000;

/** An instant in whole milliseconds since 1970-01-01T00:00:00Z. */
export const Instant = Type.Integer({
  minimum: 0,
  maximum: LAST_INSTANT,
  description: 'Milliseconds since 1970-01-01T00:00:00Z',
});

/** The identifier of an action, a contact or a display content: short, never empty. */
export const ShortId = Type.String({ minLength: 1, maxLength: 128 });

/** The identifier of a notification: a positive 32-bit integer. */
export const NotificationId = Type.Integer({
  minimum: 0,
  maximum: 2_147_483_647,
  description: 'Id of the notification',
});

/** The MD5 of a contact's unicity, as 32 hexadecimal digits. */
export const UnicityHash = Type.String({
  pattern: '^[0-9a-fA-F]{32}$',
  description: "Lower-case MD5 of the contact's unicity",
});
