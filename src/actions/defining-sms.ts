import type { ContentDraft, SettingsDraft } from './action-draft.ts';
import type { ActionDesk } from './desk.ts';
import { fieldOf } from './references.ts';
import type { SmsContent, SmsSettings } from './sms-definition.ts';

/** What NP6 shows in every example. */
const FORMAT = 3;
const TYPE = 1;

/** @throws Refusal */
export function defineSmsSettings(
  desk: Pick<ActionDesk, 'contacts'>,
  draft: Partial<SettingsDraft>,
  before?: SmsSettings,
): SmsSettings {
  return {
    ...fieldOf(desk, 'phone', draft.field, before?.field),
    smsFormat: draft.smsFormat ?? before?.smsFormat ?? FORMAT,
    smsType: draft.smsType ?? before?.smsType ?? TYPE,
    countries: [...(draft.countries ?? before?.countries ?? [])],
  };
}

export function defineSmsContent(draft: Partial<ContentDraft>, before?: SmsContent): SmsContent {
  return {
    textContent: draft.textContent === undefined ? (before?.textContent ?? null) : draft.textContent,
  };
}
