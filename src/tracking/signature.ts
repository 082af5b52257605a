import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SigningKey } from './signing-keys.ts';

/**
 * What a signature is for. It is part of what is signed, so that one that was made for a link cannot be used as
 * anything else.
 */
export const PURPOSES = ['link', 'return-path', 'reply', 'archive'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** How many bytes of the HMAC are kept, unless an address is too short for them: nobody guesses 128 bits. */
export const SIGNATURE_LENGTH = 16;

/** HMAC-SHA256 over the purpose, a zero byte and the message, cut to a length of up to 32 bytes. */
export function sign(
  key: SigningKey,
  purpose: Purpose,
  message: Uint8Array,
  length = SIGNATURE_LENGTH,
): Buffer {
  return createHmac('sha256', key.secret).update(`${purpose}\0`).update(message).digest().subarray(0, length);
}

/** Whether a signature of that length was made with a key, for a purpose, over a message. */
export function verify(
  key: SigningKey,
  purpose: Purpose,
  message: Uint8Array,
  signature: Uint8Array,
  length = SIGNATURE_LENGTH,
): boolean {
  return signature.length === length && timingSafeEqual(sign(key, purpose, message, length), signature);
}
