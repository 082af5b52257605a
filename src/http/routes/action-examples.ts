import Type from 'typebox';
import type { Parameter } from '../parameters.ts';

export const ACTION_SECTION = 'Email & SMS';

/** An action as the answers of the reference show it. */
export const ACTION_EXAMPLE = {
  type: 'mailCampaign',
  id: '000PE4',
  name: 'Action Mail v4',
  description: null,
  creationDate: '2018-06-08T06:48:00Z',
  informations: { folder: 1, category: 1, state: 20 },
  settings: {
    templating: { version: '4.1' },
    editionMode: 1,
    priority: false,
    importance: false,
    field: 1,
    culture: 'fr-FR',
    contentFormat: 2,
    useFormLinkSSL: false,
    performance: { openingRate: 0, clickRate: 0, unsubscribedRate: 0 },
    mp: { use: true, increment: true },
    webAnalyser: null,
    archive: false,
  },
  content: {
    headers: {
      from: { prefix: 'test', domain: 'defaultdomain', label: 'TEST' },
      reply: 'reply@example.com',
    },
    subject: 'Sujet de la campagne',
    html: '<html>…</html>',
    text: '…',
  },
  scheduler: {
    type: 'scheduled',
    segments: { selected: [1], excluded: [] },
    speed: 0,
    startDate: '2027-10-20T14:14:00Z',
  },
};

export const LISTED_ACTION_EXAMPLE = {
  type: 'mailMessage',
  id: '000PE5',
  name: 'Test Message',
  creationDate: '2015-10-30T15:23:00Z',
  informations: { folder: 1, category: 1, state: 50 },
  settings: { templating: { version: '4.1' } },
};

export const NEW_ACTION_EXAMPLE = {
  type: 'mailMessage',
  name: 'Order shipped',
  settings: { templating: { version: '4.1' }, editionMode: 1 },
  content: {
    headers: { from: { prefix: 'news', label: 'Claire' } },
    subject: 'Your order {{ data.order }}',
    html: '<p>Hello {{ contact.FirstName }}, it is on its way.</p>',
  },
};

export const ACTION_ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: Type.String({ minLength: 1 }),
  description: 'Id of the action, in whatever case',
  example: '000PE4',
};
