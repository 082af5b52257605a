/**
 * What the reasons of the second opinion are in RFC 3463: subject and detail of the codes that say the same. It puts codes of
 * its own (`x.0.9xx`) in where a message has none; whether ours is a right substitute is decided by this table.
 */
export const MEANINGS: Readonly<Record<string, RegExp>> = {
  authfailure: /^7\./,
  badreputation: /^7\./,
  blocked: /^(?:7\.|1\.8$|4\.[57]$)/,
  contenterror: /^(?:6\.|7\.)/,
  expired: /^4\./,
  // It refused the recipient, and says neither that there is no mailbox nor why.
  filtered: /^(?:1\.\d+|2\.\d+|7\.\d+|0\.0)$/,
  hasmoved: /^1\.6$/,
  hostunknown: /^(?:1\.2|4\.4)$/,
  mailboxfull: /^(?:2\.2|3\.1)$/,
  mailererror: /^3\./,
  mesgtoobig: /^(?:2\.3|3\.4)$/,
  networkerror: /^(?:3\.5|4\.)/,
  norelaying: /^7\./,
  notaccept: /^(?:1\.2|1\.10|3\.2|4\.4)$/,
  notcompliantrfc: /^[567]\./,
  policyviolation: /^[67]\./,
  rejected: /^(?:1\.[78]|7\.\d+)$/,
  requireptr: /^7\./,
  securityerror: /^7\./,
  spamdetected: /^[67]\./,
  speeding: /^(?:4\.5|7\.\d+)$/,
  suspend: /^2\.1$/,
  // The syntax of a command, or that of an address.
  syntaxerror: /^(?:5\.|1\.3$)/,
  systemerror: /^3\./,
  toomanyconn: /^(?:3\.2|4\.5|7\.\d+)$/,
  userunknown: /^1\.(?:[0136]|10)$/,
  virusdetected: /^[67]\./,
};

/** Codes that leave open what happened. */
const VAGUE = /^[245]\.0\.\d+$/;

/** How the status of a finding compares with the one of a label. */
export function compareStatus(
  label: { deliverystatus: string; reason: string },
  status: string | null,
): 'equal' | 'substitute' | 'different' {
  if (status === label.deliverystatus) return 'equal';
  if (status === null || !VAGUE.test(label.deliverystatus)) return 'different';
  const meaning = MEANINGS[label.reason];
  return meaning === undefined || meaning.test(status.slice(2)) ? 'substitute' : 'different';
}
