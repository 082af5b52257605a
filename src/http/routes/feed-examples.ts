import Type, { type TSchema } from 'typebox';
import { facetsOf } from '../../events/facets.ts';
import type { Feed } from '../../events/feeds.ts';
import { EVENT_TYPES, type EventType, SOURCES, type Source } from '../../events/model/envelope.ts';
import { EVENT_SCHEMAS, type Event } from '../../events/model/event.ts';
import { EXAMPLE_EVENTS } from '../../events/model/examples.ts';

const SOURCES_OF: Record<string, readonly Source[]> = {
  actions: ['email', 'sms'],
  notifications: ['notification'],
  display: ['display'],
};

/** The name of an event's schema in the OpenAPI document, such as `BounceEmailEvent`. */
export function schemaName(type: EventType, source: Source): string {
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
  return EXAMPLE_EVENTS.find((event) => {
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
