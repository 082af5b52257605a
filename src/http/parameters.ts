import Type, { type TSchema } from 'typebox';
import { hashUnicity } from '../events/facets.ts';
import type { Feed } from '../events/feeds.ts';
import type { Query, Robots, Scope } from '../events/log.ts';
import { ROBOT_CLASSES, type RobotClass } from '../events/model/robot-classes.ts';
import { parseInstant } from '../time/instant.ts';
import { invalidParameter } from './problem.ts';
import { type QueryString, single } from './query-string.ts';

/** A parameter as the documentation shows it. */
export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: TSchema;
  description: string;
  example?: string | number;
};

const INSTANT = Type.String({
  description: 'ISO 8601 date or date-time (without an offset: UTC), or milliseconds since 1970',
});

/** A parameter of the query that is an instant. */
export function instantParameter(name: string, description: string, example: string): Parameter {
  return { name, in: 'query', required: false, schema: INSTANT, description, example };
}

const START = instantParameter(
  'start',
  'Only events with this timestamp or a later one',
  '2021-02-23T14:00:00Z',
);
const END = instantParameter(
  'end',
  'Only events with an earlier timestamp than this',
  '2021-02-24T00:00:00Z',
);
const ACTIVATION_START = instantParameter(
  'activationStart',
  'Only reactions to messages activated at this instant or later',
  '2021-02-23T00:00:00Z',
);
const ACTIVATION_END = instantParameter(
  'activationEnd',
  'Only reactions to messages activated before this instant',
  '2021-02-24T00:00:00Z',
);
const REACTIVITY_START = instantParameter(
  'reactivityStart',
  'Only reactions with this timestamp or a later one',
  '2021-02-23T00:00:00Z',
);
const REACTIVITY_END = instantParameter(
  'reactivityEnd',
  'Only reactions with an earlier timestamp than this',
  '2021-03-01T00:00:00Z',
);

/** The parameter that `readSort` reads. */
export function sortParameter(description: string): Parameter {
  return {
    name: 'sort',
    in: 'query',
    required: false,
    schema: Type.Enum(['asc', 'desc']),
    description,
    example: 'asc',
  };
}

const SORT = sortParameter(
  'Order by timestamp; events of the same millisecond by position. Without it any order may come',
);
const CLASSIFICATION: Parameter = {
  name: 'classification',
  in: 'query',
  required: false,
  schema: Type.String(),
  description: `Hits of robots are left out unless this names them: a comma-separated list of ${ROBOT_CLASSES.join(', ')} gives only hits of these classes (other events are unaffected), \`all\` gives every hit. \`classifications\` is another name for it`,
  example: 'all',
};
const AFTER: Parameter = {
  name: 'after',
  in: 'query',
  required: false,
  schema: Type.Integer({ minimum: 0 }),
  description: 'Only events published after this position: the `X-Log-Position` of an earlier answer',
  example: 0,
};

const ACTION_ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: Type.String({ minLength: 1 }),
  description: 'Id of the action',
  example: '000PE4',
};
const NOTIFICATION_ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  description: 'Id of the notification',
  example: 156,
};
const CONTENT_ID: Parameter = { ...ACTION_ID, description: 'Id of the display content', example: '000D01' };
const CAMPAIGN_ID: Parameter = { ...ACTION_ID, description: 'Id of the display campaign', example: '000C01' };
const CONTACT_ID: Parameter = { ...ACTION_ID, description: 'Id of the contact', example: '000R4M0T' };
const CONTACT_NAMES: Parameter[] = [
  {
    ...CONTACT_ID,
    in: 'query',
    required: false,
    description: 'Id of the contact. Exactly one of `id`, `unicity` and `hash` is needed',
  },
  {
    name: 'unicity',
    in: 'query',
    required: false,
    schema: Type.String({ minLength: 1 }),
    description: 'Unicity of the contact, such as its e-mail address; a `+` stands for itself',
  },
  {
    name: 'hash',
    in: 'query',
    required: false,
    schema: Type.String({ minLength: 1 }),
    description: "MD5 of the contact's unicity, in hexadecimal",
  },
];

/** The parameters of a feed. */
export function parametersOf(feed: Feed): Parameter[] {
  return [
    ...scopeParameters(feed),
    ...(feed.clocks === 'reaction'
      ? [ACTIVATION_START, ACTIVATION_END, REACTIVITY_START, REACTIVITY_END]
      : [START, END]),
    SORT,
    CLASSIFICATION,
    AFTER,
  ];
}

