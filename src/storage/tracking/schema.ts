/** Marks an SQLite file as the hits of an account ("Chph"). */
export const APPLICATION_ID = 0x43687068;

/** Version of the table below, kept in `user_version`. */
export const SCHEMA_VERSION = 1;

/** `hits` has one row for each hit, as JSON, from the moment when it is answered until its event is in the event log. */
export const SCHEMA = `
CREATE TABLE hits (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  hit      TEXT NOT NULL
) STRICT;
`;
