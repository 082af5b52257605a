import { hostname } from 'node:os';

/** Addresses that stand for all of a machine. */
const ALL = new Set(['0.0.0.0', '::', '']);

/** What links begin with: what the setting says, or else where the server listens. */
export function trackingBase(setting: string, listening: { host: string; port: number }): string {
  if (setting !== 'auto') return setting;
  const host = ALL.has(listening.host) ? hostname() : listening.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}`;
}

/** The address of what a token stands for. */
export function tokenAddress(base: string, token: string): string {
  return `${base}/t/${token}`;
}

/** The address of the archived message that a token leads to. */
export function archiveAddress(base: string, token: string): string {
  return `${base}/archives/${token}`;
}

/** Where links of messages lead that nobody gets: there is nobody to show a page for. It can be no token. */
export const PREVIEW_TOKEN = 'preview';

/** Where links of a message lead that is shown as a page, and that are for its reader alone: others may look at it too. */
export const MIRROR_TOKEN = 'mirror';
