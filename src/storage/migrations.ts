import type { Migration } from 'kysely';
import { accountsAndKeys } from './migrations/0001-accounts-and-keys.ts';
import { retention } from './migrations/0002-retention.ts';
import { categories } from './migrations/0003-categories.ts';
import { actions } from './migrations/0004-actions.ts';
import { senders } from './migrations/0005-senders.ts';
import { tracking } from './migrations/0006-tracking.ts';
import { canaries } from './migrations/0007-canaries.ts';
import { logFloors } from './migrations/0008-log-floors.ts';

/**
 * Every step from an empty catalog to the present one, in order of name. A step that was released is never
 * changed or removed, and there is no way back: the copy made before an upgrade is the way back.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-accounts-and-keys': accountsAndKeys,
  '0002-retention': retention,
  '0003-categories': categories,
  '0004-actions': actions,
  '0005-senders': senders,
  '0006-tracking': tracking,
  '0007-canaries': canaries,
  '0008-log-floors': logFloors,
};
