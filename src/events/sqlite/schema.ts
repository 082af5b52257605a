/** Marks an SQLite file as a log of Chappe ("Chpe"), so that no other database is ever taken for one. */
export const APPLICATION_ID = 0x43687065;

/** Version of the tables below, kept in `user_version`. */
export const SCHEMA_VERSION = 4;

/** Events lie on larger pages than SQLite's default: three events of 1 kB waste a quarter of a 4 kB page. */
export const PAGE_SIZE = 8192;

const OWNERS = `
CREATE TABLE owners (
  list   INTEGER PRIMARY KEY,
  family INTEGER NOT NULL,
  owner  TEXT NOT NULL,
  UNIQUE (family, owner)
) STRICT;
`;

const TALLIES = `
CREATE TABLE tallied (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  position INTEGER NOT NULL,
  purged   INTEGER NOT NULL
) STRICT;
INSERT INTO tallied (one, position, purged) VALUES (1, 0, 0);
CREATE TABLE tallies (
  family  INTEGER NOT NULL,
  owner   TEXT NOT NULL,
  type    INTEGER NOT NULL,
  subtype INTEGER NOT NULL,
  robot   INTEGER NOT NULL,
  detail  TEXT NOT NULL,
  count   INTEGER NOT NULL,
  PRIMARY KEY (family, owner, type, subtype, robot, detail)
) STRICT, WITHOUT ROWID;
CREATE TABLE reached (
  family  INTEGER NOT NULL,
  owner   TEXT NOT NULL,
  contact TEXT NOT NULL,
  kinds   INTEGER NOT NULL,
  PRIMARY KEY (family, owner, contact)
) STRICT, WITHOUT ROWID;
`;

/** Contacts have lists among those of owners. The tables are the same, but who does not know it would not open their blocks. */
const CONTACT_LISTS = '';

/** What brings the tables of an older format up to date: from format 1 to 2, and so on. */
export const UPGRADES: readonly string[] = [OWNERS, TALLIES, CONTACT_LISTS];

/**
 * One row per event, found by `position`; the columns before `json` are what feeds select by.
 *
 * Each index serves one kind of selection in the order `(timestamp, position)`, and carries the columns that
 * a feed may still filter by, so that events passed over cost an index entry and not a row. `position` is
 * named although SQLite ends every index with it: only a named column keeps the order among equal timestamps
 * ahead of the filter columns.
 *
 * Each index more makes publishing slower by about a tenth. So types within one owner or one contact, and
 * subtypes within a type, have no index of their own: the filter passes over ten million entries a second.
 *
 * `log` has one row. `rewrites` counts what changed stored events, so that a sealer that read before does not write
 * after. `min_lag` and `max_lag` bound the time from any activation to any of its reactions: they
 * turn a window of activations into a window of reactions.
 *
 * `blocks` holds events a second time, ready for sending: a block is a stretch of a list (sealed-lists.ts), joined by
 * commas and deflated. It has exactly the events of its list from low to high; an event that arrives late within
 * deletes it, which leaves the rows to be read, and a place in `holes` that is to be sealed again. `crc` and `length` are those of the
 * text, `seal` is the CRC-32 of `deflated`. `tops` tells how far up each list is sealed: later events need not look.
 * `owners` gives codes to the lists of single owners, and of contacts that have many events: in the family of contacts an owner is a contact.
 * Among the tops, that of the family of contacts tells up to which position such contacts were looked for.
 *
 * `tallies` counts the events of each owner that are alike, and `reached` has the contacts that opened a message of it or followed a
 * link; both up to the position in `tallied`. They outlive what is purged, and `purged` tells before
 * which instant that was.
 *
 * `spans` summarises runs of positions by their least and greatest timestamp, so that a read of what came
 * after a position need not walk all timestamps.
 */
export const SCHEMA = `
CREATE TABLE events (
  position  INTEGER PRIMARY KEY,
  id        BLOB NOT NULL,
  timestamp INTEGER NOT NULL,
  family    INTEGER NOT NULL,
  type      INTEGER NOT NULL,
  subtype   INTEGER,
  robot     INTEGER NOT NULL,
  owner     TEXT,
  campaign  TEXT,
  contact   TEXT,
  hash      BLOB,
  activated INTEGER,
  json      TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX events_by_id ON events (id);

CREATE INDEX events_by_family ON events (family, timestamp, position, type, robot);
CREATE INDEX events_by_family_type ON events (family, type, timestamp, position, subtype, robot, activated);
CREATE INDEX events_by_family_activated ON events (family, activated, position, timestamp, type, subtype, robot)
  WHERE activated IS NOT NULL;
CREATE INDEX events_by_owner ON events (family, owner, timestamp, position, type, subtype, robot, activated)
  WHERE owner IS NOT NULL;
CREATE INDEX events_by_campaign ON events (campaign, timestamp, position, type, subtype, robot)
  WHERE campaign IS NOT NULL;
CREATE INDEX events_by_contact ON events (contact, timestamp, position, type, subtype, robot)
  WHERE contact IS NOT NULL;
CREATE INDEX events_by_hash ON events (hash, timestamp, position, type, subtype, robot)
  WHERE hash IS NOT NULL;

CREATE TABLE log (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  head    INTEGER NOT NULL,
  rewrites INTEGER NOT NULL DEFAULT 0,
  min_lag INTEGER,
  max_lag INTEGER
) STRICT;
INSERT INTO log (one, head) VALUES (1, 0);

CREATE TABLE blocks (
  block          INTEGER PRIMARY KEY,
  list           INTEGER NOT NULL,
  low_timestamp  INTEGER NOT NULL,
  low_position   INTEGER NOT NULL,
  high_timestamp INTEGER NOT NULL,
  high_position  INTEGER NOT NULL,
  min_position   INTEGER NOT NULL,
  max_position   INTEGER NOT NULL,
  events         INTEGER NOT NULL,
  length         INTEGER NOT NULL,
  crc            INTEGER NOT NULL,
  seal           INTEGER NOT NULL,
  deflated       BLOB NOT NULL
) STRICT;
CREATE INDEX blocks_by_place ON blocks (list, low_timestamp, low_position, high_timestamp, high_position,
                                        min_position, max_position);

CREATE TABLE tops (
  list      INTEGER PRIMARY KEY,
  timestamp INTEGER NOT NULL,
  position  INTEGER NOT NULL
) STRICT;

${OWNERS}
CREATE TABLE holes (
  hole      INTEGER PRIMARY KEY,
  list      INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  position  INTEGER NOT NULL
) STRICT;

CREATE TABLE spans (
  first         INTEGER PRIMARY KEY,
  last          INTEGER NOT NULL,
  min_timestamp INTEGER NOT NULL,
  max_timestamp INTEGER NOT NULL
) STRICT;
${TALLIES}`;
