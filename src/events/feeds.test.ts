import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NP6_FEEDS } from '../../test/fixtures/np6-feeds.ts';
import { REACTION_TYPES } from './facets.ts';
import { FEEDS, type Feed, type FeedScope } from './feeds.ts';
import { EVENT_SCHEMAS } from './model/event.ts';
import type { EventType } from './model/event-types.ts';

function feedAt(path: string): Feed {
  const feed = FEEDS.find((candidate) => candidate.path === path);
  assert.ok(feed, `no feed at ${path}`);
  return feed;
}

/** What a feed selects, without how it is described. */
function selection({ scope, types, subtype, clocks }: Feed) {
  return { scope, types, subtype, clocks };
}

const ALL_ACTIONS: FeedScope = { of: 'family', family: 'actions' };
const ONE_ACTION: FeedScope = { of: 'owner', family: 'actions' };
const ALL_NOTIFICATIONS: FeedScope = { of: 'family', family: 'notifications' };
const ONE_NOTIFICATION: FeedScope = { of: 'owner', family: 'notifications' };

describe('the table of feeds', () => {
  test('has no path twice', () => {
    const paths = FEEDS.map(({ path }) => path);
    assert.deepEqual(paths, [...new Set(paths)]);
  });

  test('has every path of the NP6 reference', () => {
    const paths = new Set(FEEDS.map(({ path }) => path));
    assert.deepEqual(
      NP6_FEEDS.filter((path) => !paths.has(path)),
      [],
    );
  });

  test('takes an id in the path exactly where the scope needs one', () => {
    for (const { path, scope } of FEEDS) {
      const needed =
        scope.of === 'owner' || scope.of === 'campaign' || (scope.of === 'contact' && scope.by === 'path');
      assert.equal(path.split('{id}').length - 1, needed ? 1 : 0, path);
    }
  });

  test('describes each feed in a sentence of its own', () => {
    const told = FEEDS.map(({ summary, clocks }) => `${summary} ${clocks}`);
    assert.deepEqual(told, [...new Set(told)]);
    for (const { summary } of FEEDS) assert.match(summary, /^[A-Z].+ (of|to) .+[a-z]$/);
  });

  test('chooses a subtype only together with one type that has it', () => {
    const withSubtypes: Partial<Record<EventType, readonly string[]>> = {
      hit: ['open', 'redirection', 'mirror', 'unsubscribe', 'form'],
      reply: ['stop'],
    };
    for (const { path, types, subtype } of FEEDS.filter((feed) => feed.subtype !== undefined)) {
      const [type, ...others] = types ?? [];
      assert.ok(type !== undefined && others.length === 0, path);
      assert.ok(withSubtypes[type]?.includes(String(subtype)), path);
    }
  });

  test('offers only types that the family has', () => {
    const sources = {
      actions: ['email', 'sms'],
      notifications: ['notification'],
      display: ['display'],
      contacts: ['contact'],
    } as const;
    for (const { path, scope, types, clocks } of FEEDS) {
      // The root of the reactions names all of them, whether the family has them or not.
      if (types === undefined || clocks === 'reaction') continue;
      if (scope.of !== 'family' && scope.of !== 'owner') continue;
      for (const type of types) {
        assert.ok(
          sources[scope.family].some((source) => EVENT_SCHEMAS[type][source] !== undefined),
          `${type} at ${path}`,
        );
      }
    }
  });

  test('gives the two clocks to reactions alone, and to all feeds of reactions', () => {
    const reactions: ReadonlySet<EventType> = new Set(REACTION_TYPES);
    for (const { path, clocks, types } of FEEDS) {
      assert.equal(clocks === 'reaction', path.includes('/reactivities'), path);
      if (clocks === 'reaction')
        assert.ok(
          types?.every((type) => reactions.has(type)),
          path,
        );
    }
  });
});

