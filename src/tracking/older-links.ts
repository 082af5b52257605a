import { hash as digest, timingSafeEqual } from 'node:crypto';
import { type AccountName, parseAccount } from '../accounts/account.ts';
import { UnknownAccount } from '../accounts/errors.ts';
import { parseActionId } from '../actions/action-id.ts';
import { parseContactId } from '../contacts/contact-id.ts';
import type { Stamp } from '../events/model/stamp.ts';
import { readDestination } from '../rendering/destination.ts';
import type { ReadLink } from './link-token.ts';
import { type OlderQuery, readOlderQuery } from './older-query.ts';
import type { AccountKeys, SigningKeys } from './signing-keys.ts';
import type { LinkTarget, TrackedMessage } from './tracked-link.ts';

/** What is known of a message that an older link may be of. */
export type LatestActivation = Pick<TrackedMessage, 'of' | 'stamp' | 'sentAt'>;

export type OlderLinkSources = {
  keys: Pick<SigningKeys, 'of'>;
  /** The last message of an action to a contact; undefined when none left. */
  latest(account: AccountName, action: string, contact: string): Promise<LatestActivation | undefined>;
};

/** Agency, customer, action and contact, as NP6 joins them: of a click with a zero at the end, of an open with five between. */
const CLICK = /^(?<agency>\w{4})(?<customer>\w{3})(?<action>[0-9A-Z]{6})(?<contact>[0-9A-Z]{8})0$/i;
const OPEN = /^(?<agency>\w{4})(?<customer>\w{3})00000(?<action>[0-9A-Z]{6})(?<contact>[0-9A-Z]{8})$/i;

/** The redirection, and the picture of opens. */
const PATHS: ReadonlyMap<string, (query: OlderQuery, keys: AccountKeys) => LinkTarget | undefined> = new Map([
  ['/redirecturl', redirection],
  ['/o5.aspx', () => ({ type: 'open' as const })],
]);

/**
 * Reads a link that programs wrote themselves for NP6: `/redirectUrl?GV1=…&linkId=…&targetUrl=…&h=…` or `/o5.aspx?GV1=…`.
 * Undefined when it is none, its hash is wrong, or the account has no secret for such links. An open has no hash: anybody
 * can make one who knows the ids, so it is good only where the message is known to have left.
 *
 * @param url path and query, as they were asked for.
 */
export async function readOlderLink(url: string, sources: OlderLinkSources): Promise<ReadLink | undefined> {
  const mark = url.indexOf('?');
  const read = PATHS.get(url.slice(0, mark).toLowerCase());
  const query = read && readOlderQuery(url.slice(mark + 1));
  const named = query && nameOf(query.gv1);
  if (read === undefined || query === undefined || named === undefined) return undefined;
  const keys = await keysOf(named.account, sources.keys);
  const link = keys?.olderSecret && read(query, keys);
  if (link === undefined) return undefined;
  const { account, action, contact } = named;
  const latest = await sources.latest(account, action, contact);
  if (latest === undefined && link.type === 'open') return undefined;
  return { account, action, contact, link, ...(latest ?? unknownMessage(named)) };
}

type Named = { account: AccountName; action: string; contact: string };

function nameOf(gv1: string): Named | undefined {
  const { agency, customer, action, contact } = (CLICK.exec(gv1) ?? OPEN.exec(gv1))?.groups ?? {};
  if (agency === undefined || action === undefined || contact === undefined) return undefined;
  if (parseActionId(action) === undefined || parseContactId(contact) === undefined) return undefined;
  return {
    account: parseAccount(`${agency}/${customer}`),
    action: action.toUpperCase(),
    contact: contact.toUpperCase(),
  };
}

async function keysOf(account: AccountName, keys: Pick<SigningKeys, 'of'>): Promise<AccountKeys | undefined> {
  try {
    return await keys.of(account);
  } catch (error) {
    if (error instanceof UnknownAccount) return undefined;
    throw error;
  }
}

/** Leads to the target that has the hash, and only to the web. */
function redirection(
  { label, hash, targets }: OlderQuery,
  { olderSecret }: AccountKeys,
): LinkTarget | undefined {
  if (hash === undefined || olderSecret === undefined) return undefined;
  const secret = olderSecret.export();
  const wanted = Buffer.from(hash, 'hex');
  const target = targets.find((text) =>
    [text, text.toLowerCase()].some((url) => timingSafeEqual(md5(secret, url), wanted)),
  );
  // Behind a hash of a known address more can be put, but not without bytes that are in no address.
  if (target === undefined || /\p{Cc}/u.test(target)) return undefined;
  const destination = readDestination(target);
  if (destination.kind !== 'web') return undefined;
  return { type: 'redirection', source: 'html', ...(label && { label }), destination: destination.address };
}

function md5(secret: Buffer, url: string): Buffer {
  return digest('md5', Buffer.concat([secret, Buffer.from(url)]), 'buffer');
}

/** The same link is always of the same message, which left at a time that nobody knows. */
function unknownMessage({ account, action, contact }: Named): LatestActivation {
  const uuid = (what: string) => uuidOf(`${what} ${account.agency}/${account.customer} ${action} ${contact}`);
  const stamp: Stamp = { time: 0, id: uuid('message'), thread: uuid('thread') };
  return { of: 'message', stamp, sentAt: 0 };
}

/** A uuid of version 8, whose bits are those of a hash. */
function uuidOf(text: string): string {
  const bytes = digest('sha256', text, 'buffer').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
