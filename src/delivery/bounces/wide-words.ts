/**
 * Words that are said of several things, by what they mean most often. They count where nothing says more clearly what a refusal is
 * about; a list here has the name of the list of clear words with the same meaning.
 */

export const UNWANTED_MESSAGE: readonly RegExp[] = [
  /(?<![\w.@-])abus(?:e|ive)(?![\w-]*[.@]\w)|\b(?:ube|uce|junk|bulk|reputation|complaints|blocked (?:by|for|due))/i,
];

export const HOST_REFUSED: readonly RegExp[] = [
  /\b(?:host|network|ip address|server)\b.{0,40}\bnot (?:allowed|permitted|authori[sz]ed|welcome)|\b(?:(?:your|sending) (?:host|server|network)|ip(?: address)?)\b.{0,60}\b(?:blocked|banned|rejected|denied|refused|not allowed)/i,
];

export const SENDER_REFUSED: readonly RegExp[] = [
  /\b(?:(?<!to )(?<!to the )sender|mail from|return[- ]path|envelope[- ]from|from address|sending domain|helo|ehlo)\b.{0,60}?\b(?:reject|refus|denied|invalid|unknown|not (?:exist|found|allowed|permitted|accepted|valid|verified)|does(?: not|n['’]t) (?:exist|resolve)|verif|unresolvable|blocked|banned|must (?:resolve|exist))/i,
];

export const RECIPIENT_PREFERENCE: readonly RegExp[] = [
  /\b(?:recipient|user|customer) (?:has )?(?:requested|refus\w*|block\w*)/i,
];

export const TOO_MANY: readonly RegExp[] = [
  /\b(?:too (?:many(?! (?:hops|received|retries|attempts|clients))|fast|frequent)|concurren\w* (?:limit|connection)|(?:connection|recipient) (?:limit|count|quota)(?: \w+)? (?:is )?(?:limited|exceeded|reached))/i,
  /过多|過多/,
];

export const LIST_CLOSED: readonly RegExp[] = [/\b(?:group|list)\b.{0,120}\bpermission/i];

export const MAILBOX_FULL: readonly RegExp[] = [
  /\b(?:mail ?box|in-?box|mail ?folder|mail ?drop|mail(?:box)? file|account|user|recipient|storage|maildir|folder)\b.{0,80}?\bfull\b|\bis full\b.{0,20}\b(?:mail|retry)/i,
  /\b(?:insufficient|not enough|no|out of) (?:disk |system |mail ?box |free |available )?(?:space|storage|room)\b/i,
];

export const TOO_LARGE: readonly RegExp[] = [
  /\b(?:message|mail|size|e-?mail|content|attachment)\b.{0,60}?\b(?:(?<!queue )too (?:big|large|long)|exceed(?:s|ed|ing)? (?:the |a |its |our )?(?:maximum|max|fixed|size|limit|allowed|administrative|server)|larger than|over (?:the )?(?:maximum )?size)/i,
];

export const MAILBOX_DISABLED: readonly RegExp[] = [
  /\b(?:mail ?box|account|user|recipient|address|domain|e-?mail)\b.{0,60}?\b(?:discontinued|no longer accept(?:s|ing)|not accepting (?:any )?(?:e-?)?(?:mail|messages)(?! (?:with|from|containing))|archived)/i,
];

export const UNKNOWN_USER: readonly RegExp[] = [
  // English: the subject before what is said of it.
  /\b(?:users?|recipients?|receiver|mail ?box(?:es)?|(?<!\bip )address(?:es)?|account|alias)\b.{0,60}?\b(?:not (?:be )?(?:listed|registered|valid|accepted)|(?:is |are )?invalid\b|no longer (?:valid|in use|available|active|with)|isn['’]?t (?:listed|valid)|is not (?:here|local|a (?:valid|known|local|registered)|in (?:our|my|the)))/i,
  // English: what is said of it before the subject.
  /\b(?:invalid|undeliverable|bad|unresolvable)[- ](?:local |virtual |e-?mail |mail |relay |final delivery |destination )?(?:address(?! error)|account|alias|local[ -]part|login)(?![- ]?agent)/i,
  /\b(?:mail ?box|account) (?:is )?(?:unavailable|not available)\b(?! or access)|\brecipient not ok\b|\baddress(?:es)? rejected(?!:)|\bcheck if (?:the )?address is correct|\bno longer (?:works? (?:here|for|at|with)|(?:is )?employed|with (?:us|(?:the|our|this) \w+))|\b(?:has )?left (?:the|our|this) (?:company|organi[sz]ation|firm)/i,
];

/** Of what is not written as an address. */
export const MALFORMED_ADDRESS: readonly RegExp[] = [
  /\b(?:malformed|syntactically (?:invalid|incorrect)|incorrectly constructed) (?:recipient )?address|\baddress(?:es)?\b.{0,30}\bincorrectly constructed|\b(?:bad|invalid|illegal) (?:recipient )?address (?:syntax|format)|\bsyntax error in (?:recipient |mailbox )?address|\bmailbox name not allowed|\bfully qualified e-?mail address/i,
];
