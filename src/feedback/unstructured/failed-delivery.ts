/**
 * How reports say, in their subjects and in their texts, that a message did not arrive. Each pattern joins what was done to a message
 * with what became of that: words for failure alone are those of many messages. `\b` knows ASCII letters only.
 */
export const FAILED_DELIVERY: readonly RegExp[] = [
  // English.
  /\b(?:(?:could|can|was|were|has|have|did|is|been|be)(?: ?not|n['’]t)(?: yet)?(?: be| been)? (?:deliver(?:ed)?|reach(?:ed)?)|cannot (?:be )?deliver(?:ed)?|unable to (?:be )?(?:deliver(?:ed)?|reach)|undeliver(?:able|ed)|failed to (?:be )?deliver(?:ed)?|delivery\b.{0,60}\bfailed|failed delivery|bounced)\b/i,
  // French.
  /n['’](?:a|ont|est|avons|ai) (?:pas |pu ){1,2}(?:être )?(?:remis|remettre|délivr|livr|distribu|achemin|transmis|envoy)|(?:impossible|impossibilité) de (?:vous )?(?:remettre|délivrer|livrer|distribuer|acheminer|transmettre|joindre)|[ée]chec\b.{0,30}(?:remise|livraison|distribution|envoi|acheminement)|(?:remise|livraison|distribution)\b.{0,30}(?:échoué|a échoué|impossible)|non (?:remis|distribu|délivr|distribuable)/i,
  // German, Dutch.
  /nicht (?:erfolgreich |vollständig )?(?:zugestellt|ausgeliefert|übermittelt|zustellbar)|unzustellbar|zustellung\b.{0,60}(?:fehlgeschlagen|gescheitert|nicht möglich|unmöglich)|fehler bei der\b.{0,30}zustellung|zustellfehler/i,
  /niet (?:kon |kunnen |kan )?(?:worden |aan\b.{0,60}worden )?(?:bezorgd|afgeleverd|geleverd)|bezorging\b.{0,60}mislukt|onbestelbaar|kan niet\b.{0,40}(?:bezorg|lever)/i,
  // The Scandinavian languages, Finnish.
  /(?:kan|kunne|kunde|gick|kunnat) (?:ikke|inte)\b.{0,30}lever|(?:ikke|inte) (?:blive |bli |kunne |kunde )?lever|lever(?:ing|ans|ingen|ansen)\b.{0,60}(?:mislyk|misslyck)|(?:toimitus|toimittaminen)\b.{0,40}epäonnistu|ei (?:voi|voida|voitu|pystytty) toimit/i,
  // Spanish, Portuguese, Italian, Romanian.
  /no (?:se )?(?:ha |han )?(?:pudo|puede|pudimos|podido|pudieron|sido)(?: ser)?(?: posible)? (?:entreg|envia)|no entregad|(?:error|fallo|falló|fallado)\b.{0,30}entrega|entrega\b.{0,40}(?:fallid|falló|ha fallado)|no (?:es|fue) posible entregar/i,
  /não (?:foi |é |pôde |pode |pudemos |conseguimos )?(?:possível )?(?:ser )?entreg|(?:falha|erro)\b.{0,20}entrega|entrega\b.{0,40}(?:falhou|falhad)/i,
  /(?:impossibile|impossibilità di) (?:recapitare|consegnare)|non (?:è stato |è |può essere )?(?:possibile )?(?:recapita|consegna)|(?:recapito|consegna)\b.{0,20}(?:non riuscit|fallit)|mancat[ao] (?:recapito|consegna)|nu (?:a putut|poate|s-a putut)(?: fi)? livra|nelivra/i,
  // Polish, Czech, Slovak, Hungarian, Turkish.
  /nie (?:udało się |można |może być |mogła być |mogło być |został[ao]? )?dostarcz|niedostarcz|dostarcz[^.]{0,80}nie powiodł|nedoruč|(?:nepodařilo|nepodarilo|nelze|nebylo možné|nebolo možné|nemohla být|nemohl být)\b[^.]{0,20}doruč|kézbesíthetetlen|nem (?:sikerült|lehetett|tudtuk|lehet) (?:a )?kézbes|kézbesítés[^.]{0,30}(?:sikertelen|nem sikerült)|teslim edil(?:e)?me|iletilemedi|ulaştırılamadı/i,
  // Russian, Ukrainian.
  /не (?:был[аои]? |может быть |удалось |удаётся |удается |вдалося |було |може бути )?доставл?[еи]|недоставл|невозможно доставить|неможливо доставити/i,
  // Chinese, Japanese, Korean.
  /(?:无法|未能|無法|不能)[^。]{0,10}(?:投递|投遞|送达|送達|发送|傳送|送出)|(?:投递|投遞|发送|傳送)失[败敗]|退信|(?:配信|配達|送信|お?届け|送達)[^。]{0,6}(?:でき|出来|され(?:ま|な)|失敗|不能|エラー)|未達|不達|(?:전달|배달|발송|전송)[^.]{0,12}(?:못|실패|불가|되지 ?않|수 없)|반송/,
];
