import Type, { type Static } from 'typebox';
import { Refusal } from '../../contacts/refusal.ts';
import type { EventLog } from '../../events/log.ts';
import { NotificationId } from '../../events/model/scalars.ts';
import { routedNotifications, type Selection } from '../../events/routed-notifications.ts';
import { findContactScope } from '../contact-scope.ts';
import { instantIn } from '../instant-parameter.ts';
import { sendList } from '../list-body.ts';
import { instantParameter, readSort, sortParameter } from '../parameters.ts';
import { textOf } from '../path-parameters.ts';
import { queryOf } from '../query-string.ts';
import type { KeyedRoute } from '../route.ts';
import type { Services } from '../services.ts';
import { TARGET_ID } from './target-examples.ts';

function instant(description: string) {
  return Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description });
}

const RoutedNotification = Type.Object({
  notification_key: NotificationId,
  target: Type.String({ description: 'Id of the contact' }),
  libelle: Type.String({
    description: 'Label of the notification; empty, as definitions of notifications are not kept',
  }),
  activation: instant('When the message left'),
  redirection: instant('When it was first followed; null while it was not'),
  dismiss: instant('When it was first swiped away; null while it was not'),
});
type RoutedNotification = Static<typeof RoutedNotification>;

const EXAMPLE: RoutedNotification = {
  notification_key: 156,
  target: '000R4M0T',
  libelle: '',
  activation: '2026-03-05T07:30:00.610Z',
  redirection: '2026-03-05T07:48:26.300Z',
  dismiss: null,
};

const START = instantParameter(
  'start',
  'Only messages that left at this instant or later',
  '2026-03-05T00:00:00Z',
);
const END = instantParameter('end', 'Only messages that left before this instant', '2026-03-06T00:00:00Z');
const SORT = sortParameter('Order by the time when messages left. Without it any order may come');

/** Tells which push messages went to a contact. */
export function targetNotificationsRoute(services: Services): KeyedRoute {
  return {
    method: 'GET',
    path: '/targets/{id}/notifications',
    operationId: 'listNotificationsOfTarget',
    section: 'Contact',
    summary: 'The push messages that went to a contact, and what became of them',
    description:
      'Made from the events of notifications that name the contact by its id: an item for each activation. Hits of robots do not count.',
    parameters: [TARGET_ID, START, END, SORT],
    answer: {
      description: 'The messages, as one stream of any length',
      content: { 'application/json': { schema: Type.Array(RoutedNotification), example: [EXAMPLE] } },
    },
    errors: ['invalid-parameter', 'not-found'],
    permission: 'events:read',
    handle: async (request, reply, key) => {
      const id = textOf(request);
      const query = queryOf(request.raw.url ?? '');
      const start = instantIn(request, START.name);
      const end = instantIn(request, END.name);
      const sort = readSort(query);
      const log = services.logOf(key);
      const contact = await findContactScope({ of: 'contact', id }, query, log, services.contactsOf(key));
      if (contact?.of !== 'contact') {
        throw new Refusal('not-found', `the account has no contact '${id.slice(0, 50)}'`);
      }
      const selection = {
        contact: contact.id,
        ...(start !== undefined && { start }),
        ...(end !== undefined && { end }),
        ...(sort && { sort }),
        upTo: log.head(),
      };
      return sendList(request, reply, texts(log, selection));
    },
  };
}

async function* texts(log: EventLog, selection: Selection): AsyncGenerator<string> {
  for await (const routed of routedNotifications(log, selection)) {
    const item: RoutedNotification = {
      notification_key: routed.notification,
      target: selection.contact,
      libelle: '',
      activation: written(routed.activation),
      redirection: written(routed.redirection),
      dismiss: written(routed.dismiss),
    };
    yield JSON.stringify(item);
  }
}

function written(instant: number | undefined): string | null {
  return instant === undefined ? null : new Date(instant).toISOString();
}
