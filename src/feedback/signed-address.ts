import type { AccountName } from '../accounts/account.ts';
import { formatActionId, parseActionId } from '../actions/action-id.ts';
import { formatContactId, parseContactId } from '../contacts/contact-id.ts';
import { ByteReader, Unreadable } from '../tracking/byte-reader.ts';
import { ByteWriter } from '../tracking/byte-writer.ts';
import { sign, verify } from '../tracking/signature.ts';
import type { AccountKeys, SigningKeys } from '../tracking/signing-keys.ts';
import { readBase32, writeBase32 } from './base32.ts';

/** What comes back to an address: reports of mail servers, or what readers answer. */
const PURPOSES = ['return-path', 'reply'] as const;
export type AddressPurpose = (typeof PURPOSES)[number];

/** A message that was sent, as an address in it names it. */
export type SignedAddress = {
  purpose: AddressPurpose;
  /** The action, such as `000PE4`. */
  action: string;
  /** Who the message went to, such as `000R4M0T`. */
  contact: string;
  /** The kind of the activation. */
  of: 'message' | 'campaign';
  /** Whether it was the copy of a message to somebody else. A copy has no events. */
  isCopy: boolean;
  /** Id of the stamp. */
  stamp: string;
  /** When it was made, in milliseconds since 1970; only the quarter of an hour is kept. */
  madeAt: number;
};

/** What was read from an address. */
export type ReadAddress = SignedAddress & { account: AccountName };

/** The longest that may stand before the @ by RFC 5321. */
const LONGEST = 64;

/** There is no room for more. Guessing needs a connection for each guess, and 64 bits are far too many for that. */
const SIGNATURE_BYTES = 8;

/** The precision of the time, in milliseconds, and the bytes that it has: enough for four hundred years. */
const QUARTER = 900_000;
const TIME_BYTES = 3;

/** The first byte: the purpose in the lowest bit, and these. */
const CAMPAIGN = 2;
const COPY = 4;

/** What stands before the @ of an address that is signed. */
export const SIGNED_LOCAL_PART = /[a-z2-7]{40,64}/gi;

/**
 * Writes what stands before the @ of an address that tells of a message: in letters and digits, whatever their case, and
 * so short that every server takes it. It needs no look-up table, and only the account can have written it.
 */
export function writeSignedAddress(address: SignedAddress, { number, newest }: AccountKeys): string {
  const { purpose, action, contact, of, isCopy, stamp, madeAt } = address;
  const writer = new ByteWriter(48);
  writer.byte(PURPOSES.indexOf(purpose) | (of === 'campaign' ? CAMPAIGN : 0) | (isCopy ? COPY : 0));
  writer.number(number);
  writer.number(newest.number);
  writer.number(required(parseActionId(action), 'action', action));
  writer.number(required(parseContactId(contact), 'contact', contact));
  const time = Buffer.alloc(TIME_BYTES);
  time.writeUIntBE(Math.floor(madeAt / QUARTER), 0, TIME_BYTES);
  writer.bytes(time);
  writer.uuid(stamp);
  writer.bytes(sign(newest, purpose, writer.written, SIGNATURE_BYTES));
  const text = writeBase32(writer.written);
  if (text.length > LONGEST) throw new TypeError(`an address of ${text.length} characters is too long`);
  return text;
}

/** The message that an address tells of; undefined when no account has signed it, or the key was retired. */
export async function readSignedAddress(
  localPart: string,
  keys: SigningKeys,
): Promise<ReadAddress | undefined> {
  if (localPart.length > LONGEST) return undefined;
  const bytes = readBase32(localPart);
  if (bytes === undefined || bytes.length <= SIGNATURE_BYTES) return undefined;
  try {
    return await readSigned(bytes, keys);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

async function readSigned(bytes: Buffer, keys: SigningKeys): Promise<ReadAddress | undefined> {
  const message = bytes.subarray(0, -SIGNATURE_BYTES);
  const reader = new ByteReader(message);
  const first = reader.byte();
  const purpose = PURPOSES[first & 1];
  const account = await keys.numbered(reader.number());
  const key = account?.keys.get(reader.number());
  if (purpose === undefined || account === undefined || key === undefined) return undefined;
  if (!verify(key, purpose, message, bytes.subarray(-SIGNATURE_BYTES), SIGNATURE_BYTES)) return undefined;
  const address: ReadAddress = {
    account: account.account,
    purpose,
    action: formatActionId(reader.number()),
    contact: formatContactId(reader.number()),
    of: (first & CAMPAIGN) !== 0 ? 'campaign' : 'message',
    isCopy: (first & COPY) !== 0,
    madeAt: reader.bytes(TIME_BYTES).readUIntBE(0, TIME_BYTES) * QUARTER,
    stamp: reader.uuid(),
  };
  reader.end();
  return address;
}

function required(number: number | undefined, what: string, id: string): number {
  if (number === undefined) throw new TypeError(`${id} cannot be the id of the ${what} of an address`);
  return number;
}
