import Type, { type TSchema } from 'typebox';
import Value from 'typebox/value';

/** One thing wrong with a value: where (a JSON pointer, RFC 6901; empty for the value itself) and what. */
export type Flaw = { pointer: string; message: string };

/**
 * Says what is wrong with a value that its schema refuses.
 *
 * A plain error list of a union names every branch that does not fit. Here each union is first narrowed to the
 * one branch that the value's own `type` member chooses, so that the answer speaks of what the author meant.
 * TypeBox stops at the eighth flaw, so that a value of another kind altogether does not fill pages.
 */
export function explain(schema: TSchema, value: unknown): Flaw[] {
  return Value.Errors(narrow(schema, value), value).map((error) => {
    const missing = 'requiredProperties' in error.params ? error.params.requiredProperties : undefined;
    const allowed = allowedValues(error.params);
    if (Array.isArray(missing) && missing.length > 0) {
      return {
        pointer: error.instancePath,
        message: `must have ${missing.map((name) => `'${name}'`).join(', ')}`,
      };
    }
    if (allowed !== undefined) {
      const names = allowed.map((name) => `'${name}'`).join(', ');
      return {
        pointer: error.instancePath,
        message: allowed.length === 1 ? `must be ${names}` : `must be one of ${names}`,
      };
    }
    return { pointer: error.instancePath, message: error.message };
  });
}

/** What a list of literals, or a single one, would have taken. */
function allowedValues(params: object): unknown[] | undefined {
  if ('allowedValues' in params && Array.isArray(params.allowedValues)) return params.allowedValues;
  return 'allowedValue' in params ? [params.allowedValue] : undefined;
}

function narrow(schema: TSchema, value: unknown): TSchema {
  if (Type.IsUnion(schema)) return narrowUnion(schema.anyOf, schema, value);
  if (!Type.IsObject(schema) || typeof value !== 'object' || value === null) return schema;
  const members = new Map(Object.entries(value));
  const properties: Record<string, TSchema> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    properties[name] = members.has(name) ? narrow(property, members.get(name)) : property;
  }
  return { ...schema, properties };
}

function narrowUnion(branches: TSchema[], union: TSchema, value: unknown): TSchema {
  const names = branches.map(discriminator);
  if (!names.every((name) => name !== undefined)) return literals(branches) ?? union;
  const actual = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const chosen = branches[names.indexOf(typeof actual === 'string' ? actual : '')];
  return chosen ? narrow(chosen, value) : Type.Object({ type: Type.Enum(names) });
}

/** A union of plain literals reads better as the list of what is allowed. */
function literals(branches: TSchema[]): TSchema | undefined {
  const values = branches.flatMap((branch) => (Type.IsLiteral(branch) ? [String(branch.const)] : []));
  return values.length === branches.length ? Type.Enum(values) : undefined;
}

function discriminator(branch: TSchema): string | undefined {
  if (!Type.IsObject(branch)) return undefined;
  const type = branch.properties.type;
  return type !== undefined && Type.IsLiteral(type) ? String(type.const) : undefined;
}
