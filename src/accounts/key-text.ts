import { hash, randomBytes } from 'node:crypto';

/** Lets people, and scanners for leaked secrets, recognise a key of Chappe. */
export const KEY_PREFIX = 'chappe_';

const KEY = /^chappe_[A-Za-z0-9_-]{43}$/;

/** A new key: 32 random bytes, too many to be guessed, so that a plain hash of it is safe to store. */
export function makeKey(): string {
  return KEY_PREFIX + randomBytes(32).toString('base64url');
}

/** Whether a text can be a key at all, so that no other text is hashed and looked up. */
export function hasFormOfKey(text: string): boolean {
  return KEY.test(text);
}

/** What is stored of a key: its SHA-256 as lower-case hexadecimal digits. */
export function hashKey(key: string): string {
  return hash('sha256', key);
}