function scopeParameters({ scope }: Feed): Parameter[] {
  switch (scope.of) {
    case 'family':
      return [];
    case 'campaign':
      return [CAMPAIGN_ID];
    case 'contact':
      return scope.by === 'path' ? [CONTACT_ID] : CONTACT_NAMES;
    case 'owner':
      return [
        { actions: ACTION_ID, notifications: NOTIFICATION_ID, display: CONTENT_ID, contacts: CONTACT_ID }[
          scope.family
        ],
      ];
  }
}

/** The selection that a request to a feed asks for; the snapshot is still to be fixed. */
export function readFeedQuery(feed: Feed, id: string | undefined, query: QueryString): Omit<Query, 'upTo'> {
  const sort = readSort(query);
  return {
    scope: readScope(feed, id, query),
    ...(feed.types && { types: feed.types }),
    ...(feed.subtype && { subtype: feed.subtype }),
    ...readWindow(feed, query),
    robots: readRobots(query),
    after: readAfter(query),
    ...(sort && { sort }),
  };
}

/** The order that a request asks for. @throws Problem */
export function readSort(query: QueryString): Query['sort'] {
  const sort = single(query, 'sort');
  if (sort === undefined || sort === 'asc' || sort === 'desc') return sort;
  throw invalidParameter({ parameter: 'sort', message: "must be 'asc' or 'desc'" });
}

function readWindow(
  feed: Feed,
  query: QueryString,
): Pick<Query, 'start' | 'end' | 'activationStart' | 'activationEnd'> {
  const [start, end] = feed.clocks === 'reaction' ? [REACTIVITY_START, REACTIVITY_END] : [START, END];
  const window: { [name in 'start' | 'end' | 'activationStart' | 'activationEnd']?: number } = {};
  const add = (name: keyof typeof window, parameter: string) => {
    const text = single(query, parameter);
    if (text === undefined) return;
    const value = parseInstant(text);
    if (value === undefined) {
      throw invalidParameter({ parameter, message: 'must be an ISO 8601 date or milliseconds since 1970' });
    }
    window[name] = value;
  };
  add('start', start.name);
  add('end', end.name);
  if (feed.clocks === 'reaction') {
    add('activationStart', ACTIVATION_START.name);
    add('activationEnd', ACTIVATION_END.name);
  }
  return window;
}

function readRobots(query: QueryString): Robots {
  const singular = single(query, 'classification');
  const plural = single(query, 'classifications');
  if (singular !== undefined && plural !== undefined) {
    throw invalidParameter({
      parameter: 'classifications',
      message: "is another name for 'classification': give one of them",
    });
  }
  const text = singular ?? plural;
  if (text === undefined) return 'hidden';
  if (text === 'all') return 'shown';
  const classes = new Set<RobotClass>();
  for (const name of text.split(',')) {
    const known = ROBOT_CLASSES.find((robot) => robot === name.trim());
    if (known === undefined) {
      throw invalidParameter({
        parameter: singular === undefined ? 'classifications' : 'classification',
        message: `must be 'all' or a comma-separated list of ${ROBOT_CLASSES.join(', ')}`,
      });
    }
    classes.add(known);
  }
  return classes;
}

function readAfter(query: QueryString): number {
  const text = single(query, 'after');
  if (text === undefined) return 0;
  const position = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(position)) {
    throw invalidParameter({
      parameter: 'after',
      message: 'must be a position: a whole number, 0 or greater',
    });
  }
  return position;
}

function readScope({ scope }: Feed, id = '', query: QueryString): Scope {
  switch (scope.of) {
    case 'family':
      return scope;
    case 'campaign':
      return { of: 'campaign', id };
    case 'owner':
      return { ...scope, id: scope.family === 'notifications' ? readNotificationId(id) : id };
    case 'contact':
      return scope.by === 'path' ? { of: 'contact', id } : readContact(query);
  }
}

/** Ids of notifications are numbers, so leading zeros do not count. */
function readNotificationId(text: string): string {
  const id = Number(text);
  if (!/^\d+$/.test(text) || id > 2_147_483_647) {
    throw invalidParameter({ parameter: 'id', message: 'must be the whole number of a notification' });
  }
  return String(id);
}

function readContact(query: QueryString): Scope {
  const id = single(query, 'id');
  const unicity = single(query, 'unicity');
  const hash = single(query, 'hash');
  const given = [id, unicity, hash].filter((name) => name !== undefined);
  if (given.length !== 1 || given[0] === '') {
    throw invalidParameter(
      ...['id', 'unicity', 'hash'].map((parameter) => ({
        parameter,
        message: 'exactly one of id, unicity and hash is needed',
      })),
    );
  }
  if (id !== undefined) return { of: 'contact', id };
  return { of: 'hash', hash: unicity === undefined ? (hash ?? '').toLowerCase() : hashUnicity(unicity) };
}
