/** Marks an SQLite file as the contacts of an account ("Chpc"), so that no other database is ever taken for them. */
export const APPLICATION_ID = 0x43687063;

/** Version of the tables below, kept in `user_version`. */
export const SCHEMA_VERSION = 1;

/**
 * `fields`, `value_lists` and `segments` are few and change rarely: each is one JSON text beside its id and the form of its
 * name that is unique. Ids are never used again, as other things keep naming them.
 *
 * `contacts` has one row per contact; `id` is the number that its id in base 36 stands for. A contact is found by the MD5
 * of its unicity, of sixteen bytes whatever the unicity is. Its values are one JSON object by field id: it is sent as it
 * is stored.
 *
 * Counting rows walks all of them, so `totals` and `segments.size` are kept by triggers.
 *
 * `outbox` holds events from the commit of the change that caused them until they are in the event log.
 */
export const SCHEMA = `
CREATE TABLE fields (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  folded     TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL
) STRICT;
CREATE TABLE value_lists (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  folded     TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL
) STRICT;
CREATE TABLE segments (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  folded     TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL,
  size       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE contacts (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  hash    BLOB NOT NULL UNIQUE,
  unicity TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  fields  TEXT NOT NULL
) STRICT;
CREATE TABLE members (
  segment INTEGER NOT NULL REFERENCES segments (id),
  contact INTEGER NOT NULL REFERENCES contacts (id),
  PRIMARY KEY (segment, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_contact ON members (contact, segment);
CREATE TABLE red_list (
  medium    TEXT NOT NULL,
  contact   INTEGER NOT NULL REFERENCES contacts (id),
  timestamp INTEGER NOT NULL,
  origin    INTEGER NOT NULL,
  detail    TEXT NOT NULL,
  PRIMARY KEY (medium, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX red_list_by_contact ON red_list (contact);
CREATE INDEX red_list_by_time ON red_list (medium, timestamp, contact);
CREATE TABLE bounces (
  contact   INTEGER NOT NULL REFERENCES contacts (id),
  field     INTEGER NOT NULL,
  type      TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  message   TEXT NOT NULL,
  PRIMARY KEY (contact, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE totals (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  contacts INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES (1, 0);
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  event    TEXT NOT NULL
) STRICT;
CREATE TRIGGER contact_added AFTER INSERT ON contacts BEGIN
  UPDATE totals SET contacts = contacts + 1;
END;
CREATE TRIGGER contact_removed AFTER DELETE ON contacts BEGIN
  UPDATE totals SET contacts = contacts - 1;
END;
CREATE TRIGGER member_added AFTER INSERT ON members BEGIN
  UPDATE segments SET size = size + 1 WHERE id = new.segment;
END;
CREATE TRIGGER member_removed AFTER DELETE ON members BEGIN
  UPDATE segments SET size = size - 1 WHERE id = old.segment;
END;
`;
