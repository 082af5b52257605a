/**
 * A real Postfix on this machine, which `.ci/postfix` starts. What it does with a message depends on the domain of its
 * recipient; `.ci/postfix` tells which there are.
 */
const PORT = process.env.CHAPPE_TEST_POSTFIX ?? '';

/** Why there is no Postfix here; false when there is one. */
export const NO_POSTFIX =
  PORT === '' &&
  'NOT RUN: needs a Postfix: as root, apt-get install postfix, .ci/postfix start /tmp/postfix, and what that prints';

/** The port on which it takes mail. */
export const POSTFIX_PORT = Number(PORT);

/** Where it takes mail, as the URL of a sender. */
export const POSTFIX_URL = `smtp://127.0.0.1:${PORT}`;

/** A domain whose mail it brings to a port of this machine; so it does for all domains below. */
export function domainOfPort(port: number): string {
  return `port-${port}.test`;
}

/** An address whose mail it posts to the server at a URL with a key. */
export function postedTo(url: string, key: string): string {
  return `${key}@post-${new URL(url).port}.test`;
}
