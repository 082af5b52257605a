import { invalidContent } from '../contacts/refusal.ts';
import { type ContentDraft, LONGEST, type SettingsDraft, said } from './action-draft.ts';
import type { ActionDesk } from './desk.ts';
import {
  DEFAULT_DOMAIN,
  DEFAULT_MAIL_SETTINGS,
  type MailContent,
  type MailSettings,
  TEMPLATING_VERSIONS,
} from './mail-definition.ts';
import { fieldOf } from './references.ts';
import { readCulture, readDomain, readLine, readPrefix, readReply } from './sender-text.ts';

/** @throws Refusal */
export function defineMailSettings(
  desk: Pick<ActionDesk, 'contacts'>,
  draft: Partial<SettingsDraft>,
  before = DEFAULT_MAIL_SETTINGS,
): MailSettings {
  const { openingRate, clickRate, unsubscribedRate, unsubscribeRate } = said(draft.performance);
  const { use, increment } = said(draft.mp);
  const { type: purpose = before.purpose?.type } = said(draft.purpose);
  return {
    templating: { version: readVersion(said(draft.templating).version, before.templating.version) },
    editionMode: draft.editionMode ?? before.editionMode,
    ...(typeof purpose === 'string' && { purpose: { type: purpose } }),
    ...optional('consent', draft.consent ?? before.consent),
    priority: draft.priority ?? before.priority,
    importance: draft.importance ?? before.importance,
    ...optional('environment', readEnvironment(draft.environment) ?? before.environment),
    ...fieldOf(desk, 'email', draft.field, before.field),
    culture: readCulture(draft.culture) ?? before.culture,
    contentFormat: draft.contentFormat ?? before.contentFormat,
    useFormLinkSSL: draft.useFormLinkSSL ?? before.useFormLinkSSL,
    ...optional('sendingProfile', draft.sendingProfile ?? before.sendingProfile),
    performance: {
      openingRate: openingRate ?? before.performance.openingRate,
      clickRate: clickRate ?? before.performance.clickRate,
      unsubscribedRate: unsubscribedRate ?? unsubscribeRate ?? before.performance.unsubscribedRate,
    },
    mp: { use: use ?? before.mp.use, increment: increment ?? before.mp.increment },
    webAnalyser: draft.webAnalyser === undefined ? before.webAnalyser : draft.webAnalyser,
    archive: draft.archive ?? before.archive,
  };
}

/** @throws Refusal */
export function defineMailContent(draft: Partial<ContentDraft>, before?: MailContent): MailContent {
  const headers = said(draft.headers);
  const from = said(headers.from);
  const sender = before?.headers.from;
  return {
    headers: {
      from: {
        prefix: kept(readPrefix(from.prefix), sender?.prefix),
        domain: readDomain(from.domain) ?? sender?.domain ?? DEFAULT_DOMAIN,
        label: kept(readLine(from.label, '/content/headers/from/label'), sender?.label),
      },
      reply: kept(readReply(headers.reply), before?.headers.reply),
    },
    subject: kept(readLine(draft.subject, '/content/subject'), before?.subject),
    html: kept(draft.html, before?.html),
    text: kept(draft.text, before?.text),
  };
}

/** What was said, null included; else what was there. */
function kept(given: string | null | undefined, before: string | null | undefined): string | null {
  return given === undefined ? (before ?? null) : given;
}

function optional<K extends string, T>(name: K, value: T | undefined): { [key in K]?: T } {
  const members: { [key in K]?: T } = {};
  if (value !== undefined) members[name] = value;
  return members;
}

/** As a number in legacy objects, as a text in the present ones. */
function readVersion(
  given: string | number | null | undefined,
  before: MailSettings['templating']['version'],
): MailSettings['templating']['version'] {
  if (given === undefined || given === null) return before;
  const version = TEMPLATING_VERSIONS.find((known) => known === String(given));
  if (version !== undefined) return version;
  throw invalidContent('/settings/templating/version', `must be one of ${TEMPLATING_VERSIONS.join(', ')}`);
}

function readEnvironment(given: SettingsDraft['environment']): MailSettings['environment'] {
  if (given === undefined || given === null) return undefined;
  if (JSON.stringify(given).length > LONGEST.environment) {
    throw invalidContent('/settings/environment', `may have ${LONGEST.environment} characters at most`);
  }
  return Array.isArray(given) ? {} : given;
}
