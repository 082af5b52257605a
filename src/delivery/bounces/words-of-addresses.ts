/**
 * What mail systems say of an address, by what they mean by it, in the languages in which they say it. None of these patterns
 * stands for one message: each is a turn of phrase that several systems use, or a language's words for a state.
 */

/** Of an address that they do not have. */
export const UNKNOWN_USER: readonly RegExp[] = [
  // English: the subject before what is said of it.
  /\b(?:users?|recipients?|receiver|mail ?box(?:es)?|(?<!\bip )address(?:es)?|account|alias|subscriber)\b.{0,60}?\b(?:unknown|unknow|does(?: not|n['’]?t) exist|do(?: not|n['’]?t) exist|dosn['’]t exist|not (?:be )?(?:found|known|exist|recogni[sz]ed|present)|no longer (?:exists?|on server)|couldn['’]?t be found|wasn['’]?t found|isn['’]?t (?:found|known)|non-?exist[ae]nt)|\b(?:user|mail ?box|address|account)(?: has| have| was)(?: been)? (?:deleted|removed|terminated)|\buser-?unknown\b/i,
  // English: what is said of it before the subject.
  /\b(?:unknown|unknow|no such|non-?exist[ae]nt|inexistent)[- ](?:an? )?(?:local |virtual |e-?mail |mail |relay |final delivery |destination )?(?:user|recipient|receiver|mail ?box|address(?! error)|account|person|alias|local[ -]part|login|subscriber|userid|customer)(?![- ]?agent)|\b(?:invalid|bad)[- ](?:local |virtual |relay |destination |final delivery )?(?:user\b|recipient|receiver|mail ?box|userid|e-?mail address)(?![- ]?agent)/i,
  /\bno (?:local |valid )?(?:user|mail ?box|account|one|body|person|recipient|address) (?:is )?(?:found|here|by|with|at|of|under|known|exists?)\b|\bno users? (?:here )?by that name|\bnobody (?:here )?by that name|\bno mail ?box\b/i,
  /\bnot (?:a |an |our |one of our |my )(?:valid |known |local |active )?(?:user|recipient|mail ?box|customer|address|account)\b|\bnot known at this (?:host|site|domain)|\buser\(?s?\)? (?:doesn['’]?t|does not|don['’]?t) (?:have|exist)|\bdoes not have an? .{0,40}\baccount\b|\bdo(?: not|n['’]t) have an? (?:user|mail ?box|account)\b|\b(?:could not|couldn['’]t|cannot|can['’]t) find (?:any |an? |the )?(?:user|mail ?box|account|recipient)\b|\baddressee unknown|\bx@x>?:? is (?:unknown|not known)\b/i,
  /\baddress (?:unknown|not found)|\bthere is no (?:such )?(?:user|mail ?box|account|one)|\bis not (?:found )?in (?:the |our )?(?:domino |address )?(?:directory|database|book)|\bnot listed in\b.{0,40}\b(?:directory|address book)|\b(?:ex)?recip(?:ient)?not ?found\b|\bbad destination mailbox address\b|\bnot our (?:user|customer)\b|\bno longer on server\b|\b(?:recipient|user|mail ?box|address|account)\b.{0,40}\bnot (?:one of ours|(?:on|at) (?:this|our|the) (?:system|server|host|site))|\b(?:in my bad(?:rcptto|recipientto)|not in my valid(?:rcptto|recipientto)) list|\bbadrcptto\b|\brecipients? cannot be verified|\bverification failed for recipient|\brecipient verif(?:y|ication) failed/i,
  // German, Dutch, Scandinavian.
  /\b(?:unbekannte[rn]?|ungültige[rn]?) (?:empfänger|benutzer|adresse|mailbox|nutzer|e-?mail)|(?:empfänger|benutzer|adresse|postfach|mailbox|konto|nutzer)(?:[^.]|\.(?! )){0,80}(?:unbekannt|existiert nicht|nicht (?:gefunden|bekannt|vorhanden|aufgeführt|verfügbar|registriert)|gibt es nicht)|existiert nicht\b|konnte nicht gefunden werden/i,
  /\b(?:onbekende (?:gebruiker|ontvanger)|(?:gebruiker|ontvanger|(?:e-?mail)?adres|postbus|mailbox)(?:[^.]|\.(?! )){0,80}(?:onbekend|bestaat niet|niet (?:gevonden|worden gevonden|bekend)))|bestaat niet\b|(?:modtager|mottaker|mottagare|bruger|bruker|användare|adress\w*)(?:[^.]|\.(?! )){0,80}(?:ukendt|ukjent|okänd|findes ikke|finnes ikke|finns inte|ikke (?:fundet|funnet)|hittades inte)|(?:vastaanottaja|osoit(?:e|etta|teen))(?:[^.]|\.(?! )){0,60}(?:tuntematon|ei (?:löydy|löytynyt|ole))/i,
  // French, Italian, Spanish, Portuguese, Romanian.
  /(?:utilisateur|destinataire|adresse|boîte|boite|compte|usager)(?:[^.]|\.(?! )){0,80}(?:inconnu|n['’]existe (?:pas|plus)|introuvable|inexistant|invalide|non répertorié|pas (?:été )?trouvé|pas répertorié)|\binconnue? (?:à|a) cette adresse|n['’]existe (?:pas|plus)\b|\butilisateur inconnu|\badresse (?:d['’]au moins un )?destinataires? invalide/i,
  /(?:utente|destinatario|indirizzo|casella|account)(?:[^.]|\.(?! )){0,80}(?:sconosciut|inesistente|non (?:esiste|trovat|valid|è stato trovato|elencat)|inexistente|desconocid|desconhecid|no (?:existe|encontrad|se (?:encontró|encuentra|ha encontrado)|válid|está en)|não (?:existe|encontrad|foi encontrad|localizad))|(?:usuario|usuário|buzón|dirección|endereço|cuenta|conta|caixa)(?:[^.]|\.(?! )){0,80}(?:inexistente|desconocid|desconhecid|no (?:existe|encontrad|se (?:encontró|encuentra|ha encontrado)|válid)|não (?:existe|encontrad|foi encontrad|localizad)|inválid)|\bno existe\b|não existe|impossibile trovare (?:l['’]indirizzo|il destinatario)|(?:utilizator|destinatar)(?:[^.]|\.(?! )){0,60}(?:necunoscut|nu există|inexistent)/i,
  // Slavic, Hungarian, Turkish, Greek.
  /(?:не существует|не найден|нет такого|несуществующ|неизвестн(?:ый|ого) (?:пользовател|получател|адрес)|не зарегистрирован|не знайден|не існує)/i,
  /(?:użytkownik|odbiorca|odbiorcy|adres|skrzynka|konto)(?:[^.]|\.(?! )){0,80}(?:nieznan|nie istnieje|nie (?:został |została )?znalezion)|nie istnieje\b|(?:uživatel|příjemce|adresa|schránka)(?:[^.]|\.(?! )){0,80}(?:neznám|neexistuje|neplatn|nebyl\w* nalezen)|(?:címzett|felhasználó|postafiók)(?:[^.]|\.(?! )){0,80}(?:ismeretlen|nem (?:létezik|található))|(?:alıcı|kullanıcı|adres)(?:[^.]|\.(?! )){0,80}(?:bulunamadı|bilinmiyor|mevcut değil)|άγνωστος (?:χρήστης|παραλήπτης)|δεν (?:υπάρχει|βρέθηκε)/i,
  // Chinese, Japanese, Korean.
  /不存在|无此用户|無此(?:用戶|使用者)|没有此用户|找不到(?:收件人|用户|该|邮箱)|未知(?:的)?(?:用户|收件人)|無效的?收件|无效(?:的)?(?:收件|地址|用户)/,
  /(?:ユーザ|宛先|メールアドレス|アドレス|受信者|送信先)[^。]{0,60}(?:見つかりません|存在しません|不明|みつかりません|見つかりませんでした)|(?:リストにありません|存在しません|宛先不明|不明な(?:ユーザ|宛先)|該当(?:する)?(?:ユーザ|アドレス)[^。]{0,10}(?:ません|なし))/,
  /존재하지 ?않|없는 (?:사용자|수신자|메일|주소|계정)|(?:사용자|수신자|주소|계정)(?:[^.]|\.(?! )){0,30}(?:찾을 수 없|없습니다)|수신인이 없/,
];

/** Of an address whose room is used up. */
export const MAILBOX_FULL: readonly RegExp[] = [
  /\b(?:mail ?box|in-?box|mail ?folder|mail ?drop|mail(?:box)? file|account|storage|maildir|folder|user|recipient)(?: (?:for|of) \S{1,80}(?: \S{1,40})?)? (?:is |are |was |has become |seems to be )?(?:currently |now |temporarily |already |almost )?full\b|\b(?:mail ?box|in-?box|mail ?folder|account|user|recipient|storage)\b.{0,80}?\bover[- ]?(?:the |its |their |allotted |allowed )?(?:\w+ )?quota|\bfull (?:mail ?box|in-?box)/i,
  /\bquota ?(?:has been |is |was |limit )?(?:exceed|violat|full|reached|threshold|issues)|\b(?:exceed\w*|over|above|beyond|out of|reached|used up)\b.{0,40}\b(?:quota|storage(?: limit| space| allocation)?|disk space|(?:disk|space|mail ?box) allocation|mail ?box (?:size|limit)|space limit)|\bover ?quota\b|\bdisk quota\b|\bquota\b.{0,40}\bexceed/i,
  /\bout of (?:storage|disk) space|\bmail ?box (?:size )?(?:limit )?(?:exceed|too large|has exceeded|has grown|would exceed|is over)|\btoo much (?:mail data|disk space)|\bdoes not have enough (?:\w+ )?space|\b(?:exhausted|used) (?:\w+ )?(?:allowed )?storage|\btoo many messages (?:on the server|in (?:the|your|this) mail ?box)|\bmail ?box(?: for user)? is full|\bstorage (?:quota )?(?:limit )?exceed|\bin-?box is out of\b/i,
  /(?:postfach|mailbox|posteingang|konto)(?:[^.]|\.(?! )){0,60}(?:voll\b|überfüllt|überschritten|übergelaufen)|quota überschritten|speicherplatz(?:[^.]|\.(?! )){0,40}(?:erschöpft|überschritten|nicht ausreich)|(?:postvak|postbus|mailbox|inbox)(?:[^.]|\.(?! )){0,60}\bvol\b|(?:postkasse|indbakke|innboks|inkorg|brevlåd\w*|postlåd\w*)(?:[^.]|\.(?! )){0,60}(?:fuld|full)/i,
  /(?:boîte|boite|messagerie|compte|\bbal\b)(?:[^.]|\.(?! )){0,80}(?:plein|satur|quota|dépass)|quota(?:[^.]|\.(?! )){0,40}(?:dépassé|depasse|atteint)|espace(?:[^.]|\.(?! )){0,40}insuffisant|(?:casella|mailbox|posta)(?:[^.]|\.(?! )){0,60}(?:pien[ao]|esaurit|superat)|quota superat|spazio(?:[^.]|\.(?! )){0,30}(?:esaurito|insufficiente)/i,
  /(?:buzón|bandeja|cuenta|correo|caixa|conta)(?:[^.]|\.(?! )){0,60}(?:llen[ao]|cheia|lotad|excedid)|(?:cuota|cota|quota)(?:[^.]|\.(?! )){0,40}(?:excedid|superad|ultrapassad)|espa[cç]i?o(?:[^.]|\.(?! )){0,30}(?:insuficiente|agotado|esgotado)|(?:skrzynk\w*|schránk\w*|kvót\w*|postafiók)(?:[^.]|\.(?! )){0,60}(?:pełn|przepełnion|przekroczon|plná|překročen|megtelt|betelt)|(?:kutusu|kota)(?:[^.]|\.(?! )){0,40}(?:dolu|aşıldı)/i,
  /(?:ящик|квот)(?:[^.]|\.(?! )){0,60}(?:переполнен|заполнен|превышен|исчерпан|переповнен)|переполнен|недостаточно места/i,
  /(?:メールボックス|容量|受信箱|ディスク|保存)[^。]{0,40}(?:いっぱい|一杯|超え|超過|不足|オーバー|満杯)|(?:邮箱|郵箱|信箱|空间|空間|容量|配额)[^。]{0,20}(?:已满|已滿|满了|不足|超出|超限|超过)|(?:메일함|용량|사서함)(?:[^.]|\.(?! )){0,30}(?:초과|가득|부족|꽉)/,
];

/** Of an address that is there, and takes nothing for now, or any more. */
export const MAILBOX_DISABLED: readonly RegExp[] = [
  /\b(?:mail ?box|account|user|recipient|address|domain|e-?mail)\b.{0,60}?\b(?:disabled|(?:is |has been |currently |temporarily )(?:locked|blocked|frozen|closed|inactive|suspended|deactivated)|inactive|deactivated|suspended|frozen|not (?:currently )?(?:active|enabled|activated))|\b(?:account|mail ?box) (?:closed|expired|locked|blocked)|\b(?:user|recipient|customer) (?:is terminated|suspend)|\baccount has been (?:disabled or )?discontinued/i,
  /\b(?:disabled|inactive|suspended|deactivated|closed|frozen|locked) (?:user|recipient|mail ?box|account|address)|\bmail ?box unavailable or access denied/i,
  /compte(?:[^.]|\.(?! )){0,60}(?:bloqu|désactiv|desactiv|suspend|ferm|clos|inactif|archiv)|bo[iî]te(?:[^.]|\.(?! )){0,60}(?:d[ée]sactiv|inactive|suspend|bloqu|ferm[ée]e|archiv)|(?:konto|postfach|mailbox|benutzer)(?:[^.]|\.(?! )){0,60}(?:gesperrt|deaktiviert|inaktiv|stillgelegt|geschlossen)|(?:cuenta|buzón|conta|caixa)(?:[^.]|\.(?! )){0,60}(?:deshabilitad|desactivad|desativad|suspendid|suspens[ao]|bloquead|inactiv|inativ|cerrad|encerrad)|(?:account|casella|utenza)(?:[^.]|\.(?! )){0,60}(?:disattivat|disabilitat|sospes|bloccat|chius)/i,
  /(?:ящик|пользовател|аккаунт|адрес|учетная запись)(?:[^.]|\.(?! )){0,60}(?:заблокирован|отключ[её]н|неактив|временно недоступ|удал[её]н)|(?:konto|skrzynka)(?:[^.]|\.(?! )){0,60}(?:zablokowan|zawieszon|nieaktywn|wyłączon)|(?:帐号|账号|帳號|用户|邮箱)[^。]{0,20}(?:禁用|停用|冻结|锁定|凍結|暂停)|(?:アカウント|ユーザ|メールボックス)[^。]{0,30}(?:停止|無効|凍結|ロック)|(?:계정|메일함)(?:[^.]|\.(?! )){0,30}(?:휴면|정지|차단|비활성)/i,
];

/** Of an address that is somewhere else now. */
export const MOVED: readonly RegExp[] = [
  /\b(?:mail ?box|account|user|recipient|address|e-?mail)\b.{0,60}\b(?:has moved|have moved|(?:has |have )?(?:been )?(?:replaced by|changed to)|moved to)\b|\bno longer on server\b|\buser not local\b|\bnew (?:e-?mail )?address (?:is|:)|\be-?mail (?:address )?has changed/i,
];

/** Of a domain that is not there or has no mail. */
export const UNKNOWN_DOMAIN: readonly RegExp[] = [
  /\b(?:invalid|unknown|non-?existent|no such|bad) (?:mail |destination |recipient )?(?:domain|host)(?: name)?\b(?! (?:of|from|in))/i,
  /\b(?:domain|host)(?: name)?(?: [\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\.?)? (?:is )?(?:unknown|not found(?!,? try)|does(?: not|n['’]t) exist|is not reachable|is invalid|couldn['’]?t be found|could not be found|not known)|\bunroutt?e?able (?:mail domain|address|domain)|\bdomain mentioned in\b.{0,40}\bunknown|\bno (?:mx|a) record|\bno mx (?:record )?found|\bcouldn['’]t find (?:a mail exchanger|any host named)|\ball relevant mx records point to non-?existent|\b(?:domain|host)\b.{0,80}\b(?:does(?: not|n['’]t)|never) accepts? (?:any )?(?:e-?)?mail\b(?! from)|\bnull ?mx\b|\b(?:recipient )?domain must exist|\bfind the recipient domain|\bnxdomain\b|\bname or service not known|\bno route found to domain|\bbad destination (?:host|system)/i,
  /(?:domäne|domain|domaine|dominio|domínio|домен)(?:[^.]|\.(?! )){0,40}(?:existiert nicht|nicht gefunden|unbekannt|n['’]existe pas|introuvable|inconnu|no existe|não existe|non esiste|inesistente|не существует|не найден)|域名不存在|(?:ドメイン|ホスト)[^。]{0,20}(?:見つかりません|存在しません|不明)/i,
];
