import type { Family, Subtype } from './facets.ts';
import { REACTION_TYPES } from './facets.ts';
import type { EventType } from './model/event-types.ts';

/** Whose events a feed serves; `by` tells what its id names. */
export type FeedScope =
  | { of: 'family'; family: Family }
  | { of: 'owner'; family: Family }
  | { of: 'campaign' }
  | { of: 'contact'; by: 'path' | 'query' };

/** One feed: a named selection of the log, served at one path. */
export type Feed = {
  /** Path with `{id}` in place of an id, e.g. `/actions/{id}/events/bounces`. */
  path: string;
  /** The part of the API it belongs to, as readers of the documentation look for it. */
  section: string;
  scope: FeedScope;
  /** The types it holds; every type of the scope when absent. */
  types?: readonly EventType[];
  subtype?: Subtype;
  /** `reactions` feeds name their windows by two clocks: the activation's and the reaction's. */
  clocks: 'event' | 'reaction';
  /** One sentence in our own words. */
  summary: string;
};

type Leaf = { path: string; types?: readonly EventType[]; subtype?: Subtype; holds: string };

const ALL: Leaf = { path: '', holds: 'All events' };
const ACTIVATIONS: Leaf = { path: '/activations', types: ['activation'], holds: 'Activations' };
const EXECUTIONS: Leaf = { path: '/executions', types: ['execution'], holds: 'Executions' };
const CANCELLATIONS: Leaf = {
  path: '/cancellations',
  types: ['cancellation'],
  holds: 'Cancellations',
};
const BOUNCES: Leaf = { path: '/bounces', types: ['bounce'], holds: 'Bounces' };
const STOPS: Leaf = { path: '/responses/stop', types: ['reply'], subtype: 'stop', holds: 'STOP answers' };
const RESPONSES: Leaf = { path: '/responses', types: ['reply'], holds: 'Answers of every kind' };
const COMPLAINTS: Leaf = {
  path: '/complaints',
  types: ['complaint'],
  holds: 'Complaints',
};
const IMPRESSIONS: Leaf = { path: '/impressions', types: ['impression'], holds: 'Impressions' };
const OPTOUTS: Leaf = { path: '/optouts', types: ['optout'], holds: 'Opt-outs' };
const HITS: Leaf = { path: '/hits', types: ['hit'], holds: 'Hits of every kind' };
const LINK_HITS: Leaf[] = [
  { path: '/hits/open', types: ['hit'], subtype: 'open', holds: 'Openings' },
  { path: '/hits/redirection', types: ['hit'], subtype: 'redirection', holds: 'Clicks on links' },
  {
    path: '/hits/unsubscribe',
    types: ['hit'],
    subtype: 'unsubscribe',
    holds: 'Unsubscribe hits',
  },
  { path: '/hits/mirror', types: ['hit'], subtype: 'mirror', holds: 'Mirror-page hits' },
  { path: '/hits/form', types: ['hit'], subtype: 'form', holds: 'Form hits' },
];

const REACTIONS: Leaf = { path: '', types: REACTION_TYPES, holds: 'All reactions' };

const ACTION_LEAVES = [
  ALL,
  ACTIVATIONS,
  EXECUTIONS,
  CANCELLATIONS,
  BOUNCES,
  STOPS,
  RESPONSES,
  COMPLAINTS,
  HITS,
  ...LINK_HITS,
];
const NOTIFICATION_LEAVES = [
  ALL,
  ACTIVATIONS,
  EXECUTIONS,
  CANCELLATIONS,
  BOUNCES,
  HITS,
  IMPRESSIONS,
  OPTOUTS,
];
const DISPLAY_LEAVES = [ALL, ACTIVATIONS, HITS, IMPRESSIONS];
const ACTION_REACTIONS = [REACTIONS, BOUNCES, HITS, ...LINK_HITS];
const NOTIFICATION_REACTIONS = [REACTIONS, IMPRESSIONS, HITS, OPTOUTS, BOUNCES];
const CONTACT_LEAVES = [ALL, ACTIVATIONS, CANCELLATIONS, BOUNCES, STOPS, HITS, ...LINK_HITS];

type Place = {
  root: string;
  section: string;
  scope: FeedScope;
  whose: string;
  clocks: Feed['clocks'];
  leaves: readonly Leaf[];
};

