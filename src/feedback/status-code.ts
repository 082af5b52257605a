/** What a report says, in which a code may stand. */
export type CodedText = {
  /** The code that the report gives in a field of its own. */
  status: string | undefined;
  /** The reply of a server, or what stands for it. */
  said: string;
  /** All that the report says of the recipient. */
  words: string;
};

const ENHANCED = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/;
/** An enhanced code beside its reply code: the server's own. */
const BESIDE_REPLY = /(?<![\d.:-])([45])\d\d[ -]'?(\1\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/g;
/** How qmail ends what it says of a recipient. */
const IN_BRACKETS = /\(#([245]\.\d{1,3}\.\d{1,3})\)/;
/** Codes that leave open what happened. */
const VAGUE = /^[45]\.(?:\d\.0|0\.\d+)$/;
/** Codes that say nothing at all: gateways give them for what they do not understand. */
const EMPTY = /^[45]\.0\.0$/;
/** It was tried for too long: what came of it, and not why. */
const EXPIRED = /^[45]\.4\.7$/;

/** Whether a code leaves open what happened, or there is none. */
export function isVague(code: string | undefined): boolean {
  return code === undefined || VAGUE.test(code);
}

/**
 * The enhanced status code that a report gives, of the several it may have: a server's own counts before the field of a gateway, one
 * that tells something before one that does not, and why it failed before how long it was tried.
 */
export function statusCodeIn({ status, said, words }: CodedText): string | undefined {
  const told = status ?? IN_BRACKETS.exec(words)?.[1];
  const [own] = codesBesideReplies(said);
  if (own !== undefined)
    return isVague(own) && told !== undefined && !isVague(told) && isLike(told, own) ? told : own;
  const quoted = ENHANCED.exec(said)?.[0];
  if (isVague(told) && !isVague(quoted)) return quoted;
  if (told === undefined) return quoted;
  const others = codesBesideReplies(words);
  if (EXPIRED.test(told)) return others.find((code) => !EXPIRED.test(code)) ?? told;
  if (EMPTY.test(told)) return others.find((code) => !EMPTY.test(code) && isLike(code, told)) ?? told;
  return told;
}

function codesBesideReplies(text: string): string[] {
  return [...text.matchAll(BESIDE_REPLY)].flatMap(([, , code]) => code ?? []);
}

/** Whether both are for good, or both for now. */
function isLike(one: string, other: string): boolean {
  return one[0] === other[0];
}
