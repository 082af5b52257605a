import type { Receiver } from './model/receiver.ts';

/** The id of the contact that an event names; undefined when it names it by its unicity or by its hash alone. */
export function contactIdOf(receiver: Receiver): string | undefined {
  switch (receiver.type) {
    case 'footprint':
      return receiver.id;
    case 'id':
      return receiver.value;
    case 'contact':
      return contactIdOf(receiver.value);
    default:
      return undefined;
  }
}
