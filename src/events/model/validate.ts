import { Compile, type Validator } from 'typebox/compile';
import { EVENT_SCHEMAS, type Event } from './event.ts';
import { EVENT_TYPES, type EventType, SOURCES, type Source } from './event-types.ts';
import { explain, type Flaw } from './explain.ts';

/** A valid event, or the flaws that make it none. */
export type Verdict = { event: Event; flaws?: undefined } | { event?: undefined; flaws: Flaw[] };

const validators = new Map<string, Validator>();

/** Checks a complete event against the schema of its type and source. Members that no schema knows are allowed. */
export function validateEvent(value: unknown): Verdict {
  if (!isObject(value)) return flaw('', 'must be an object');
  const { type, source } = value;
  if (!isEventType(type)) return flaw('/type', `must be one of ${list(EVENT_TYPES)}`);
  if (!isObject(source)) return flaw('/source', 'must be an object');
  const channel = source.type;
  const schemas = EVENT_SCHEMAS[type];
  const schema = isSource(channel) ? schemas[channel] : undefined;
  if (!isSource(channel) || schema === undefined) {
    return flaw(
      '/source/type',
      `must be one of ${list(Object.keys(schemas))} for an event of type '${type}'`,
    );
  }
  // Compiling all schemas at start would delay every command; few accounts use all of them.
  const name = `${type} ${channel}`;
  let validator = validators.get(name);
  if (validator === undefined) {
    validator = Compile(schema);
    validators.set(name, validator);
  }
  return conforms(validator, value) ? { event: value } : { flaws: explain(schema, value) };
}

/** The compiled schemas are those of the members of `Event`, so what they accept is an `Event`. */
function conforms(validator: Validator, value: unknown): value is Event {
  return validator.Check(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEventType(value: unknown): value is EventType {
  return EVENT_TYPES.some((type) => type === value);
}

function isSource(value: unknown): value is Source {
  return SOURCES.some((source) => source === value);
}

function flaw(pointer: string, message: string): Verdict {
  return { flaws: [{ pointer, message }] };
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
