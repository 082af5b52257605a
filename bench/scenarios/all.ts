import type { Scenario } from '../scenario.ts';
import { accept } from './accept.ts';
import { bounces } from './bounces.ts';
import { busyIngest } from './busy-ingest.ts';
import { campaign, campaignAside } from './campaign.ts';
import { clicks } from './clicks.ts';
import { find, upsert } from './contacts.ts';
import { disk } from './disk.ts';
import { EXPORTS } from './exports.ts';
import { importCommand } from './import.ts';
import { ingest } from './ingest.ts';
import { memory } from './memory.ts';
import { publish } from './publish.ts';
import { smallRequests } from './requests.ts';
import { restart } from './restart.ts';
import { send } from './send.ts';
import { stalledReaders } from './stalled.ts';
import { statistics } from './statistics.ts';
import { verdicts } from './verdicts.ts';

/**
 * The rows of the table, in its order. The import measures PostgreSQL with an empty table, and `publish` and
 * `busy-ingest` write into the log that all before them read: these need their places.
 */
export const SCENARIOS: readonly Scenario[] = [
  ingest,
  importCommand,
  ...EXPORTS,
  smallRequests,
  statistics,
  memory,
  stalledReaders,
  disk,
  restart,
  publish,
  busyIngest,
  upsert,
  find,
  accept,
  send,
  campaign,
  campaignAside,
  clicks,
  bounces,
  verdicts,
];
