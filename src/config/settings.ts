import type { Kind } from './kind.ts';
import type { Setting } from './setting.ts';
import { COMMIT_SETTINGS } from './table/commit-settings.ts';
import { INBOUND_SETTINGS } from './table/inbound-settings.ts';
import { INTAKE_SETTINGS } from './table/intake-settings.ts';
import { SENDING_SETTINGS } from './table/sending-settings.ts';
import { SENT_MAIL_SETTINGS } from './table/sent-mail-settings.ts';
import { SERVER_SETTINGS } from './table/server-settings.ts';
import { TRACKING_SETTINGS } from './table/tracking-settings.ts';

/**
 * Every setting, once. The reader, the options of the commands and the page of the documentation are made from
 * this table, so that they cannot disagree.
 */
export const SETTINGS = {
  ...SERVER_SETTINGS,
  ...INTAKE_SETTINGS,
  ...SENDING_SETTINGS,
  ...TRACKING_SETTINGS,
  ...INBOUND_SETTINGS,
  ...SENT_MAIL_SETTINGS,
  ...COMMIT_SETTINGS,
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** The settings that are also options of `chappe serve`. */
export type FlagName = {
  [N in SettingName]: (typeof SETTINGS)[N] extends { flag: object } ? N : never;
}[SettingName];

/** The value of every setting, in the unit that the table names. */
export type Settings = { readonly [N in SettingName]: ValueOf<(typeof SETTINGS)[N]['kind']> };

type ValueOf<K> = K extends Kind<infer T> ? T : never;
