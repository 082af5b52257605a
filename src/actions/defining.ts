import { invalidContent, Refusal } from '../contacts/refusal.ts';
import type { Action, Campaign } from './action.ts';
import { type ActionDraft, said } from './action-draft.ts';
import { defineMailContent, defineMailSettings } from './defining-mail.ts';
import { defineScheduler } from './defining-scheduler.ts';
import { defineSmsContent, defineSmsSettings } from './defining-sms.ts';
import type { ActionDesk } from './desk.ts';
import type { NewAction } from './records.ts';
import { categoryOf, folderOf, requireProfile } from './references.ts';
import { STATES } from './state.ts';
import { requireWellFormed } from './well-formed.ts';

/**
 * What a draft makes of nothing. Its state is to be told from its content.
 *
 * @throws Refusal
 */
export async function defineAction(desk: ActionDesk, draft: ActionDraft): Promise<NewAction> {
  requireWellFormed(draft);
  const { type } = draft;
  if (type === undefined) throw invalidContent('', "must have 'type'");
  await requireProfile(desk, said(draft.settings).sendingProfile);
  const settings = said(draft.settings);
  const content = said(draft.content);
  const common = {
    state: STATES.creation,
    name: readName(draft.name),
    description: draft.description ?? null,
    creation: desk.now(),
    ...(await placeOf(desk, draft)),
  };
  const mail = () => ({
    settings: defineMailSettings(desk, settings),
    content: defineMailContent(content),
  });
  const sms = () => ({ settings: defineSmsSettings(desk, settings), content: defineSmsContent(content) });
  const scheduler = () => defineScheduler(desk, said(draft.scheduler));
  switch (type) {
    case 'mailMessage':
      return { type, ...common, ...mail() };
    case 'mailCampaign':
      return { type, ...common, ...mail(), scheduler: scheduler() };
    case 'smsMessage':
      return { type, ...common, ...sms() };
    case 'smsCampaign':
      return { type, ...common, ...sms(), scheduler: scheduler() };
  }
}

/**
 * What a draft makes of an action: what it does not say stays as it is.
 *
 * @throws Refusal
 */
export async function redefineAction<T extends Action>(
  desk: ActionDesk,
  before: T,
  draft: ActionDraft,
): Promise<Action> {
  requireWellFormed(draft);
  if (draft.type !== undefined && draft.type !== before.type) {
    throw new Refusal(
      'conflict',
      `action ${before.id} is a ${before.type}, and stays so; create another one, or a copy of it`,
    );
  }
  await requireProfile(desk, said(draft.settings).sendingProfile);
  return redefined(desk, before, draft, {
    name: readName(draft.name ?? before.name),
    description: draft.description === undefined ? before.description : draft.description,
    ...(await placeOf(desk, draft, before)),
  });
}

type Common = Pick<Action, 'name' | 'description' | 'folder' | 'category'>;

function redefined(desk: ActionDesk, before: Action, draft: ActionDraft, common: Common): Action {
  const settings = said(draft.settings);
  const content = said(draft.content);
  const scheduled = ({ scheduler }: Campaign) => ({
    scheduler: defineScheduler(desk, said(draft.scheduler), scheduler),
  });
  switch (before.type) {
    case 'mailMessage':
    case 'mailCampaign': {
      const mail = {
        settings: defineMailSettings(desk, settings, before.settings),
        content: defineMailContent(content, before.content),
      };
      return before.type === 'mailMessage'
        ? { ...before, ...common, ...mail }
        : { ...before, ...common, ...mail, ...scheduled(before) };
    }
    case 'smsMessage':
    case 'smsCampaign': {
      const sms = {
        settings: defineSmsSettings(desk, settings, before.settings),
        content: defineSmsContent(content, before.content),
      };
      return before.type === 'smsMessage'
        ? { ...before, ...common, ...sms }
        : { ...before, ...common, ...sms, ...scheduled(before) };
    }
  }
}

async function placeOf(
  desk: ActionDesk,
  { informations }: ActionDraft,
  before?: Action,
): Promise<Pick<Action, 'folder' | 'category'>> {
  const { folder, category } = said(informations);
  return {
    folder: folderOf(folder, before?.folder),
    category: await categoryOf(desk, category, before?.category),
  };
}

function readName(given: string | null | undefined): string {
  const name = given?.trim();
  if (name === undefined) throw invalidContent('', "must have 'name'");
  if (name === '') throw invalidContent('/name', 'must not be empty');
  if (/\p{Cc}/u.test(name)) throw invalidContent('/name', 'must not contain control characters');
  return name;
}
