import type { BounceSubject } from './subject-of-code.ts';

/** How a refusal is understood. */
export type RefusalRule = {
  /** The name that the event tells. */
  name: string;
  /** All that are given must fit. */
  enhanced?: RegExp;
  code?: RegExp;
  text?: RegExp;
  /** Only for what was refused after the message was handed over. */
  afterData?: true;
  /** `hard`: the address is not worth another message. */
  verdict: 'hard' | 'soft';
  /** What it is about; without it, what the enhanced status code says. */
  subject?: BounceSubject;
};

const NO_MAILBOX: BounceSubject = { type: 'address', detail: { type: 'bad destination mailbox address' } };
const NO_SYSTEM: BounceSubject = { type: 'address', detail: { type: 'bad destination system address' } };
const DISABLED: BounceSubject = {
  type: 'mailbox',
  detail: { type: 'mailbox disabled, not accepting messages' },
};
const FULL: BounceSubject = { type: 'mailbox', detail: { type: 'mailbox full' } };
const TOO_BIG: BounceSubject = { type: 'mail system', detail: { type: 'message too big for system' } };
const UNWANTED: BounceSubject = {
  type: 'security or policy',
  detail: { type: 'delivery not authorized, message refused' },
};
const CONGESTED: BounceSubject = {
  type: 'network and routing',
  detail: { type: 'mail system congestion' },
};

