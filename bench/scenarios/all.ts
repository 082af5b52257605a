import { actionId } from '../../src/demo/short-id.ts';
import type { Scenario } from '../scenario.ts';
import { exportOf } from './export.ts';
import { importCommand } from './import.ts';
import { ingest } from './ingest.ts';
import { smallRequests } from './requests.ts';

const ALL = '/actions/events?classification=all';

/** The rows of the table, in its order. */
export const SCENARIOS: readonly Scenario[] = [
  ingest,
  importCommand,
  exportOf({
    name: 'sorted',
    title: 'Full export, sorted',
    path: `${ALL}&sort=asc`,
    sorted: true,
    whole: true,
  }),
  exportOf({ name: 'unsorted', title: 'Full export, any order', path: ALL, sorted: false, whole: true }),
  exportOf({
    name: 'gzip',
    title: 'Full export, sorted, gzip',
    path: `${ALL}&sort=asc`,
    encoding: 'gzip',
    sorted: true,
    whole: true,
  }),
  exportOf({
    name: 'zstd',
    title: 'Full export, sorted, zstd',
    path: `${ALL}&sort=asc`,
    encoding: 'zstd',
    sorted: true,
    whole: true,
  }),
  exportOf({
    name: 'action',
    title: 'One action, sorted',
    path: `/actions/${actionId(7)}/events?sort=asc&classification=all`,
    sorted: true,
    whole: false,
  }),
  smallRequests,
];