const ACTIONS_FAMILY: FeedScope = { of: 'family', family: 'actions' };
const ONE_ACTION: FeedScope = { of: 'owner', family: 'actions' };
const NOTIFICATIONS_FAMILY: FeedScope = { of: 'family', family: 'notifications' };
const ONE_NOTIFICATION: FeedScope = { of: 'owner', family: 'notifications' };

const PLACES: readonly Place[] = [
  {
    root: '/actions/events',
    section: 'E-mail and SMS events',
    scope: ACTIONS_FAMILY,
    whose: 'of all e-mail and SMS actions',
    clocks: 'event',
    leaves: ACTION_LEAVES,
  },
  {
    root: '/actions/{id}/events',
    section: 'E-mail and SMS events',
    scope: ONE_ACTION,
    whose: 'of one e-mail or SMS action',
    clocks: 'event',
    leaves: ACTION_LEAVES,
  },
  {
    root: '/notifications/events',
    section: 'Notification events',
    scope: NOTIFICATIONS_FAMILY,
    whose: 'of all notifications',
    clocks: 'event',
    leaves: NOTIFICATION_LEAVES,
  },
  {
    root: '/notifications/{id}/events',
    section: 'Notification events',
    scope: ONE_NOTIFICATION,
    whose: 'of one notification',
    clocks: 'event',
    leaves: NOTIFICATION_LEAVES,
  },
  {
    root: '/display/events',
    section: 'Display events',
    scope: { of: 'family', family: 'display' },
    whose: 'of all display campaigns',
    clocks: 'event',
    leaves: DISPLAY_LEAVES,
  },
  {
    root: '/display/campaign/{id}/events',
    section: 'Display events',
    scope: { of: 'campaign' },
    whose: 'of one display campaign',
    clocks: 'event',
    leaves: DISPLAY_LEAVES,
  },
  {
    root: '/display/content/{id}/events',
    section: 'Display events',
    scope: { of: 'owner', family: 'display' },
    whose: 'of one display content',
    clocks: 'event',
    leaves: DISPLAY_LEAVES,
  },
  {
    root: '/actions/reactivities',
    section: 'E-mail and SMS reactivities',
    scope: ACTIONS_FAMILY,
    whose: 'caused by activations of all e-mail and SMS actions',
    clocks: 'reaction',
    leaves: ACTION_REACTIONS,
  },
  {
    root: '/actions/{id}/reactivities',
    section: 'E-mail and SMS reactivities',
    scope: ONE_ACTION,
    whose: 'caused by activations of one e-mail or SMS action',
    clocks: 'reaction',
    leaves: ACTION_REACTIONS,
  },
  {
    root: '/notifications/reactivities',
    section: 'Notification reactivities',
    scope: NOTIFICATIONS_FAMILY,
    whose: 'caused by activations of all notifications',
    clocks: 'reaction',
    leaves: NOTIFICATION_REACTIONS,
  },
  {
    root: '/notifications/{id}/reactivities',
    section: 'Notification reactivities',
    scope: ONE_NOTIFICATION,
    whose: 'caused by activations of one notification',
    clocks: 'reaction',
    leaves: NOTIFICATION_REACTIONS,
  },
  {
    root: '/targets/{id}/events',
    section: 'Contact events',
    scope: { of: 'contact', by: 'path' },
    whose: 'of one contact',
    clocks: 'event',
    leaves: CONTACT_LEAVES,
  },
  {
    root: '/targets/events',
    section: 'Contact events',
    scope: { of: 'contact', by: 'query' },
    whose: 'of the contact with that id, unicity or hash',
    clocks: 'event',
    leaves: CONTACT_LEAVES,
  },
];

/** Every feed there is. Routes, OpenAPI, documentation, CLI and tests are made from this table. */
export const FEEDS: readonly Feed[] = PLACES.flatMap(({ root, section, scope, whose, clocks, leaves }) =>
  leaves.map((leaf) => ({
    path: root + leaf.path,
    section,
    scope,
    ...(leaf.types && { types: leaf.types }),
    ...(leaf.subtype && { subtype: leaf.subtype }),
    clocks,
    summary: `${leaf.holds} ${whose}`,
  })),
);
