import type { Setting } from './setting.ts';
import { type FlagName, SETTINGS, type SettingName, type Settings } from './settings.ts';

/** The text of the options that were given on the command line; an absent one leaves the choice to the environment. */
export type Flags = { readonly [N in FlagName]?: string | undefined };

/** A setting was given a value that it cannot take. */
export class SettingInvalid extends Error {
  /** The environment variable or the option that holds the value, as the person wrote it. */
  readonly origin: string;
  constructor(origin: string, value: string, allowed: string) {
    super(`${origin} is '${value}', but must be ${allowed}`);
    this.name = 'SettingInvalid';
    this.origin = origin;
  }
}

/**
 * The value of every setting: from the command line, else from the environment, else the default.
 * An empty environment variable counts as unset, as compose files make one for each value that is left out.
 *
 * @throws SettingInvalid when a value is not allowed.
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env, flags: Flags = {}): Settings {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(SETTINGS).filter(isName)) values[name] = readSetting(name, env, flags);
  if (!areSettings(values)) throw new TypeError('a setting of the table was not read');
  return Object.freeze(values);
}

/**
 * The value of one setting, for a program that needs no other: a slip in the rest does not stop it.
 *
 * @throws SettingInvalid when the value is not allowed.
 */
export function readSetting<N extends SettingName>(
  name: N,
  env: NodeJS.ProcessEnv = process.env,
  flags: Flags = {},
): Settings[N] {
  const { text, origin } = given(name, env, flags);
  const value = SETTINGS[name].kind.parse(text);
  if (!isValueOf(name, value)) throw new SettingInvalid(origin, text, SETTINGS[name].kind.allowed);
  return value;
}

/** The text of a setting, and where it was found. */
function given(name: SettingName, env: NodeJS.ProcessEnv, flags: Flags): { text: string; origin: string } {
  const setting: Setting = SETTINGS[name];
  const flag = hasFlag(name) ? flags[name] : undefined;
  if (flag !== undefined && setting.flag !== undefined) return { text: flag, origin: setting.flag.name };
  const variable = env[setting.env];
  if (variable !== undefined && variable !== '') return { text: variable, origin: setting.env };
  return { text: String(setting.default), origin: `the default of ${setting.env}` };
}

function isName(name: string): name is SettingName {
  return name in SETTINGS;
}

function hasFlag(name: SettingName): name is FlagName {
  return 'flag' in SETTINGS[name];
}

function isValueOf<N extends SettingName>(name: N, value: unknown): value is Settings[N] {
  return value !== undefined && SETTINGS[name].kind.parse(String(value)) === value;
}

function areSettings(values: Record<string, unknown>): values is Settings {
  return Object.keys(SETTINGS).every((name) => isName(name) && isValueOf(name, values[name]));
}
