import { type Action, isMail, type MailAction } from './action.ts';
import type { ActionRecords } from './records.ts';
import { STATES } from './state.ts';

/** An action that sends e-mail and was not deleted. */
export async function findMail(
  records: Pick<ActionRecords, 'find'>,
  id: string,
): Promise<MailAction | undefined> {
  const action: Action | undefined = await records.find(id);
  return action !== undefined && action.state !== STATES.deleted && isMail(action) ? action : undefined;
}
