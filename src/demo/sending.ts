import { DEFAULT_MAIL_SETTINGS } from '../actions/mail-definition.ts';
import type { ActionRecords } from '../actions/records.ts';
import { STATES } from '../actions/state.ts';
import type { ContactBook } from '../contacts/book.ts';
import type { Field } from '../contacts/field.ts';

/** People to write to, of a domain that is nobody's (RFC 2606). */
const PEOPLE = [
  ['claire@example.com', 'Claire', 'Chappe'],
  ['ignace@example.com', 'Ignace', 'Chappe'],
  ['abraham@example.com', 'Abraham', 'Chappe'],
] as const;

const SEGMENT = 'Testers';
const ACTION = 'Order shipped';

/** The contact that the printed command writes to. */
export const DEMO_ADDRESS = PEOPLE[0][0];

/**
 * Gives the demo account some contacts, a test segment and an action that may be executed; once, however often it is
 * called. Gives the id of the action.
 */
export async function seedSending(
  book: Pick<ContactBook, 'change' | 'segments' | 'find' | 'fields'>,
  records: ActionRecords,
): Promise<string> {
  for (const [Email, FirstName, LastName] of PEOPLE) {
    if (book.find({ by: 'unicity', text: Email }) !== undefined) continue;
    await book.change({ do: 'create-contact', values: { Email, FirstName, LastName, Language: 'en' } });
  }
  if (!book.segments().some(({ segment }) => segment.name === SEGMENT)) {
    await book.change({ do: 'create-segment', draft: { type: 'static', name: SEGMENT, isTest: true } });
  }
  const segment = book.segments().find((each) => each.segment.name === SEGMENT);
  if (segment !== undefined && segment.size === 0) {
    await book.change({
      do: 'add-members',
      segment: segment.segment.id,
      by: 'unicity',
      names: [DEMO_ADDRESS],
    });
  }
  const known = (await records.list({})).find(({ name }) => name === ACTION);
  return known?.id ?? (await insertAction(records, book.fields()));
}

async function insertAction(records: ActionRecords, fields: readonly Field[]): Promise<string> {
  const field = fields.find(({ type }) => type === 'email')?.id;
  const { id } = await records.insert({
    type: 'mailMessage',
    // As if its proofs had been looked at and found good.
    state: STATES.validated,
    name: ACTION,
    description: null,
    creation: Date.now(),
    folder: 1,
    category: 1,
    settings: {
      ...DEFAULT_MAIL_SETTINGS,
      ...(field !== undefined && { field }),
      culture: 'en-GB',
      mp: { use: false, increment: false },
    },
    content: {
      headers: {
        from: { prefix: 'shop', domain: 'defaultdomain', label: 'The shop' },
        reply: null,
      },
      subject: 'Your order {{ data.order }} is on its way',
      html: '<!doctype html><p>Dear {{ contact.FirstName }},</p><p>your order <b>{{ data.order }}</b> has left: <a href="https://shop.example.com/orders/{{ data.order | url_encode }}" tracking="Enabled" dataminingname="order">follow it</a>.</p><p><a href="MirrorPage" tracking="Enabled" dataminingname="mirror" linktype="System">See this message in your browser</a></p>',
      text: null,
    },
  });
  return id;
}
