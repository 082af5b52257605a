import { createHash } from 'node:crypto';

/**
 * What the words of a feed's path promise, read from the path and the event alone. It shares no code with the
 * server, so that the two can be compared.
 */
export type Promised = {
  /** Whether the path's account, action, notification, page or contact has the event, of whatever type. */
  owns(event: unknown): boolean;
  /** Whether the feed holds the event. */
  holds(event: unknown): boolean;
};

const PATH = /^\/(\w+)(?:\/(campaign|content))?(?:\/([^/]+?))??\/(events|reactivities)(?:\/([a-z/]+))?$/;

/** The feed at a path such as `/actions/000PE4/events/hits/open` or `/targets/events?hash=…`. */
export function promisedBy(url: string): Promised {
  const [path = '', query = ''] = url.split('?');
  const match = PATH.exec(path);
  if (match === null) throw new RangeError(`${path} is no path of a feed`);
  const [, root = '', kind, id, whole = '', leaf = ''] = match;
  const owns = root === 'targets' ? ownedByContact(id, query) : ownedBySender(root, kind, id);
  return { owns, holds: (event) => owns(event) && onLeaf(`${whole}/${leaf}`, event) };
}

function ownedBySender(root: string, kind: string | undefined, id: string | undefined) {
  const sources = { actions: ['email', 'sms'], notifications: ['notification'], display: ['display'] }[root];
  return (event: unknown) => {
    if (!sources?.includes(String(get(event, 'source', 'type')))) return false;
    if (id === undefined) return true;
    const sender =
      get(event, 'source', 'detail', 'activation') ?? get(event, 'source', 'detail', 'execution');
    const name = get(sender, kind === 'campaign' ? 'campaign' : 'id');
    return name !== undefined && String(name) === decodeURIComponent(id);
  };
}

function ownedByContact(id: string | undefined, query: string) {
  const [name = 'id', value = ''] = id === undefined ? query.split('=') : ['id', id];
  const wanted = decodeURIComponent(value);
  return (event: unknown) => {
    const contact = contactOf(event);
    if (name === 'id') return contact.id === wanted;
    return contact.hash === (name === 'unicity' ? md5(wanted) : wanted.toLowerCase());
  };
}

function contactOf(event: unknown): { id?: unknown; hash?: string } {
  const detail = get(event, 'source', 'detail');
  let contact =
    get(detail, 'activation', 'receiver') ?? get(detail, 'execution', 'recipient') ?? get(detail, 'contact');
  if (get(contact, 'type') === 'contact') contact = get(contact, 'value');
  const value = get(contact, 'value');
  switch (get(contact, 'type')) {
    case 'footprint':
      return { id: get(contact, 'id'), hash: String(get(contact, 'hash')).toLowerCase() };
    case 'id':
      return { id: value };
    case 'unicity':
      return { hash: md5(String(value)) };
    case 'hash':
      return { hash: String(value).toLowerCase() };
    default:
      return {};
  }
}

const TYPES: Record<string, readonly string[]> = {
  'reactivities/': ['bounce', 'hit', 'impression', 'optout', 'reply', 'complaint'],
  activations: ['activation'],
  executions: ['execution'],
  cancellations: ['cancellation'],
  bounces: ['bounce'],
  responses: ['reply'],
  complaints: ['complaint'],
  hits: ['hit'],
  impressions: ['impression'],
  optouts: ['optout'],
};

function onLeaf(leaf: string, event: unknown): boolean {
  if (leaf === 'events/') return true;
  const [, type = '', subtype] = leaf.split('/');
  const types = TYPES[leaf] ?? TYPES[type];
  if (types === undefined) throw new RangeError(`${leaf} is no leaf of a feed`);
  const detail = get(event, 'source', 'detail');
  return (
    types.includes(String(get(event, 'type'))) &&
    (subtype === undefined || subtype === get(detail, type === 'responses' ? 'reply' : 'link', 'type'))
  );
}

/** The class of the robot that made a hit. */
export function robotOf(event: unknown): unknown {
  return get(event, 'type') === 'hit'
    ? get(event, 'source', 'detail', 'client', 'classification', 'type')
    : undefined;
}

/** The ids that can stand in a path such as `/actions/{id}/events` and have at least one event. */
export function idsIn(path: string, events: readonly unknown[]): string[] {
  const ids = events.map((event) => {
    const detail = get(event, 'source', 'detail');
    const sender = get(detail, 'activation') ?? get(detail, 'execution');
    if (path.startsWith('/targets')) return contactOf(event).id;
    return get(sender, path.startsWith('/display/campaign') ? 'campaign' : 'id');
  });
  return [...new Set(ids.filter((id) => id !== undefined).map(String))];
}

/** Every way in which the events name contacts, as a query. */
export function contactQueries(events: readonly unknown[]): string[] {
  const queries = events.flatMap((event) => {
    const { id, hash } = contactOf(event);
    const detail = get(event, 'source', 'detail');
    const named = get(detail, 'activation', 'receiver') ?? get(detail, 'contact');
    const unicity = get(named, 'type') === 'unicity' ? get(named, 'value') : get(named, 'unicity');
    return [
      ...(id === undefined ? [] : [`id=${id}`]),
      ...(hash === undefined ? [] : [`hash=${hash}`, `hash=${hash.toUpperCase()}`]),
      ...(unicity === undefined ? [] : [`unicity=${unicity}`]),
    ];
  });
  return [...new Set(queries)];
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** The member of a member of a value; undefined when any of them is absent. */
export function get(value: unknown, ...names: string[]): unknown {
  let member = value;
  for (const name of names) {
    if (typeof member !== 'object' || member === null) return undefined;
    member = Reflect.get(member, name);
  }
  return member;
}
