/** Fields by their names in lower case; each may be there several times. */
export type FieldGroup = ReadonlyMap<string, readonly string[]>;

/**
 * The groups of fields in a text such as a delivery status: lines `Name: value`, groups parted by blank lines. A line that is neither
 * folded nor a field goes on with the one before: some servers' words have lines of their own.
 */
export function fieldGroups(text: string): FieldGroup[] {
  const groups: FieldGroup[] = [];
  let group = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of `${text}\n`.split(/\r?\n/)) {
    if (line.trim() === '') {
      if (group.size > 0) groups.push(group);
      group = new Map();
      last = undefined;
      continue;
    }
    const [, name, value] = /^([A-Za-z][\w-]*):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      last = group.get(name.toLowerCase()) ?? [];
      last.push(value.trim());
      group.set(name.toLowerCase(), last);
    } else if (last !== undefined && last.length > 0) {
      last[last.length - 1] = `${last.at(-1)} ${line.trim()}`.slice(0, 4000);
    }
  }
  if (group.size > 0) groups.push(group);
  return groups;
}

/** The first value of a field. */
export function firstOf(group: FieldGroup, name: string): string | undefined {
  return group.get(name)?.[0];
}