/** What servers say of an address that they do not have. */
const UNKNOWN_USER =
  /\b(?:(?:user|recipient|mailbox|address|account|alias)\b.{0,40}\b(?:unknown|does(?: not|n['’]t) exist|not (?:found|exist|known|listed|here)|invalid|no longer (?:exists|valid|active))|(?:unknown|no such|invalid|nonexistent|non-existent|undeliverable) (?:local |virtual )?(?:user|recipient|mailbox|address(?! error)|account|person|alias|local part)|no (?:user|mailbox|account) (?:found|here|by that name|with that name)|not a valid (?:user|recipient|mailbox|address)|mailbox unavailable|user doesn['’]t have an?\b|address (?:rejected(?!:)|unknown)|unknown user|(?:recipient|recipient name|user ?id) (?:is )?not (?:recognized|recognised)|invalid final delivery userid|check if (?:the )?address is correct|unbekannt|existiert nicht|inconnue?\b|n['’]existe pas|no existe|desconocido|não existe|desconhecid|inesistente|sconosciut|bestaat niet|onbekend)|(?:не существует|не найден|нет такого)|(?:見つかりません|リストにありません|存在しません)|(?:不存在|존재하지)/i;

/**
 * The first rule that fits decides. Words come before codes, because servers choose words with more care: many say
 * "user unknown" with 5.0.0 or 5.7.1. What is said of the sender or of the message comes before what is said of the
 * address: an address must never be lost for it.
 */
export const REFUSAL_RULES: readonly RefusalRule[] = [
  {
    name: 'no such domain',
    enhanced: /^5\.1\.2$/,
    text: /no such domain/i,
    verdict: 'hard',
    subject: NO_SYSTEM,
  },
  { name: 'null mx', enhanced: /^5\.1\.10$/, verdict: 'hard', subject: NO_SYSTEM },
  {
    name: 'no mail hosts',
    enhanced: /^5\.4\.4$/,
    text: /no mail hosts/i,
    verdict: 'soft',
    subject: { type: 'other or undefined status' },
  },
  {
    name: 'hidden directory',
    enhanced: /^5\.4\.1$/,
    text: /recipient address rejected: access denied/i,
    verdict: 'hard',
    subject: NO_MAILBOX,
  },
  // RFC 7504: a host that never takes mail.
  {
    name: 'host takes no mail',
    enhanced: /^5\.3\.2$/,
    code: /^521$/,
    verdict: 'hard',
    subject: NO_SYSTEM,
  },
  {
    name: 'expired',
    enhanced: /^[45]\.4\.7$/,
    verdict: 'soft',
  },
  { name: 'greylisting', text: /gr[ae]y-?list/i, verdict: 'soft', subject: UNWANTED },
  {
    name: 'sender refused',
    text: /\bmy name was rejected|\bclient host rejected|\b(?:sender|mail from|return[- ]path|envelope from|helo|ehlo)\b.{0,60}\b(?:reject|refus|denied|invalid|unknown|not (?:exist|found|allowed|permitted)|verif)/i,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'unwanted message',
    text: /\b(?:spam|spamhaus|virus|malware|phish|(?:black|block|deny)-?listed|reverse dns|\bptr\b|authentication (?:checks?|failed|required)|hop count|relay(?:ing)? (?:access )?denied|(?:unable|not permitted) to relay|not allowed to send|black-?list|block-?list|deny-?list|[dr]n?s?bl\b|reputation|dmarc|spf|dkim|unsolicited|unauthenticated|content reject|message (?:content )?reject|blocked (?:by|for|using)|policy (?:reasons?|violation))/i,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'recipient preference',
    text: /\brecipient['’]?s? preference/i,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'too many messages',
    text: /\b(?:rate[- ]limit|too (?:many|fast|frequent)|throttl|exceeded the (?:rate|maximum number))/i,
    verdict: 'soft',
    subject: CONGESTED,
  },
  {
    name: 'message too large',
    text: /\b(?:message|mail|size)\b.{0,40}\b(?:too (?:big|large)|exceeds?|larger than)/i,
    verdict: 'soft',
    subject: TOO_BIG,
  },
  {
    name: 'mailbox full',
    text: /\b(?:mailbox|inbox|account|user|recipient|storage)\b.{0,40}\b(?:full|over ?quota)|\bquota (?:exceeded|exceed)|\bover (?:its |their )?(?:storage )?quota|\binsufficient (?:disk|system) (?:space|storage)|\bout of storage/i,
    verdict: 'soft',
    subject: FULL,
  },
  {
    name: 'unknown domain',
    code: /^5/,
    text: /\b(?:(?:invalid|unknown|nonexistent|no such) (?:domain|host)\b|(?:domain|host)(?: name)?(?: [\w-]{1,63}(?:\.[\w-]{1,63}){1,8})? (?:unknown|not found|does(?: not|n['’]t) exist|is not reachable)|unrouteable (?:mail domain|address)|no mx record|couldn['’]t find (?:a mail exchanger|any host named)|doesn['’]t accept mail)/i,
    verdict: 'hard',
    subject: NO_SYSTEM,
  },
  {
    name: 'mailbox disabled',
    code: /^5/,
    text: /\b(?:mailbox|account|user|recipient|address)\b.{0,40}\b(?:disabled|inactive|deactivated|suspended|closed|expired|discontinued)/i,
    verdict: 'hard',
    subject: DISABLED,
  },
  // A server that takes the recipient and refuses the message filters: its "user unknown" need not be true.
  {
    name: 'refused after the message',
    afterData: true,
    text: UNKNOWN_USER,
    verdict: 'soft',
    subject: UNWANTED,
  },
  {
    name: 'unknown user',
    code: /^5/,
    text: UNKNOWN_USER,
    verdict: 'hard',
    subject: NO_MAILBOX,
  },
  { name: 'enhanced code', enhanced: /^5\.1\.(?:1|2|3|6)$/, verdict: 'hard' },
  { name: 'enhanced code', enhanced: /^5\.2\.1$/, verdict: 'hard' },
  { name: 'enhanced code', enhanced: /^[45]\.\d/, verdict: 'soft' },
  // Codes of RFC 821: 552 is a full mailbox, 551 one that is elsewhere.
  { name: 'reply code', code: /^[45]52$/, verdict: 'soft', subject: FULL },
  { name: 'reply code', code: /^551$/, verdict: 'hard', subject: NO_MAILBOX },
  { name: 'reply code', code: /^421$/, verdict: 'soft', subject: CONGESTED },
];
