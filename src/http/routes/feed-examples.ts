import Type, { type TSchema } from 'typebox';
import { facetsOf } from '../../events/facets.ts';
import type { Feed } from '../../events/feeds.ts';
import { EVENT_SCHEMAS, type Event } from '../../events/model/event.ts';
import { EVENT_TYPES, type EventType, SOURCES, type Source } from '../../events/model/event-types.ts';
import { EXAMPLE_EVENTS } from '../../events/model/examples.ts';
import type { Link } from '../../events/model/hit.ts';

const SOURCES_OF: Record<string, readonly Source[]> = {
  actions: ['email', 'sms'],
  notifications: ['notification'],
  display: ['display'],
};

/** The links that the examples, one for each type and source, leave out. */
const FURTHER_LINKS: { id: string; link: Link }[] = [
  { id: '0b1f9c7e-6a52-4d0c-9d5e-3f3c1c1f7a10', link: { type: 'open' } },
  { id: '7d1f4f0a-52c9-4f8e-8a39-6f1f0d9b2e11', link: { type: 'mirror', source: 'html' } },
  { id: 'c4a8e2d6-1b7f-4a34-9e60-2d5b8f7c3a12', link: { type: 'unsubscribe', source: 'html' } },
  {
    id: 'e91d5b3c-8f04-4c67-b2a1-94c6d0e8f513',
    link: { type: 'form', label: 'survey', source: 'html', destination: 'https://shop.example.com/survey' },
  },
];

/** Hits as that of the example, but of other links. */
const FURTHER_HITS: readonly Event[] = EXAMPLE_EVENTS.flatMap((event) => {
  const { source } = event;
  if (event.type !== 'hit' || source.type !== 'email' || !('link' in source.detail)) return [];
  const { detail } = source;
  return FURTHER_LINKS.map(({ id, link }) => ({
    ...event,
    id,
    source: { ...source, detail: { ...detail, link } },
  }));
});

/** The name of an event's schema in the OpenAPI document, such as `BounceEmailEvent`. */
function schemaName(type: EventType, source: Source): string {
  return `${capital(type)}${capital(source)}Event`;
}

/** The schemas of all events by their name. */
export function eventSchemas(): Map<string, TSchema> {
  const schemas = new Map<string, TSchema>();
  for (const type of EVENT_TYPES) {
    for (const source of SOURCES) {
      const schema = EVENT_SCHEMAS[type][source];
      if (schema !== undefined) schemas.set(schemaName(type, source), schema);
    }
  }
  return schemas;
}

/** The schema of the events that a feed can hold: references into the components of the document. */
export function feedItem(feed: Feed): TSchema {
  const names = EVENT_TYPES.filter((type) => feed.types === undefined || feed.types.includes(type)).flatMap(
    (type) =>
      SOURCES.filter((source) => EVENT_SCHEMAS[type][source] !== undefined && inScope(feed, source)).map(
        (source) => schemaName(type, source),
      ),
  );
  const refs = names.map((name) => Type.Ref(`#/components/schemas/${name}`));
  return refs.length === 1 && refs[0] !== undefined ? refs[0] : Type.Union(refs);
}

/** An event that the feed could hold. */
export function exampleOf(feed: Feed): Event | undefined {
  return [...EXAMPLE_EVENTS, ...FURTHER_HITS].find((event) => {
    const { type, subtype } = facetsOf(event);
    return (
      inScope(feed, event.source.type) &&
      (feed.types === undefined || feed.types.includes(type)) &&
      (feed.subtype === undefined || feed.subtype === subtype)
    );
  });
}

function inScope({ scope }: Feed, source: Source): boolean {
  if (scope.of === 'contact') return true;
  return SOURCES_OF[scope.of === 'campaign' ? 'display' : scope.family]?.includes(source) ?? false;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
