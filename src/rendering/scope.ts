/** A field of the contact; `value` is null when the contact has none. */
export type FieldValue = { id: number; name: string; value: unknown };

/** What templates can name. All of it is data as JSON has it. */
export type ScopeSources = {
  /** Every field of the account, so that a field without a value is empty and a wrong name is an error. */
  fields: readonly FieldValue[];
  /** Who the message goes to: id, unicity and hash. */
  receiver?: Readonly<Record<string, unknown>>;
  /** What the execution was given for its template. */
  data?: unknown;
  variables?: Readonly<Record<string, unknown>>;
  action?: Readonly<Record<string, unknown>>;
  /** Addresses made for this message: the mirror page, the way to unsubscribe. */
  links?: Readonly<Record<string, string>>;
};

/** The names that a template can begin with. */
export type Scope = Readonly<Record<string, unknown>>;

/**
 * The names of a template: `contact` holds the fields by name, by name in lower case, and by id; the others are as they
 * were given. An object without a prototype, so that no name is there by accident.
 */
export function scopeOf(sources: ScopeSources): Scope {
  const contact: Record<string, unknown> = Object.create(null);
  // An exact name wins over one in lower case, and both over an id.
  for (const { id, value } of sources.fields) contact[String(id)] = value;
  for (const { name, value } of sources.fields) contact[name.toLowerCase()] = value;
  for (const { name, value } of sources.fields) contact[name] = value;
  const scope: Record<string, unknown> = Object.create(null);
  scope.contact = contact;
  scope.receiver = sources.receiver ?? {};
  scope.data = sources.data ?? {};
  scope.variables = sources.variables ?? {};
  scope.action = sources.action ?? {};
  scope.links = sources.links ?? {};
  return scope;
}

/** The same names, with other links. */
export function withLinks(scope: Scope, links: Readonly<Record<string, string>>): Scope {
  return Object.assign(Object.create(null), scope, { links });
}
