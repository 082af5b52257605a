import { UAParser } from 'ua-parser-js';
import type { Client } from '../../events/model/client.ts';
import { BoundedCache } from '../../rendering/bounded-cache.ts';
import { MAIL_PROGRAMS, type MailProgram } from './mail-programs.ts';
import { VERSION_NAMES } from './version-names.ts';

export type UserAgent = NonNullable<Client['ua']>;

/** Longer ones are cut: what comes behind says nothing, and patterns shall not take long. */
export const LONGEST_AGENT = 512;

/** How many characters of user agents are remembered: a few thousand of them are most of those in use. */
const MOST_REMEMBERED = 2_000_000;

/** What NP6 calls the makers of programs and systems. */
const VENDORS: readonly [RegExp, string][] = [
  [/^(Mobile )?(Safari|WebKit)$|^(iOS|macOS)$/, 'Apple Inc.'],
  [/^(Mobile )?Chrom|^Android|^Chrome OS|^GSA$/, 'Google Inc.'],
  [/^(Mobile )?Firefox$/, 'Mozilla Foundation'],
  [/^(Edge|IE|IEMobile|Windows)/, 'Microsoft Corporation.'],
  [/^Samsung/, 'Samsung'],
  [/^Opera/, 'Opera Software ASA'],
];

const DEVICE_TYPES: Readonly<Record<string, string>> = {
  mobile: 'Smartphone',
  tablet: 'Tablet',
  smarttv: 'Smart TV',
  console: 'Game console',
  wearable: 'Wearable',
};

const DESKTOPS = new Set(['Windows', 'macOS', 'Linux', 'Chrome OS', 'Ubuntu', 'Debian', 'Fedora', 'FreeBSD']);

/** Reads user agents. The same one is read once as long as it is remembered. */
export class UserAgents {
  readonly #read: BoundedCache<string, UserAgent>;

  constructor(mostRemembered = MOST_REMEMBERED) {
    this.#read = new BoundedCache(mostRemembered);
  }

  parse(text: string): UserAgent {
    const ua = text.slice(0, LONGEST_AGENT);
    return this.#read.get(ua, () => parseUserAgent(ua), ua.length + 1);
  }
}

/** What a user agent tells; as it is when it tells nothing that is known. */
export function parseUserAgent(ua: string): UserAgent {
  for (const program of MAIL_PROGRAMS) {
    const match = program.pattern.exec(ua);
    if (match !== null) return mailProgram(ua, program, match[1] ?? '');
  }
  const parser = new UAParser(ua);
  const { name = '', version = '' } = parser.getBrowser();
  const os = systemOf(parser);
  if (name === '' || os.name === '') return { type: 'raw', ua };
  const device = deviceOf(parser, os.family);
  const isMobile = device.type === 'Smartphone' || device.type === 'Tablet';
  return {
    type: 'parsed',
    ua,
    client: {
      type: isMobile ? 'Mobile browser' : 'Browser',
      name: clientName(name, isMobile),
      version,
      vendor: vendorOf(name),
    },
    os,
    device,
  };
}

function mailProgram(ua: string, { name, vendor, isProxy }: MailProgram, version: string): UserAgent {
  const client = { type: 'Email client', name, version, vendor };
  if (isProxy) {
    const nothing = { name: '', family: '', vendor: '' };
    return { type: 'parsed', ua, client, os: nothing, device: { type: '', name: '', brand: '' } };
  }
  const parser = new UAParser(ua);
  const os = systemOf(parser);
  return { type: 'parsed', ua, client, os, device: deviceOf(parser, os.family) };
}

function systemOf(parser: UAParser): { name: string; family: string; vendor: string } {
  const { name: written = '', version = '' } = parser.getOS();
  const family = written === 'Mac OS' ? 'macOS' : written;
  const [major = '', minor = ''] = version.split('.');
  // Of the versions of all others but macOS the first number is the one that people know.
  const known = family === 'macOS' && minor !== '' ? `${major}.${minor}` : major;
  const shown = VERSION_NAMES[family]?.[known] ?? known;
  return { name: `${family} ${shown}`.trim(), family, vendor: vendorOf(family) };
}

function deviceOf(parser: UAParser, family: string): { type: string; name: string; brand: string } {
  const { type, model = '', vendor = '' } = parser.getDevice();
  if (type === undefined && DESKTOPS.has(family)) return { type: 'Desktop', name: '', brand: '' };
  // A browser on Android that names no device is on a telephone more often than not.
  const known = DEVICE_TYPES[type ?? ''] ?? (family === 'Android' ? 'Smartphone' : '');
  return { type: known, name: model, brand: vendor };
}

function clientName(name: string, isMobile: boolean): string {
  if (name === 'Samsung Internet') return 'Samsung Browser';
  return isMobile && name === 'Chrome' ? 'Chrome Mobile' : name;
}

function vendorOf(name: string): string {
  return VENDORS.find(([pattern]) => pattern.test(name))?.[1] ?? '';
}
