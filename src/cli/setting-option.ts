import { Option } from 'commander';
import { type FlagName, SETTINGS } from '../config/settings.ts';

/** The option of a command that sets a setting. Its default is left to the settings, which also read the environment. */
export function settingOption(name: FlagName): Option {
  const { flag, meaning, env, default: value } = SETTINGS[name];
  return new Option(`${flag.name} <${flag.value}>`, `${meaning} (${env}, else ${value})`);
}
