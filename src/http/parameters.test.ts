import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FEEDS, type Feed } from '../events/feeds.ts';
import { parametersOf, readFeedQuery } from './parameters.ts';
import { Problem } from './problem.ts';
import { queryOf } from './query-string.ts';

function feedAt(path: string): Feed {
  const feed = FEEDS.find((candidate) => candidate.path === path);
  assert.ok(feed, path);
  return feed;
}

function read(path: string, query = '', id?: string) {
  return readFeedQuery(feedAt(path), id, queryOf(`?${query}`));
}

/** The parameters that a refusal names. */
function refusal(path: string, query: string, id?: string): string[] {
  try {
    read(path, query, id);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    assert.equal(error.code, 'invalid-parameter');
    return (error.more.errors ?? []).map(({ parameter }) => String(parameter));
  }
  return [];
}

const ACTIONS = '/actions/events';
const REACTIONS = '/actions/reactivities';
const CONTACT = '/targets/events';

test('without parameters: everything but robots, from the beginning, in any order', () => {
  assert.deepEqual(read(ACTIONS), {
    scope: { of: 'family', family: 'actions' },
    robots: 'hidden',
    after: 0,
  });
});

test('every parameter has its place in the query', () => {
  assert.deepEqual(
    read(
      '/actions/{id}/events/hits/open',
      'start=1&end=2&sort=desc&classification=gsr,mpp&after=7',
      '000PE4',
    ),
    {
      scope: { of: 'owner', family: 'actions', id: '000PE4' },
      types: ['hit'],
      subtype: 'open',
      start: 1,
      end: 2,
      sort: 'desc',
      robots: new Set(['gsr', 'mpp']),
      after: 7,
    },
  );
  const reactions = read(
    `${REACTIONS}/bounces`,
    'activationStart=1&activationEnd=2&reactivityStart=3&reactivityEnd=4&sort=asc&classifications=all',
  );
  assert.deepEqual(reactions, {
    scope: { of: 'family', family: 'actions' },
    types: ['bounce'],
    activationStart: 1,
    activationEnd: 2,
    start: 3,
    end: 4,
    sort: 'asc',
    robots: 'shown',
    after: 0,
  });
});

describe('the scope', () => {
  test('of an id in the path', () => {
    assert.deepEqual(read('/display/campaign/{id}/events', '', 'x').scope, { of: 'campaign', id: 'x' });
    assert.deepEqual(read('/display/content/{id}/events', '', 'x').scope, {
      of: 'owner',
      family: 'display',
      id: 'x',
    });
    assert.deepEqual(read('/targets/{id}/events', '', 'x').scope, { of: 'contact', id: 'x' });
  });

  test('of a notification is a number, with or without leading zeros', () => {
    const idOf = (id: string) => read('/notifications/{id}/events', '', id).scope;
    for (const id of ['156', '0156', '000000000000156']) {
      assert.deepEqual(idOf(id), { of: 'owner', family: 'notifications', id: '156' });
    }
    assert.deepEqual(idOf('0'), { of: 'owner', family: 'notifications', id: '0' });
    assert.deepEqual(idOf('2147483647'), { of: 'owner', family: 'notifications', id: '2147483647' });
    for (const id of ['', 'abc', '1.5', '1e3', '0x10', '-1', '+1', ' 1', '2147483648', '١']) {
      assert.deepEqual(refusal('/notifications/{id}/events', '', id), ['id'], id);
      assert.deepEqual(refusal('/notifications/{id}/reactivities/hits', '', id), ['id'], id);
    }
  });

  test('of a contact is exactly one of id, unicity and hash', () => {
    assert.deepEqual(read(CONTACT, 'id=A1').scope, { of: 'contact', id: 'A1' });
    const foobar = { of: 'hash', hash: '3858f62230ac3c915f300c664312c63f' };
    assert.deepEqual(read(CONTACT, 'unicity=foobar').scope, foobar);
    assert.deepEqual(read(CONTACT, 'hash=3858F62230AC3C915F300C664312C63F').scope, foobar);
    const all = ['id', 'unicity', 'hash'];
    for (const query of [
      '',
      'id=',
      'unicity=',
      'hash=',
      'id=1&hash=2',
      'id=1&unicity=',
      'id=1&unicity=2&hash=3',
    ]) {
      assert.deepEqual(refusal(CONTACT, query), all, query);
    }
    for (const name of all) assert.deepEqual(refusal(CONTACT, `${name}=1&${name}=1`), [name]);
  });

  test('of an account takes no id from the query', () => {
    assert.deepEqual(read(ACTIONS, 'id=1&id=2&unicity=3').scope, { of: 'family', family: 'actions' });
  });
});

