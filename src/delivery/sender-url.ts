import { InvalidInput } from '../accounts/errors.ts';
import type { SmtpTarget } from './smtp/smtp-target.ts';
import type { Rate } from './throttle.ts';

/** By what messages leave, as a sender profile says it in a URL. */
export type SenderRoute = {
  /** Connections to one server at once. */
  connections: number;
  /** Messages per second to one domain; without it there is no limit. */
  rate?: Rate;
} & ({ scheme: 'smtp'; target: SmtpTarget } | { scheme: 'mx' } | { scheme: 'capture' });

export class SenderUrlInvalid extends InvalidInput {
  override readonly name = 'SenderUrlInvalid';
  constructor(reason: string) {
    // The URL itself is not quoted: it may hold a password.
    super(
      `the URL of a sender ${reason}; write smtp://[user:password@]host[:port], smtps://…, mx: or capture:, and after it ?rate=10&connections=5 if you like`,
    );
  }
}

const SCHEMES = new Set(['smtp:', 'smtps:', 'mx:', 'capture:']);

/** What travels unseen by others needs no TLS. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Relays expect several connections; mailboxes mistrust many from one address. */
const CONNECTIONS = { smtp: 5, mx: 3, capture: 4 } as const;

/** @throws SenderUrlInvalid */
export function parseSenderUrl(text: string): SenderRoute {
  const url = URL.parse(text);
  if (url === null || text.length > 2000)
    throw new SenderUrlInvalid('cannot be read (in a password, / is written %2F and # is written %23)');
  if (url.hash !== '') throw new SenderUrlInvalid('has a part after # (in a password, # is written %23)');
  switch (url.protocol) {
    case 'smtp:':
    case 'smtps:':
      return { scheme: 'smtp', ...limitsOf(url, CONNECTIONS.smtp), target: targetOf(url) };
    case 'mx:':
      requireBare(url);
      return { scheme: 'mx', ...limitsOf(url, CONNECTIONS.mx) };
    case 'capture:':
      requireBare(url);
      return { scheme: 'capture', ...limitsOf(url, CONNECTIONS.capture) };
    default:
      throw new SenderUrlInvalid(`cannot begin with ${url.protocol}`);
  }
}

/** The URL as it may be shown and logged. */
export function redactSenderUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !SCHEMES.has(url.protocol)) return '…';
  if (url.password !== '') url.password = '***';
  return url.href;
}

function targetOf(url: URL): SmtpTarget {
  if (url.hostname === '') throw new SenderUrlInvalid('names no host');
  if (url.pathname !== '' && url.pathname !== '/') throw new SenderUrlInvalid('has a path');
  const implicitTls = url.protocol === 'smtps:';
  const credentials = credentialsOf(url);
  const port =
    url.port === '' ? (implicitTls ? 465 : credentials === undefined ? 25 : 587) : Number(url.port);
  if (port === 0) throw new SenderUrlInvalid('names port 0');
  // A password must never be read on the way, whatever somebody takes out of the server's answers.
  const secret = credentials !== undefined && !LOOPBACK.has(url.hostname);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    implicitTls,
    startTls: secret && !implicitTls ? 'required' : 'offered',
    ...(credentials !== undefined && { credentials }),
  };
}

function credentialsOf(url: URL): { user: string; password: string } | undefined {
  if (url.username === '' && url.password === '') return undefined;
  if (url.username === '' || url.password === '')
    throw new SenderUrlInvalid('has a user or a password alone');
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw new SenderUrlInvalid('has a % in its user or password that encodes nothing (% is written %25)');
  }
}

function requireBare(url: URL): void {
  if (url.pathname !== '' || url.host !== '') throw new SenderUrlInvalid(`has more than ${url.protocol}`);
}

function limitsOf(url: URL, connections: number): { connections: number; rate?: Rate } {
  const limits: { connections: number; rate?: Rate } = { connections };
  for (const [name, value] of url.searchParams) {
    if (name === 'rate' && /^\d{1,6}(?:\.\d{1,4})?$/.test(value) && Number(value) > 0)
      limits.rate = { perSecond: Number(value) };
    else if (name === 'connections' && /^[1-9]\d{0,2}$/.test(value)) limits.connections = Number(value);
    else if (name === 'rate' || name === 'connections')
      throw new SenderUrlInvalid(`cannot have this ${name}`);
    else throw new SenderUrlInvalid(`has the unknown parameter ${name}`);
  }
  return limits;
}
