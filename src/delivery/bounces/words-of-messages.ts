/** What mail systems say of a message or of whoever sends it, by what they mean by it. No address is the worse for it. */

/** They put it off, to see whether it comes again. */
export const GREYLISTING: readonly RegExp[] = [/gr[ae]y[- ]?list/i];

/** They do not want this sender, or do not believe in it. */
export const SENDER_REFUSED: readonly RegExp[] = [
  // No word for a recipient stands in between.
  /\bmy name was rejected|\bsender was rejected|\b(?:(?<!to )(?<!to the )sender|mail from|return[- ]path|envelope[- ]from|from address|sending domain|helo|ehlo)\b(?:(?!\b(?:recipient|rcpt|mail ?box|account)\b).){0,60}?\b(?:reject|refus|denied|invalid|unknown|not (?:exist|found|allowed|permitted|accepted|valid|verified)|does(?: not|n['’]t) (?:exist|resolve)|verif|unresolvable|blocked|banned|must (?:resolve|exist))/i,
  /\b(?:cannot|could not|unable to) verify (?:the )?(?:sender|return)|\bpurported responsible address|\bfrom mail server\b.{0,40}\bopen relay|\be-?mail address is not verified|\binvalid (?:sender|return path)|\bdomain of sender\b|\bbad sender|\b[ée]metteur invalide|\bbatv\b|\bbouncedeny\b|\benvelope senders? not allowed|\bthird-party dsns?\b|\bfrom: domain\b|\binvalid domain, see\b|\bmail from not owned|\breturned mail not accepted|\bsender not pre-?approved|\bsender domain is empty|\baccess to submit messages\b|\bbadmailfrom\b|\b(?:banned|unroutable|null|unauthori[sz]ed) sender|\b(?:this )?(?:server|host) does not accept mail from/i,
  /(?:expéditeur|absender|remitente|remetente|mittente|отправител|afzender|nadawc|发件人|發件人|送信者|발신자)(?:[^.]|\.(?! )){0,60}(?:refus|rejet|abgelehnt|gesperrt|rechazad|rejeitad|rifiutat|отклон|запрещ|geweigerd|odrzucon|拒|拒否|거부)/i,
];

/** The host that brought it may not: it has no name, or is not welcome. */
export const HOST_REFUSED: readonly RegExp[] = [
  /\bclient host\b.{0,120}\brejected\b|\b(?:reverse dns|rdns|ptr)\b|\b(?:not accepting|no longer accepting|cannot accept|refus\w*|reject\w*) (?:smtp )?connections?\b|\bconnections? (?:from .{1,80} )?(?:not (?:accepted|allowed)|refused by (?:policy|administrator)|rejected|denied|blocked)|\bbanned (?:sending )?(?:ip|host|address)|\bno smtp service\b|\buse the smtp (?:server|relay) of\b|\bno access from mail server|\bmay not be mail exchanger|\bconnect from .{1,80} (?:refused|rejected|denied|blocked)|\bmail server at .{1,60} (?:is )?(?:blocked|refused)|\bopen proxy|\bforbidden by your ip|\bdynamic ips?\b|\bnot allowed to connect|\bunresolvable relay host|\b(?:cannot|can['’]t|could not) (?:find|resolve) your (?:host ?name|address|ip)|\brejected because the sending (?:mta|host|server)|\bservice refuse|\bpermanently deferred|\bip=[\da-f.:]+ - |\btraffic not accepted from/i,
];

/** It must first show that it is from whom it says. */
export const NOT_AUTHENTICATED: readonly RegExp[] = [
  /\b(?:dmarc|dkim|spf|sender id|sender policy framework)\b|\banti-?spoof\w*|\bfailed to authenticate|\bmi:(?:spf|dma)\b|\bunauthenticated\b|\bauthentication (?:checks?|credentials|failed|failure|information|required|results)|\bnot subscribed to\b.{0,20}\bses\b|\bdon['’]t authenticate\b|\bsmtp auth\w*|\bauth(?:entication)? is required|\bauthrequired\b|\bmust authenticate|\bnot authenticated\b|\bauthentication capability|\badvertise auth\b/i,
];

/** They do not carry mail on for this sender. */
export const RELAY_DENIED: readonly RegExp[] = [
  /\brcpthosts\b|\bnot a gateway\b|\bno relaying\b|\bas a relay\b|\brelay(?:ing)? (?:access )?(?:is )?(?:denied|prohibited|not (?:allowed|permitted|authori[sz]ed)|refused|forbidden)|\b(?:unable|not (?:permitted|allowed|authori[sz]ed|able)|cannot|can['’]t|won['’]t|do not|does not|we don['’]t) (?:to )?relay|\binsecure mail relay|\bnot an open relay|\brelaying to\b.{0,60}\b(?:prohibited|denied)|\brelay not (?:permitted|allowed)|\bno relay\b|\bweitergabe verweigert|\brelais (?:refusé|interdit)|\bthis system is not configured to relay/i,
];

/** They call it spam, or know its sender for it. */
export const UNWANTED_MESSAGE: readonly RegExp[] = [
  /(?<![\w.@-])spam\w*(?![\w-]*[.@]\w)|\b(?:phish\w*|unsolicited|(?:black|block|deny|bad)[- ]?(?:list(?:ed)?)|[dr]n?s?bls?\b|\w*spamhaus|spamcop|barracudacentral|sorbs|senderscore|invaluement|mcspam\w*|surbl|uribl|poor reputation|reputation (?:filter|score|database)|too many unwanted|(?:user|recipient) complaints|blocked using|blocked[ :-]+see\b|(?:permanently|temporarily) blocked due to|weren['’]t sent|message (?:has been|was|is) blocked|envelope blocked|banned content|mail content denied|suspected bounce|mail rejet|content (?:is )?(?:considered|identified as) (?:spam|bulk)|in the (?:[psx]bl|cbl)\b|dt:sp[mb]\b|aup#)/i,
  /\bpermanent failure for one or more recipients \([^()]{0,200}:(?:blocked|blacklisted)/i,
  /(?:als spam|unerwünscht|courrier indésirable|indésirable|correo no deseado|lixo eletrônico|indesiderat|нежелательн|спам|ongewenst|垃圾邮件|垃圾郵件|迷惑メール|스팸)/i,
];

/** It carries something that does harm. */
export const VIRUS: readonly RegExp[] = [
  /\b(?:virus(?:es)?|malware|trojan|worm|infected|malicious|ransomware|suspicious (?:attachment|content|code)|(?:executable|dangerous|forbidden|prohibited|banned|blocked) (?:attachment|file|extension)s?|eicar)\b|вирус|病毒|ウイルス|バイラス|바이러스/i,
];

/** They cannot read it as it is written. */
export const MALFORMED: readonly RegExp[] = [
  /\b(?:content (?:reject|filter)\w*|accept(?:ing)? (?:mail|messages?) (?:with|containing)|unsupported attachment|charset not supported|duplicated? (?:\w+ )?headers?|messages? with multiple addresses|message content|media error|(?:header|headers|subject|body|mime)\b.{0,40}\b(?:error|too (?:large|long)|invalid|missing|malformed|duplicate\w*|not accepted|not allowed)|duplicate header|improper use of 8-bit|not rfc ?\d+ compliant|(?:is )?not rfc|rfc ?\d+ (?:compliant|violation)|bare (?:lf|cr|newline)|conversion (?:required|failed)|malformed (?:message|header|mime)|illegal (?:character|attachment)|bad header|multiple .{0,40}addresses in from|line (?:too long|limit exceeded|length)|message (?:has been |was )?filtered)/i,
];

/** A rule of theirs, which they do not tell. Such words are said of many things. */
export const POLICY: readonly RegExp[] = [
  /\b(?:polic(?:y|ies)\b|security polic|administrative(?:ly)? (?:prohibit|den|refus|block)|administrative prohibition|not accepted for|local policy|violat\w*|prohibited|transport ?rules?|delivery restrict\w*|is restricted|restricted (?:to|address|recipient)|not authori[sz]ed|no permission|don['’]t have permission|insufficient permission to|access (?:is )?denied|permission denied|you cannot send e-?mail|not allowed to (?:send|post)|not permitted to send|message not allowed|(?:start)?tls (?:is )?(?:required|not supported)|issue a starttls|message (?:was |is |has been )?(?:refused|rejected|denied))/i,
  /(?:zugriff verweigert|abgelehnt|accès refusé|acceso denegado|acesso negado|accesso negato|доступ (?:запрещ|закрыт)|拒绝|拒否|拒收|거부)/i,
];

/** The recipient chose not to get it. */
export const RECIPIENT_PREFERENCE: readonly RegExp[] = [
  /\brecipient['’]?s?['’]? preference|\be-?mail preferences of the person|\b(?:recipient|user|customer) (?:has )?(?:chosen|opted|blocked you|refuses? to (?:receive|accept)|does not (?:want|wish|accept))|\bblocked by (?:the )?(?:recipient|user)\b(?!['’]| (?:domain|server|system|mail|host))|\bsender is (?:on|in) (?:the )?(?:recipient|user)|\b(?:recipient|user)['’]?s? (?:rules|filter|allow ?list)|\bonly accept(?:s|ing) mail from|\bpolicy rejection on the target address/i,
];

/** A list that is not for everybody, in whatever language its keeper answers. */
export const LIST_CLOSED: readonly RegExp[] = [
  /\bgroups\.google\.com\b|\bpermission to post|\bauthori[sz]ed to (?:post|send) to (?:this |the )?(?:group|list)|\bnot allowed to post|\bnot (?:be )?open (?:to|for) posting|\bonly (?:list )?(?:members|subscribers) (?:may|can|are)|\bnot (?:a )?(?:member|subscribed|subscriber)\b.{0,30}\blist|\bmailing list expansion|\bclosed mailing list/i,
];

/** More than they take at a time. */
export const TOO_MANY: readonly RegExp[] = [
  /\b(?:rate[- ]?(?:limit|control)|too many (?:unknown|invalid|bad|non-?existent|(?:concurrent |simultaneous |open )?(?:smtp )?(?:connections|sessions)|messages(?! (?:on the server|in (?:the|your|this) mail ?box))|mails|e-?mails|recipients|errors)|throttl\w*|exceeded the (?:rate|maximum number)|(?:sending|hourly|daily|relay|smtp) (?:\w+ ){0,2}(?:frequency|rate|limit|quota)(?: \w+)? (?:is )?(?:limited|exceeded|reached)|(?:message|sending|connection) (?:frequency|rate)\b|\bconnection limit|\bmax(?:imum)? (?:e-?mails|messages|connections|number of connections)\b|\bno more than \d+ (?:connections|messages|recipients)|\btry again slower|frequency limit\w*|temporarily deferred|deferred due to|unusual(?:ly high)? rate|receiving mail (?:too quickly|at a rate)|sending (?:limit|too)|sent to too many|try again later due to|exceeds? (?:the )?(?:maximum )?(?:allowed )?(?:rate|number of))/i,
  /(?:频率|頻率|发送过快|连接数|送信制限|流量制限)/,
];

/** It is larger than they take. */
export const TOO_LARGE: readonly RegExp[] = [
  /\b(?:message|mail|e-?mail|attachment)(?:(?: header)? (?:size|length|content))? (?:is |was |are )?too (?:big|large)\b|\bmessage (?:size )?(?:exceed(?:s|ed|ing)?|(?:is )?larger than)|\b(?:maximum|max)\.? (?:inbound )?(?:message |mail |e-?mail )?size\b|\bsize limits?\b|\bfixed maximum message size|\btoo (?:big|large) (?:a )?(?:message|mail)|\bmesg ?too ?big/i,
  /(?:nachricht|mail)(?:[^.]|\.(?! )){0,40}zu gro(?:ß|ss)|message(?:[^.]|\.(?! )){0,40}trop (?:volumineux|gros|grand)|(?:mensaje|correo)(?:[^.]|\.(?! )){0,40}demasiado grande|mensagem(?:[^.]|\.(?! )){0,40}muito grande|messaggio(?:[^.]|\.(?! )){0,40}troppo grande|сообщени[ея](?:[^.]|\.(?! )){0,40}(?:слишком больш|превыша)|(?:邮件|郵件)[^。]{0,20}(?:过大|太大|超过)|(?:メッセージ|メール)[^。]{0,30}(?:サイズ|大き)/i,
];

/** Their own machine has no room, whoever it is for. */
export const SYSTEM_FULL: readonly RegExp[] = [
  /\b(?:insufficient|not enough|no|out of) (?:mail )?system (?:storage|(?:disk |storage )?space)\b|\bno space left on device\b|\b(?:file|mail) ?system (?:is )?full\b/i,
];

/** Their own machine has trouble. */
export const SYSTEM_TROUBLE: readonly RegExp[] = [
  /\b(?:(?:internal|system|mailer|local|configuration|lookup|unexpected|unknown mailer|server|database|i\/o) (?:\w+ )?(?:error|failure)|mailer error|local error|misconfigur\w*|config(?:uration)? error|out of memory|can(?:not|['’]t) (?:open|create|write|allocate|update)|failed to (?:read|open|write|create)|unable to (?:open|write|create|lock)|insufficient (?:permission|system resources|resources|memory)|no such file or directory|resources? temporarily unavailable|temporar(?:y|ily) (?:\w+ )?(?:failure|error|problem|unavailable)|service (?:is )?(?:temporarily |currently )?(?:unavailable|not available(?!,? closing))|sorry, too many clients|please try (?:again )?later|command output|child status|interrupted system call|error while being processed|queue file write error|exit(?: status)? \d+|died with (?:status|signal)|pipe to \||command (?:failed|died)|x-unix; ?\d)/i,
];
