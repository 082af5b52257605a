import type { NodemailerError } from 'nodemailer';
import type { Refused, Stage, Unreachable, UnreachableReason } from '../email-transport.ts';

/** The most of a server's words that is kept. */
const MOST_CHARACTERS = 1000;

/** Replies that speak of the session and not of the message: another session may do better. */
const ABOUT_SESSION = new Set([503, 530, 534, 535, 538]);

const ENHANCED = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/;

/** Why a certificate is not trusted, as OpenSSL and Node call it. */
const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH/;

/** What the reasons are in the terms of RFC 3463. */
const STATUS: Readonly<Record<UnreachableReason, string>> = {
  'no such domain': '5.1.2',
  'domain without mail': '5.1.10',
  'no mail hosts': '5.4.4',
  'name service': '4.4.3',
  connection: '4.4.1',
  timeout: '4.4.2',
  certificate: '4.7.5',
  tls: '4.7.5',
  protocol: '4.5.0',
  storage: '4.3.1',
  closed: '4.4.2',
};

const PERMANENT: readonly UnreachableReason[] = ['no such domain', 'domain without mail'];

/** What a refusal or a failure that a session met comes to. */
export function troubleOf(
  server: string,
  error: NodemailerError,
  stage: Stage,
  uncertain = false,
): Refused | Unreachable {
  const reply = error.response ?? '';
  const code = error.responseCode ?? Number(/^\d{3}/.exec(reply)?.[0] ?? 0);
  if (code >= 400 && code < 600) return refusalOf(server, stage, code, reply);
  const what = error.originalCode ?? error.code ?? '';
  if (CERTIFICATE.test(what)) return unreachable(server, 'tls', 'certificate', error.message);
  const found = reasonOf(error, what);
  // A connection that ends while TLS is agreed upon ends because of it.
  const reason = stage === 'tls' && found === 'connection' ? 'tls' : found;
  return unreachable(server, reason === 'tls' ? 'tls' : stage, reason, error.message, uncertain);
}

function reasonOf({ code, timeoutType }: NodemailerError, what: string): UnreachableReason {
  if (code === 'EDNS' || what === 'ENOTFOUND' || what === 'EAI_AGAIN') return 'name service';
  if (timeoutType === 'UPGRADE_TIMEOUT') return 'tls';
  if (code === 'ETIMEDOUT' || what === 'ETIMEDOUT') return 'timeout';
  if (code === 'ETLS' || what.startsWith('ERR_SSL')) return 'tls';
  if (code === 'EPROTOCOL' || code === 'EAUTH') return 'protocol';
  return 'connection';
}

/** A reply from 400 to 599. Only what is said about this message can be final. */
export function refusalOf(server: string, stage: Stage, code: number, reply: string): Refused {
  const enhanced = ENHANCED.exec(reply)?.[1];
  const offered = stage === 'sender' || stage === 'recipient' || stage === 'data' || stage === 'message';
  return {
    outcome: 'refused',
    server,
    stage,
    code,
    ...(enhanced !== undefined && { enhanced }),
    diagnostic: wordsOf(reply),
    permanent: code >= 500 && offered && !ABOUT_SESSION.has(code),
  };
}

export function unreachable(
  server: string,
  stage: Stage,
  reason: UnreachableReason,
  diagnostic: string,
  uncertain = false,
): Unreachable {
  return {
    outcome: 'unreachable',
    server,
    stage,
    reason,
    enhanced: STATUS[reason],
    diagnostic: wordsOf(diagnostic),
    permanent: PERMANENT.includes(reason),
    uncertain,
  };
}

/** Words for people and for events: one line, without what a terminal would obey. */
export function wordsOf(text: string): string {
  return text
    .replace(/\r?\n\d{3}[ -](?:[245]\.\d{1,3}\.\d{1,3} ?)?/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS)
    .toWellFormed();
}
