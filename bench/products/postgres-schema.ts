/**
 * Our table and its indexes (src/events/sqlite/schema.ts) in PostgreSQL's words, with its most compact types: an id
 * and an MD5 sum are `uuid`, which has 16 bytes as our BLOBs have.
 */
export const TABLE = `
CREATE TABLE events (
  position  bigint PRIMARY KEY,
  id        uuid NOT NULL,
  timestamp bigint NOT NULL,
  family    smallint NOT NULL,
  type      smallint NOT NULL,
  subtype   smallint,
  robot     smallint NOT NULL,
  owner     text,
  campaign  text,
  contact   text,
  hash      uuid,
  activated bigint,
  json      text NOT NULL
);`;

export const INDEXES = `
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
  WHERE hash IS NOT NULL;`;

/** What PostgreSQL's documentation advises for a machine of this size and a load in bulk. Durability is as it comes. */
export function settingsFor(memoryBytes: number): Record<string, string> {
  const megabytes = Math.floor(memoryBytes / 2 ** 20);
  return {
    shared_buffers: `${Math.min(Math.floor(megabytes / 4), 4096)}MB`,
    effective_cache_size: `${Math.floor(megabytes / 2)}MB`,
    work_mem: '64MB',
    maintenance_work_mem: '512MB',
    max_wal_size: '4GB',
    random_page_cost: '1.1',
  };
}
