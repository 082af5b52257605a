import { formatActionId, parseActionId } from '../actions/action-id.ts';
import { formatContactId, parseContactId } from '../contacts/contact-id.ts';
import { type ByteReader, Unreadable } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { LinkSource, LinkTarget, PlacedLink, TrackedLink, TrackedMessage } from './tracked-link.ts';

/** The kinds of link, by the number that is written for them: its place. New ones go to the end. */
const KINDS = ['open', 'redirection', 'mirror', 'unsubscribe', 'header', 'form', 'trap'] as const;
type Kind = (typeof KINDS)[number];

/** One byte says what the link is and what is there: the kind in the lowest four bits, and these. */
const CAMPAIGN = 16;
const SET = 32;
/** The message was made before the time of its stamp, which whoever asked for it may have chosen. */
const EARLIER = 64;

/** Links that stand in a part have a second byte. */
const TEXT = 1;
const LABEL = 2;
const HTTPS = 4;

const SCHEMES = { https: 'https://', http: 'http://' } as const;

/** What the first byte of each link of a message says of the message. */
export function flagsOf({ of, stamp, sentAt }: TrackedMessage): number {
  return (
    (of === 'campaign' ? CAMPAIGN : 0) |
    (stamp.set === undefined ? 0 : SET) |
    (sentAt < stamp.time ? EARLIER : 0)
  );
}

/** Writes what all links of a message have in common. */
export function writeMessage(writer: ByteWriter, { action, contact, stamp, sentAt }: TrackedMessage): void {
  writer.number(required(parseActionId(action), 'action', action));
  writer.number(required(parseContactId(contact), 'contact', contact));
  writer.number(stamp.time);
  writer.number(Math.abs(sentAt - stamp.time));
  writer.uuid(stamp.id);
  writer.uuid(stamp.thread);
  if (stamp.set !== undefined) writer.uuid(stamp.set);
}

export function writeTarget(
  writer: ByteWriter,
  link: LinkTarget,
  { flags, message }: { flags: number; message: Uint8Array },
): void {
  writer.byte(KINDS.indexOf(kindOf(link)) | flags);
  writer.bytes(message);
  if ('source' in link) writePlaced(writer, link);
}

function writePlaced(writer: ByteWriter, link: PlacedLink): void {
  const { source, label } = link;
  const https = link.type === 'redirection' && link.destination.startsWith(SCHEMES.https);
  writer.byte((source === 'text' ? TEXT : 0) | (label === undefined ? 0 : LABEL) | (https ? HTTPS : 0));
  if (label !== undefined) writer.text(label);
  if (link.type === 'form') writer.text(link.form);
  if (link.type !== 'redirection') return;
  const scheme = https ? SCHEMES.https : SCHEMES.http;
  if (!link.destination.startsWith(scheme)) throw new TypeError('a link that is tracked leads to the web');
  writer.text(link.destination.slice(scheme.length));
}

/** @throws Unreadable */
export function readLink(reader: ByteReader): TrackedLink {
  const first = reader.byte();
  const kind = KINDS[first & 15];
  if (kind === undefined || first > 127) throw new Unreadable('there is no such kind of link');
  const action = formatActionId(reader.number());
  const contact = formatContactId(reader.number());
  const time = reader.number();
  const apart = reader.number();
  const id = reader.uuid();
  const thread = reader.uuid();
  const set = (first & SET) !== 0 ? { set: reader.uuid() } : {};
  return {
    action,
    contact,
    of: (first & CAMPAIGN) !== 0 ? 'campaign' : 'message',
    stamp: { time, id, thread, ...set },
    sentAt: (first & EARLIER) !== 0 ? time - apart : time + apart,
    link: readTarget(reader, kind),
  };
}

function readTarget(reader: ByteReader, kind: Kind): LinkTarget {
  if (kind === 'open' || kind === 'trap') return { type: kind };
  if (kind === 'header') return { type: 'unsubscribe', header: true };
  const flags = reader.byte();
  const known = kind === 'redirection' ? TEXT | LABEL | HTTPS : TEXT | LABEL;
  if ((flags & ~known) !== 0) throw new Unreadable('it says something of the link that is not known');
  const source: LinkSource = (flags & TEXT) !== 0 ? 'text' : 'html';
  const label = (flags & LABEL) !== 0 ? { label: reader.text() } : {};
  switch (kind) {
    case 'mirror':
    case 'unsubscribe':
      return { type: kind, source, ...label };
    case 'form':
      return { type: kind, source, ...label, form: reader.text() };
    case 'redirection': {
      const scheme = (flags & HTTPS) !== 0 ? SCHEMES.https : SCHEMES.http;
      return { type: kind, source, ...label, destination: scheme + reader.text() };
    }
  }
}

function kindOf(link: LinkTarget): Kind {
  return link.type === 'unsubscribe' && 'header' in link ? 'header' : link.type;
}

function required(number: number | undefined, what: string, id: string): number {
  if (number === undefined) throw new TypeError(`${id} cannot be the id of the ${what} of a link`);
  return number;
}
