/** Marks an SQLite file as the messages that an account has to send ("Chps"). */
export const APPLICATION_ID = 0x43687073;

/** Version of the tables below, kept in `user_version`. */
export const SCHEMA_VERSION = 2;

/**
 * `answers` has what the first request of each name was answered, until it expires: from the commit on that accepted what
 * the request asked for.
 */
const ANSWERS = `
CREATE TABLE answers (
  operation   TEXT NOT NULL,
  name        TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status      INTEGER NOT NULL,
  body        TEXT NOT NULL,
  expires     INTEGER NOT NULL,
  PRIMARY KEY (operation, name)
) STRICT;
CREATE INDEX answers_by_expiry ON answers (expires);
`;

/** What makes a file of each earlier version one of the next. */
export const UPGRADES: readonly string[] = [ANSWERS];

/**
 * `sends` has one row for each message that was accepted and has not ended; leases are kept in memory, as one process
 * sends. `outbox` holds events from the commit that caused them until they are in the event log.
 */
export const SCHEMA = `
CREATE TABLE sends (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  priority INTEGER NOT NULL,
  due      INTEGER NOT NULL,
  expires  INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  message  TEXT NOT NULL
) STRICT;
CREATE INDEX sends_by_due ON sends (priority, due, id);
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  event    TEXT NOT NULL
) STRICT;
${ANSWERS}`;
