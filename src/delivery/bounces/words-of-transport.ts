/** What mail systems say of the way to a mail host, by what they mean by it: nothing that an address could help. */

/** Of a message that went round in circles. */
export const LOOP: readonly RegExp[] = [
  /\b(?:hop count|too many hops|maximum hops|hops exceeded|(?:mail|routing|forwarding|message|delivery)[- ]loop|loops? back to|looping|loop was found|forwarded more than|too many received|redirect loop)/i,
];

/** Of a host that could not be spoken with. */
export const NO_ANSWER: readonly RegExp[] = [
  /\b(?:connection (?:was )?(?:timed? ?out|refused|reset|dropped|closed|lost|could not be)|lost connection|(?:conversation|session|operation|read|connect\w*)\b.{0,60}\btimed out|no route to host|(?:network|host|server)(?: is)? (?:not reachable|unreachable)|socket error|did not accept our requests to connect|not accept our connection|(?:host|server) (?:is )?not responding|(?:un|not )able to (?:connect|establish|contact)|(?:can(?:no|['’])t|could(?: not|n['’]t)) (?:connect|establish|contact)|couldn['’]t reach|failed to connect|wasn['’]t able to establish an smtp connection|no answer from host|did not respond|not reachable within|no smtp connection got far enough|unable to contact)/i,
  /serveur(?:[^.]|\.(?! )){0,60}(?:ne r[ée]pond pas|injoignable|inaccessible)|(?:servidor|server|host)(?:[^.]|\.(?! )){0,60}(?:no responde|não responde|non risponde|antwortet nicht|nicht erreichbar|antwoordt niet|svarar inte|svarer ikke|nie odpowiada|neodpovídá)|сервер(?:[^.]|\.(?! )){0,60}не (?:отвечает|відповідає)/i,
];

/** Of names that could not be looked up. */
export const NAME_SERVICE: readonly RegExp[] = [
  /\b(?:name serv(?:ice|er) (?:error|timeout|failure)|dns (?:error|query failed|lookup fail\w*|timeout|server)|host ?name lookup fail\w*|(?:name|domain|host|address)(?: name)? (?:resolution|lookup) (?:failed|failure|error)|temporary (?:dns|lookup|resolver)|servfail|host not found, try again|could not (?:be )?resolved?|dns records for .{1,60} could not be found|malformed (?:or unexpected )?name server reply|unable to resolve route|lookup of .{1,80} (?:failed|responded)|a lowest numbered mx record points to local host)/i,
];

/** Of a message that was too long on its way. */
export const EXPIRED: readonly RegExp[] = [
  /\b(?:(?:message|mail|envelope|delivery|delivery time|queue)[- .](?:has )?expired|aborted after \d+(?:\.\d+)? (?:second|minute|hour|day)|retry time(?:out)?(?: was)? (?:exceeded|not reached)|in the queue too long|(?:un(?:able to |)deliver\w*|not (?:be )?deliver\w*|not (?:been )?deliver\w*|failing)\b.{0,80}\b(?:after|in|within|for)(?: more than| the last| over)? \d+ (?:second|minute|hour|day)|for a long time|not been collected after \d+ day|giving up|multiple retries|maximum (?:retry|retries|number of (?:retries|attempts))|failed \d+ attempts|max(?:imum)? retry|delivery attempts|too many (?:retries|attempts)|enqueued and undeliverable|(?:still )?(?:being )?delayed)/i,
];
