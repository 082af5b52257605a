import { NoPermissions, UnknownPermission } from './errors.ts';

type PermissionEntry = {
  meaning: string;
  /** Nothing asks for it yet. It can be granted all the same, so that a key need not be changed later. */
  reserved: boolean;
};

/** Everything that a key can be allowed. */
export const PERMISSIONS = {
  'events:read': { meaning: 'Read every feed of events', reserved: false },
  'events:write': { meaning: 'Publish events', reserved: false },
  'feedback:write': { meaning: 'Hand in bounces, complaints and replies', reserved: false },
  'contacts:read': { meaning: 'Read contacts, fields, value lists and segments', reserved: false },
  'contacts:write': {
    meaning: 'Create, change and delete contacts, fields, value lists and segments',
    reserved: false,
  },
  'actions:read': {
    meaning: 'Read e-mail and SMS actions, their categories and statistics',
    reserved: false,
  },
  'actions:write': {
    meaning: 'Create, change, send and delete e-mail and SMS actions and their categories',
    reserved: false,
  },
  'notifications:read': { meaning: 'Read push applications and notifications', reserved: true },
  'notifications:write': { meaning: 'Create, change, send and delete push notifications', reserved: true },
} as const satisfies Record<string, PermissionEntry>;

export type Permission = keyof typeof PERMISSIONS;

/** What a key may do when nothing else is asked for. */
export const DEFAULT_PERMISSIONS: readonly Permission[] = ['events:read', 'events:write'];

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}

/**
 * The permissions with these names, each once.
 *
 * @throws UnknownPermission when a name is not in the table.
 * @throws NoPermissions when there is no name.
 */
export function parsePermissions(names: readonly string[]): Permission[] {
  const granted = new Set<Permission>();
  for (const name of names) {
    if (!isPermission(name)) throw new UnknownPermission(name, Object.keys(PERMISSIONS));
    granted.add(name);
  }
  if (granted.size === 0) throw new NoPermissions(Object.keys(PERMISSIONS));
  return [...granted];
}
