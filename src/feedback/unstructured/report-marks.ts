/** Who sends reports and little else: what stands before the @. */
export const DAEMONS =
  /^(?:mailer[-_]?daemon|post_?master|mail[-_. ]?daemon|mail\.delivery\.system|mail-?delivery|mdaemon|microsoftexchange[\da-f]*)\b/i;

/** Who sends reports among other mail: there the subject must tell. */
export const REPORT_SENDERS =
  /^(?:bounces?|mailadm|mail-?admin|smtp|no-?reply-?(?:dsn|ndr)|amavis|virus(?:scanner|check)?|admin(?:istrator)?|system|mmailer|root|notification)\b/i;

/** How the subject of an answer begins, or of what a person sends on: it tells of another message. */
export const ANSWERS = /^(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv|res|odp)\s*:/i;

/** Subjects of reports. They count only together with a text of which a recipient can be read. */
export const REPORT_SUBJECTS: readonly RegExp[] = [
  /\b(?:undeliver(?:able|ed)|non[- ]?deliver|not (?:be(?:en)? )?delivered|delivery (?:status|failure|failed|has failed|error|problem|report|notification|unsuccessful|incomplete|delayed)|(?:delivery|mail|message) (?:has )?(?:failure|failed)|(?:mail|message) (?:delivery|could not|system error|status)|failure (?:notice|notification|delivery)|fail(?:ed|ure) (?:to )?deliver|returned (?:mail|message|e-?mail)|mail (?:returned|error)|returned to sender|e-?mail (?:returned|rejected)|undelivered|warning: (?:could not|message)|could not send|cannot (?:be )?(?:send|sent|deliver)|rejected|bounced?|user unknown|banned|virus|spam|dsn|ndn)/i,
  /\b(?:non remis|échec de|non distribu|unzustellbar|nicht zugestellt|zustellung|fehlgeschlagen|rücksendung|onbestelbaar|niet (?:be|af)geleverd|no se (?:pudo|ha podido) entregar|no entregado|devuelto|não (?:foi )?entreg|devolvid|non (?:è stato )?recapita|mancat[ao] (?:consegna|recapito)|kan inte levereras|kunne ikke leveres|nie(?:możliwe )?dostarcz|niedostarcz|не доставлен|недоставлен)/i,
  /配信|配達|送信(?:でき|エラー)|未達|不達|エラー|退信|无法投递|無法投遞|投递失败|系统退信|반송|배달/,
];

/** Where a report begins to quote the message. */
export const QUOTE_MARKS: readonly RegExp[] = [
  /^[-=_*>\s]*(?:below this line is a copy|this is a copy of (?:the|your) (?:message|headers)|(?:the )?original message (?:follows|headers?)|original message\b|returned message|message (?:text|headers?|contents?) follows|headers? of (?:the )?(?:original|rejected) |unsent message|undelivered message|the (?:header|text|body) (?:of|part) |copy of (?:the )?original|included is a copy|message headers?\b|the header of the original|from MAILER-DAEMON|a copy of the (?:original|message)|start of (?:the )?(?:original|returned)|return message|your message follows|unsent (?:message|mail) )/i,
  /^(?:Received|Return-Path|X-Received|DKIM-Signature|ARC-Seal|X-Originating-IP): ?\S/i,
  /^[-=_*>\s]*(?:message d['’]origine|message original|ursprüngliche nachricht|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht)/i,
];

/** Lines after which the recipients stand that a report is about; others may be named before, where it tells of the message. */
export const LIST_HEADING =
  /\b(?:following (?:e-?mail )?(?:recipient|address|user)|folgenden? (?:empfänger|adress)|destinataires? suivants?|adresses? suivantes?|(?:siguientes?|seguintes?|seguenti) destinat)/i;

/** Where a transcript of sendmail begins. */
export const TRANSCRIPT = /\btranscript of (?:the )?session/i;

/** Words for what is only late; a report with none of those below is about a delay. */
export const DELAY_WORDS =
  /\b(?:has not yet been delivered|not been delivered yet|will be retried|will (?:keep|continue|be) (?:try|retry|attempt)|still (?:being tried|trying|in the queue)|warning message only|this is a warning|warning only|do not need to resend|no action is required on your part|delivery (?:is |has been |was )?delayed|being delayed|delivery delay|wird weiter versucht|sera retent)/i;

export const FAILURE_WORDS =
  /\b(?:permanent(?:ly)?|giv(?:en|ing) up|gave up|failed|failure|could not be delivered|couldn['’]t be delivered|undeliverable|rejected|not delivered|was not|stopped|returned|expired|too long|unable to deliver|did not reach|could not be reached|error message|invalid user|no such user|wasn['’]t able)/i;
