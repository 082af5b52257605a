import { actionId, contactId } from '../../src/demo/short-id.ts';
import { CHAPPE, CHDB, DUCKDB, NGINX_GZIP_1, NGINX_STATIC_GZIP, NODE_FILE, POSTGRES } from '../contenders.ts';
import type { Scenario } from '../scenario.ts';
import { MAILBOXES } from '../shared-mailboxes.ts';
import { timesAsFast } from '../target.ts';
import { databases } from './databases.ts';
import { exportOf } from './export.ts';
import { gzipNginx, plainNginx } from './file-servers.ts';

const FEED = '/actions/events';
const ACTIONS = Array.from({ length: 20 }, (_, n) => actionId(n * 7));
const CONTACTS = Array.from({ length: MAILBOXES }, (_, n) => contactId(n));

const us = (scenario: string) => ({ scenario, contender: CHAPPE });
const sorted = us('sorted');
const gzip = us('gzip');

export const EXPORTS: readonly Scenario[] = [
  exportOf({
    name: 'sorted',
    title: 'Full export, sorted',
    paths: [`${FEED}?sort=asc`],
    order: 'asc',
    expected: ({ shown }) => [shown],
    peers: async (stage, answer) => [
      ...(await plainNginx(stage, answer)),
      ...(await databases(stage, answer)),
    ],
    targets: [
      timesAsFast('full sorted export against the Node static file', 1.2, sorted, {
        ...sorted,
        contender: NODE_FILE,
      }),
      timesAsFast('full sorted export against PostgreSQL', 2.5, sorted, { ...sorted, contender: POSTGRES }),
      timesAsFast('full sorted export against chDB', 2, sorted, { ...sorted, contender: CHDB }),
      timesAsFast('full sorted export against DuckDB', 2, sorted, { ...sorted, contender: DUCKDB }),
    ],
  }),
  exportOf({
    name: 'gzip',
    title: 'Full export, sorted, gzip',
    paths: [`${FEED}?sort=asc`],
    encoding: 'gzip',
    order: 'asc',
    expected: ({ shown }) => [shown],
    peers: gzipNginx,
    targets: [
      timesAsFast('gzip against our identity export', 5, gzip, sorted),
      timesAsFast('gzip against nginx gzip_static', 0.4, gzip, { ...gzip, contender: NGINX_STATIC_GZIP }),
      timesAsFast('gzip against nginx compressing on the fly', 25, gzip, {
        ...gzip,
        contender: NGINX_GZIP_1,
      }),
    ],
  }),
  exportOf({
    name: 'zstd',
    title: 'Full export, sorted, zstd',
    paths: [`${FEED}?sort=asc`],
    encoding: 'zstd',
    order: 'asc',
    expected: ({ shown }) => [shown],
  }),
  ...variant('unsorted', 'Full export, any order', FEED),
  ...variant('desc', 'Full export, newest first', `${FEED}?sort=desc`),
  ...variant('hits', 'All hits of the account, sorted', `${FEED}/hits?sort=asc`),
  exportOf({
    name: 'all',
    title: 'Full export with the hits of robots, sorted',
    paths: [`${FEED}?sort=asc&classification=all`],
    order: 'asc',
    expected: ({ all }) => [all],
    targets: [timesAsFast('classification=all against the default feed', 0.5, us('all'), sorted)],
  }),
  exportOf({
    name: 'robots',
    title: 'Hits of robots alone, sorted',
    paths: [`${FEED}/hits?sort=asc&classification=genericrobot,mpp,gsr`],
    order: 'asc',
    expected: ({ robotHits }) => [robotHits],
    targets: [timesAsFast('robots alone against the default feed', 0.5, us('robots'), sorted)],
  }),
  exportOf({
    name: 'action',
    title: `All events of one action, ${ACTIONS.length} actions in turn`,
    paths: ACTIONS.map((id) => `/actions/${id}/events?sort=asc`),
    order: 'asc',
    expected: ({ actions }) => ACTIONS.map((id) => actions.get(id) ?? 0),
    targets: [timesAsFast('one action of 200 against the whole account', 0.5, us('action'), sorted)],
  }),
  exportOf({
    name: 'contact',
    title: `All events of one contact, ${CONTACTS.length} contacts in turn`,
    paths: CONTACTS.map((id) => `/targets/${id}/events?sort=asc`),
    order: 'asc',
    expected: ({ contacts }) => CONTACTS.map((id) => contacts.get(id) ?? 0),
    targets: [timesAsFast('one contact against the whole account', 0.5, us('contact'), sorted)],
  }),
];

/** A feed that shall be about as fast as the sorted one, as it is and with gzip. */
function variant(name: 'unsorted' | 'desc' | 'hits', title: string, path: string): Scenario[] {
  const shape = {
    paths: [path],
    ...(name !== 'unsorted' && { order: name === 'desc' ? ('desc' as const) : ('asc' as const) }),
    expected: ({ shown, hits }: { shown: number; hits: number }) => [name === 'hits' ? hits : shown],
  };
  const zipped = `${name}-gzip`;
  return [
    exportOf({
      name,
      title,
      ...shape,
      targets: [timesAsFast(`${name} against asc of the whole account`, 0.75, us(name), sorted)],
    }),
    exportOf({
      name: zipped,
      title: `${title}, gzip`,
      ...shape,
      encoding: 'gzip',
      targets: [timesAsFast(`${name} gzip against gzip of the whole account`, 0.5, us(zipped), gzip)],
    }),
  ];
}
