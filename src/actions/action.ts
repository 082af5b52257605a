import Type, { type Static } from 'typebox';
import { NumericId } from '../contacts/field.ts';
import { MailContent, MailSettings } from './mail-definition.ts';
import { Scheduler } from './scheduler.ts';
import { SmsContent, SmsSettings } from './sms-definition.ts';
import { State } from './state.ts';

/** Messages are sent to single contacts on demand, as often as wanted; a campaign is sent once, to segments. */
export const ACTION_TYPES = ['mailMessage', 'mailCampaign', 'smsMessage', 'smsCampaign'] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

const common = {
  id: Type.String({ description: 'Six characters in base 36' }),
  /** Grows with every change, so that who keeps a copy can tell whether it still holds. */
  version: Type.Integer({ minimum: 1 }),
  state: State,
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  creation: Type.Integer(),
  folder: NumericId,
  category: NumericId,
  /** Why its proofs could not be made, until it is replaced: part, place and reason. */
  broken: Type.Optional(Type.String()),
  /** The orders that were confirmed by its state: what leaves for it leaves by these alone. */
  orders: Type.Optional(
    Type.Object({ proofs: Type.Optional(Type.String()), campaign: Type.Optional(Type.String()) }),
  ),
};

const campaign = {
  scheduler: Scheduler,
  /** When it was sent. */
  lastSent: Type.Optional(Type.Integer()),
};

const mail = { ...common, settings: MailSettings, content: MailContent };
const sms = { ...common, settings: SmsSettings, content: SmsContent };

export const MailMessage = Type.Object({ type: Type.Literal('mailMessage'), ...mail });
export type MailMessage = Static<typeof MailMessage>;
export const MailCampaign = Type.Object({ type: Type.Literal('mailCampaign'), ...mail, ...campaign });
export type MailCampaign = Static<typeof MailCampaign>;
export const SmsMessage = Type.Object({ type: Type.Literal('smsMessage'), ...sms });
export type SmsMessage = Static<typeof SmsMessage>;
export const SmsCampaign = Type.Object({ type: Type.Literal('smsCampaign'), ...sms, ...campaign });
export type SmsCampaign = Static<typeof SmsCampaign>;

/** An action as it is kept. Instants are milliseconds since 1970. */
export const Action = Type.Union([MailMessage, MailCampaign, SmsMessage, SmsCampaign]);
export type Action = Static<typeof Action>;

export type MailAction = MailMessage | MailCampaign;
export type Campaign = MailCampaign | SmsCampaign;

export function isMail(action: Action): action is MailAction {
  return action.type === 'mailMessage' || action.type === 'mailCampaign';
}

export function isCampaign(action: Action): action is Campaign {
  return action.type === 'mailCampaign' || action.type === 'smsCampaign';
}

/** Whether a content says anything. */
export function hasContent(content: MailContent | SmsContent): boolean {
  if ('textContent' in content) return isFilled(content.textContent);
  return isFilled(content.html) || isFilled(content.text);
}

/** Whether a part of a content was given. */
export function isFilled(part: string | null): part is string {
  return part !== null && part.trim() !== '';
}
