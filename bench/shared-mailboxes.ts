import { person } from '../src/demo/people.ts';
import { contactId } from '../src/demo/short-id.ts';

/**
 * Some contacts that get very much: of every group of contacts, one falls to each of these. So one contact has as many
 * events as one action, and reading all of them measures the log and not the request.
 */
export const MAILBOXES = 20;
const GROUP = 250;

const BEFORE = '{"type":"footprint","id":"';
const FIRST = Number.parseInt(contactId(0), 36);
const ID_LENGTH = contactId(0).length;

/** Gives an event of a contact that shares a mailbox to that mailbox. All events of one message go the same way. */
export function sharing(seed: string): (line: string) => string {
  const footprints = Array.from({ length: MAILBOXES }, (_, n) => JSON.stringify(person(seed, n).footprint));
  return (line) => {
    const at = line.indexOf(BEFORE);
    if (at < 0) return line;
    const id = at + BEFORE.length;
    const contact = Number.parseInt(line.slice(id, id + ID_LENGTH), 36) - FIRST;
    const footprint = footprints[contact % GROUP];
    return footprint === undefined
      ? line
      : line.slice(0, at) + footprint + line.slice(line.indexOf('}', id) + 1);
  };
}
