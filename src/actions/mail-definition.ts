import Type, { type Static } from 'typebox';
import { NumericId } from '../contacts/field.ts';

const Rate = Type.Number({ description: 'An objective, to compare results with' });

/** The version of templates whose parts a send may replace. */
export const CURRENT_TEMPLATING = '4.1';

/** The versions of templates that programs name; all of them are rendered alike here. */
export const TEMPLATING_VERSIONS = ['2', '4', CURRENT_TEMPLATING] as const;

/** How an e-mail is sent. Members that NP6 names without telling their default are absent until somebody sets them. */
export const MailSettings = Type.Object({
  templating: Type.Object({ version: Type.Enum([...TEMPLATING_VERSIONS]) }),
  editionMode: Type.Integer({ minimum: 0, maximum: 2, description: '0 design, 1 html, 2 text' }),
  purpose: Type.Optional(Type.Object({ type: Type.String() })),
  consent: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 })),
  priority: Type.Boolean({ description: 'Whether it leaves before others' }),
  importance: Type.Boolean({ description: 'Whether mail programs flag it as important' }),
  environment: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  field: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_147_483_647,
      description: 'The field of contacts that holds the address',
    }),
  ),
  culture: Type.String({ description: 'How dates and numbers are written, such as `fr-FR`' }),
  contentFormat: NumericId,
  useFormLinkSSL: Type.Boolean(),
  sendingProfile: Type.Optional(NumericId),
  performance: Type.Object({ openingRate: Rate, clickRate: Rate, unsubscribedRate: Rate }),
  mp: Type.Object(
    { use: Type.Boolean(), increment: Type.Boolean() },
    { description: 'Marketing pressure: obey it, and count towards it' },
  ),
  webAnalyser: Type.Union([NumericId, Type.Null()]),
  archive: Type.Boolean({ description: 'Whether a copy of each message is kept' }),
});
export type MailSettings = Static<typeof MailSettings>;

/** How an e-mail is sent of which nobody says otherwise: edited as HTML, with HTML and text, as NP6 shows in every example. */
export const DEFAULT_MAIL_SETTINGS: MailSettings = {
  templating: { version: CURRENT_TEMPLATING },
  editionMode: 1,
  priority: false,
  importance: false,
  culture: 'fr-FR',
  contentFormat: 2,
  useFormLinkSSL: false,
  performance: { openingRate: 0, clickRate: 0, unsubscribedRate: 0 },
  mp: { use: true, increment: true },
  webAnalyser: null,
  archive: false,
};

const Part = Type.Union([Type.String(), Type.Null()]);

/** What an e-mail says. What is null was not given yet. */
export const MailContent = Type.Object({
  headers: Type.Object({
    from: Type.Object(
      {
        prefix: Type.Union([Type.String(), Type.Null()], { description: 'What is before the @' }),
        domain: Type.String({ description: 'What is after it; `defaultdomain` is that of the account' }),
        label: Type.Union([Type.String(), Type.Null()], { description: 'The name that readers see' }),
      },
      { description: 'The sender' },
    ),
    reply: Type.Union([Type.String(), Type.Null()], { description: 'Where answers go' }),
  }),
  subject: Part,
  html: Part,
  text: Part,
});
export type MailContent = Static<typeof MailContent>;

/** The name under which every account knows a domain to send from. */
export const DEFAULT_DOMAIN = 'defaultdomain';