describe('what is refused', () => {
  const cases: [query: string, named: string][] = [
    ['start=soon', 'start'],
    ['start=', 'start'],
    ['start', 'start'],
    ['end=2021-02-30', 'end'],
    ['start=1&start=1', 'start'],
    ['end=1&end=2', 'end'],
    ['sort=', 'sort'],
    ['sort=ASC', 'sort'],
    ['sort=ascending', 'sort'],
    ['sort=asc&sort=asc', 'sort'],
    ['classification=', 'classification'],
    ['classification=human', 'classification'],
    ['classification=MPP', 'classification'],
    ['classification=mpp,', 'classification'],
    ['classification=all,mpp', 'classification'],
    ['classification=mpp&classification=gsr', 'classification'],
    ['classifications=human', 'classifications'],
    ['classifications=mpp&classifications=mpp', 'classifications'],
    ['classification=mpp&classifications=mpp', 'classifications'],
    ['after=', 'after'],
    ['after=-1', 'after'],
    ['after=+1', 'after'],
    ['after=1.5', 'after'],
    ['after=1e3', 'after'],
    ['after=abc', 'after'],
    ['after=9007199254740992', 'after'],
    ['after=1&after=1', 'after'],
  ];
  for (const [query, named] of cases) {
    test(query, () => assert.deepEqual(refusal(ACTIONS, query), [named]));
  }

  test('each of the four ends of the two clocks, by its own name', () => {
    for (const name of ['activationStart', 'activationEnd', 'reactivityStart', 'reactivityEnd']) {
      assert.deepEqual(refusal(REACTIONS, `${name}=soon`), [name]);
      assert.deepEqual(refusal(REACTIONS, `${name}=1&${name}=1`), [name]);
    }
  });
});

test('the names of the other clocks are unknown, and unknown parameters are ignored', () => {
  const plain = { scope: { of: 'family', family: 'actions' }, robots: 'hidden', after: 0 };
  assert.deepEqual(
    read(ACTIONS, 'activationStart=soon&reactivityEnd=soon&page=2&page=3&__proto__=1&Start=x'),
    plain,
  );
  assert.deepEqual(read(`${REACTIONS}/hits`, 'start=soon&end=soon'), { ...plain, types: ['hit'] });
});

test('spaces around the classes do not count', () => {
  assert.deepEqual(read(ACTIONS, 'classification=mpp,%20gsr').robots, new Set(['mpp', 'gsr']));
});

test('a feed reads exactly the parameters that it documents', () => {
  const clocks = ['start', 'end', 'activationStart', 'activationEnd', 'reactivityStart', 'reactivityEnd'];
  for (const feed of FEEDS) {
    const documented = parametersOf(feed)
      .filter((parameter) => parameter.in === 'query' && !['id', 'unicity', 'hash'].includes(parameter.name))
      .map(({ name }) => name);
    const contact = feed.path.startsWith(CONTACT) ? 'id=1&' : '';
    const id = feed.path.includes('{id}') ? '1' : undefined;
    const understood = [...clocks, 'sort', 'classification', 'after'].filter(
      (name) => refusal(feed.path, `${contact}${name}=%20&${name}=%20`, id).length > 0,
    );
    assert.deepEqual(documented.toSorted(), understood.toSorted(), feed.path);
  }
});
