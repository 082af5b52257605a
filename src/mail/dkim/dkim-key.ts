import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** How messages are signed. Every receiver knows RSA; Ed25519 (RFC 8463) may be put beside it. */
export const DKIM_ALGORITHMS = ['rsa-sha256', 'ed25519-sha256'] as const;
export type DkimAlgorithm = (typeof DKIM_ALGORITHMS)[number];

/** A key with which messages of a domain are signed. */
export type DkimKey = {
  domain: string;
  selector: string;
  algorithm: DkimAlgorithm;
  privateKey: KeyObject;
};

/** Receivers refuse less (RFC 8301), and more does not fit into one answer of DNS. */
const RSA_BITS = 2048;

const generateRsa = promisify<'rsa', { modulusLength: number }, { privateKey: KeyObject }>(
  (type, options, done) =>
    generateKeyPair(type, options, (error, _, privateKey) => done(error, { privateKey })),
);
const generateEd25519 = promisify<{ privateKey: KeyObject }>((done) =>
  generateKeyPair('ed25519', {}, (error, _, privateKey) => done(error, { privateKey })),
);

/** Makes a private key, as PEM. */
export async function makePrivateKey(algorithm: DkimAlgorithm): Promise<string> {
  const { privateKey } =
    algorithm === 'rsa-sha256'
      ? await generateRsa('rsa', { modulusLength: RSA_BITS })
      : await generateEd25519();
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** Reads a private key once, so that signing need not. */
export function readPrivateKey(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** The text that DNS must have at `SELECTOR._domainkey.DOMAIN`, so that signatures of a key can be checked. */
export function dkimRecord(algorithm: DkimAlgorithm, privateKey: KeyObject): string {
  const publicKey = createPublicKey(privateKey);
  if (algorithm === 'rsa-sha256')
    return `v=DKIM1; k=rsa; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;
  // RFC 8463: the 32 bytes of the key alone.
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return `v=DKIM1; k=ed25519; p=${Buffer.from(x, 'base64url').toString('base64')}`;
}
