/** Leaves the version and the variant of a uuid alone. Any number will do that is unlikely to lie between two ids. */
const MARK = 0x2c19_f0d4_6b3e_81a7n;

/**
 * The id of the event that tells that a message was asked for: made of the id of the message, so that the one is found by
 * the other, and so that a message that is asked for twice is told of once. The time that newer ids begin with stays.
 */
export function executionIdOf(messageId: string): string {
  const digits = messageId.replaceAll('-', '').toLowerCase();
  const last = BigInt(`0x${digits.slice(16)}`) ^ MARK;
  const all = digits.slice(0, 16) + last.toString(16).padStart(16, '0');
  return all.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