describe('the feeds that integrators read most', () => {
  const cases: [path: string, scope: FeedScope, types: EventType[] | undefined, subtype?: string][] = [
    ['/actions/events', ALL_ACTIONS, undefined],
    ['/actions/events/activations', ALL_ACTIONS, ['activation']],
    ['/actions/events/cancellations', ALL_ACTIONS, ['cancellation']],
    ['/actions/{id}/events/cancellations', ONE_ACTION, ['cancellation']],
    ['/actions/{id}/events/bounces', ONE_ACTION, ['bounce']],
    ['/actions/{id}/events/responses/stop', ONE_ACTION, ['reply'], 'stop'],
    ['/notifications/{id}/events/activations', ONE_NOTIFICATION, ['activation']],
    ['/notifications/{id}/events/executions', ONE_NOTIFICATION, ['execution']],
    ['/notifications/{id}/events/cancellations', ONE_NOTIFICATION, ['cancellation']],
    ['/notifications/{id}/events/bounces', ONE_NOTIFICATION, ['bounce']],
  ];
  for (const [path, scope, types, subtype] of cases) {
    test(path, () => {
      assert.deepEqual(selection(feedAt(path)), { scope, types, subtype, clocks: 'event' });
    });
  }
});

describe('the leaves', () => {
  const leaves: [leaf: string, type: EventType, subtype?: string][] = [
    ['activations', 'activation'],
    ['cancellations', 'cancellation'],
    ['bounces', 'bounce'],
    ['responses/stop', 'reply', 'stop'],
    ['hits', 'hit'],
    ['hits/open', 'hit', 'open'],
    ['hits/redirection', 'hit', 'redirection'],
    ['hits/unsubscribe', 'hit', 'unsubscribe'],
    ['hits/mirror', 'hit', 'mirror'],
    ['hits/form', 'hit', 'form'],
  ];
  const contacts: [root: string, scope: FeedScope][] = [
    ['/targets/{id}/events', { of: 'contact', by: 'path' }],
    ['/targets/events', { of: 'contact', by: 'query' }],
  ];
  for (const [root, scope] of contacts) {
    test(`of a contact: ${root}`, () => {
      assert.deepEqual(selection(feedAt(root)), {
        scope,
        types: undefined,
        subtype: undefined,
        clocks: 'event',
      });
      for (const [leaf, type, subtype] of leaves) {
        const expected = { scope, types: [type], subtype, clocks: 'event' };
        assert.deepEqual(selection(feedAt(`${root}/${leaf}`)), expected);
      }
    });
  }

  test('of pages', () => {
    const scopes: [root: string, scope: FeedScope][] = [
      ['/display', { of: 'family', family: 'display' }],
      ['/display/campaign/{id}', { of: 'campaign' }],
      ['/display/content/{id}', { of: 'owner', family: 'display' }],
    ];
    for (const [root, scope] of scopes) {
      const expected = { scope, types: ['activation'], subtype: undefined, clocks: 'event' };
      assert.deepEqual(selection(feedAt(`${root}/events/activations`)), expected);
    }
  });

  test('of reactions', () => {
    const hits = leaves.filter(([leaf]) => leaf.startsWith('hits/'));
    const scopes: [
      root: string,
      scope: FeedScope,
      kinds: [leaf: string, type: EventType, subtype?: string][],
    ][] = [
      ['/actions/reactivities', ALL_ACTIONS, hits],
      ['/actions/{id}/reactivities', ONE_ACTION, hits],
      [
        '/notifications/reactivities',
        ALL_NOTIFICATIONS,
        [
          ['impressions', 'impression'],
          ['optouts', 'optout'],
        ],
      ],
      [
        '/notifications/{id}/reactivities',
        ONE_NOTIFICATION,
        [
          ['impressions', 'impression'],
          ['optouts', 'optout'],
        ],
      ],
    ];
    for (const [root, scope, kinds] of scopes) {
      const whole = { scope, types: REACTION_TYPES, subtype: undefined, clocks: 'reaction' };
      assert.deepEqual(selection(feedAt(root)), whole);
      for (const [leaf, type, subtype] of [
        ...kinds,
        ['bounces', 'bounce'] as const,
        ['hits', 'hit'] as const,
      ]) {
        const expected = { scope, types: [type], subtype, clocks: 'reaction' };
        assert.deepEqual(selection(feedAt(`${root}/${leaf}`)), expected);
      }
    }
  });
});
