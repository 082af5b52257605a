import fc, { type Arbitrary } from 'fast-check';
import { get } from './promised-feeds.ts';

/** Texts at which programs stumble. */
export const ODD_TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  '9'.repeat(400),
  'null',
  'undefined',
  'NaN',
  'true',
  '[]',
  '{}',
  "' OR 1=1 --",
  '%',
  '%00',
  '%FF',
  '../..',
  '..',
  '*',
  '\u0000',
  '\u202e',
  'İı',
  '𝕏',
  '\ud800',
  '__proto__',
  'constructor',
  '1614088800000',
  '2021-02-30',
  '2021-02-23T14:00:00+25:00',
  'x'.repeat(600),
  '日'.repeat(128),
];

export const oddText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** Values that fit a JSON Schema, as far as the schemas of events go. References are looked up in the document. */
export function fitting(schema: unknown, document: unknown): Arbitrary<unknown> {
  const reference = get(schema, '$ref');
  if (typeof reference === 'string')
    return fitting(get(document, ...reference.split('/').slice(1)), document);
  const branches = get(schema, 'anyOf');
  if (Array.isArray(branches)) return fc.oneof(...branches.map((branch) => fitting(branch, document)));
  const values = get(schema, 'enum');
  if (Array.isArray(values)) return fc.constantFrom(...values);
  const only = get(schema, 'const');
  if (only !== undefined) return fc.constant(only);
  switch (get(schema, 'type')) {
    case 'string':
      return fittingText(schema);
    case 'integer': {
      const [min, max] = [get(schema, 'minimum'), get(schema, 'maximum')];
      return fc.integer({
        min: typeof min === 'number' ? min : -(2 ** 31),
        max: Math.min(typeof max === 'number' ? max : 2 ** 31, 2 ** 48),
      });
    }
    case 'array':
      return fc.array(fitting(get(schema, 'items'), document), { maxLength: 4 });
    case 'object':
      return fittingObject(schema, document);
    default:
      return fc.jsonValue({ maxDepth: 3, noUnicodeString: false });
  }
}

function fittingText(schema: unknown): Arbitrary<string> {
  const pattern = get(schema, 'pattern');
  if (typeof pattern === 'string') {
    return pattern.includes('}-')
      ? fc.uuid()
      : fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 32, maxLength: 32 });
  }
  const [least, most] = [Number(get(schema, 'minLength') ?? 0), Number(get(schema, 'maxLength') ?? 200)];
  return fc
    .oneof(fc.string({ unit: 'grapheme', minLength: least, maxLength: Math.min(most, 12) }), oddText)
    .filter((text) => text.length >= least && [...text].length <= most);
}

function fittingObject(schema: unknown, document: unknown): Arbitrary<unknown> {
  const properties = Object.entries(Object(get(schema, 'properties')));
  if (properties.length === 0)
    return fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  const required = get(schema, 'required');
  return fc.record(
    Object.fromEntries(properties.map(([name, property]) => [name, fitting(property, document)])),
    {
      requiredKeys: Array.isArray(required) ? required : [],
    },
  );
}
