/** Marks an SQLite file as the archived messages of an account ("Chpm"). */
export const APPLICATION_ID = 0x4368706d;

/** Version of the table below, kept in `user_version`. */
export const SCHEMA_VERSION = 1;

/** `archives` has one row for each message that left and is kept, deflated, with the 16 bytes of its uuid. */
export const SCHEMA = `
CREATE TABLE archives (
  id      BLOB NOT NULL PRIMARY KEY,
  action  TEXT NOT NULL,
  target  TEXT NOT NULL,
  sent    INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  message BLOB NOT NULL
) STRICT;
CREATE INDEX archives_by_time ON archives (sent, id);
CREATE INDEX archives_by_action ON archives (action, sent, id);
CREATE INDEX archives_by_target ON archives (target, action, sent, id);
CREATE INDEX archives_by_expiry ON archives (expires);
`;
