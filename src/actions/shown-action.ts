import Type, { type Static } from 'typebox';
import { NumericId } from '../contacts/field.ts';
import { wholeSeconds } from '../time/whole-seconds.ts';
import { ACTION_TYPES, type Action, type Campaign } from './action.ts';
import { MailContent, MailSettings } from './mail-definition.ts';
import type { ListedAction } from './records.ts';
import { type Scheduler, ShownScheduler } from './scheduler.ts';
import { SmsContent, SmsSettings } from './sms-definition.ts';
import { State } from './state.ts';

const heading = {
  id: Type.String({ description: 'Six characters in base 36' }),
  name: Type.String(),
};
const creationDate = Type.String({ description: 'UTC' });
const informations = Type.Object({ folder: NumericId, category: NumericId, state: State });
const monitor = Type.Optional(
  Type.Object(
    { lastSent: Type.Object({ at: Type.String({ description: 'UTC' }) }) },
    { description: 'Of a campaign that was sent' },
  ),
);

/** An action as a list shows it. */
export const ShownListedAction = Type.Object({
  type: Type.Enum([...ACTION_TYPES]),
  ...heading,
  creationDate,
  informations,
  settings: Type.Object({
    templating: Type.Optional(Type.Object({ version: Type.String() }, { description: 'Of an e-mail' })),
  }),
  scheduler: Type.Optional(ShownScheduler),
  monitor,
});
export type ShownListedAction = Static<typeof ShownListedAction>;

const shown = {
  ...heading,
  description: Type.Union([Type.String(), Type.Null()]),
  creationDate,
  informations,
};
const mail = { settings: MailSettings, content: MailContent };
const sms = { settings: SmsSettings, content: SmsContent };
const campaign = { scheduler: ShownScheduler, monitor };

/** An action as it is shown alone. */
export const ShownAction = Type.Union([
  Type.Object({ type: Type.Literal('mailMessage'), ...shown, ...mail }),
  Type.Object({ type: Type.Literal('mailCampaign'), ...shown, ...mail, ...campaign }),
  Type.Object({ type: Type.Literal('smsMessage'), ...shown, ...sms }),
  Type.Object({ type: Type.Literal('smsCampaign'), ...shown, ...sms, ...campaign }),
]);
export type ShownAction = Static<typeof ShownAction>;

export function shownListedAction(action: ListedAction): ShownListedAction {
  const { type, id, name, creation, templating, scheduler, lastSent } = action;
  return {
    type,
    id,
    name,
    creationDate: wholeSeconds(creation),
    informations: informationsOf(action),
    settings: { ...(templating !== undefined && { templating: { version: templating } }) },
    ...(scheduler && { scheduler: shownScheduler(scheduler) }),
    ...monitorOf(lastSent),
  };
}

export function shownAction(action: Action): ShownAction {
  const { id, name, description, creation } = action;
  const common = {
    id,
    name,
    description,
    creationDate: wholeSeconds(creation),
    informations: informationsOf(action),
  };
  switch (action.type) {
    case 'mailMessage':
      return { type: action.type, ...common, settings: action.settings, content: action.content };
    case 'mailCampaign':
      return {
        type: action.type,
        ...common,
        settings: action.settings,
        content: action.content,
        ...campaignOf(action),
      };
    case 'smsMessage':
      return { type: action.type, ...common, settings: action.settings, content: action.content };
    case 'smsCampaign':
      return {
        type: action.type,
        ...common,
        settings: action.settings,
        content: action.content,
        ...campaignOf(action),
      };
  }
}

function campaignOf({ scheduler, lastSent }: Campaign) {
  return { scheduler: shownScheduler(scheduler), ...monitorOf(lastSent) };
}

function informationsOf({ folder, category, state }: ListedAction | Action) {
  return { folder, category, state };
}

function shownScheduler({ type, startDate, endDate, segments, speed }: Scheduler): ShownScheduler {
  return {
    type,
    segments,
    speed,
    ...(startDate !== undefined && { startDate: wholeSeconds(startDate) }),
    ...(endDate !== undefined && { endDate: wholeSeconds(endDate) }),
  };
}

function monitorOf(lastSent: number | undefined): Pick<ShownListedAction, 'monitor'> {
  return lastSent === undefined ? {} : { monitor: { lastSent: { at: wholeSeconds(lastSent) } } };
}
