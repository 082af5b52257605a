import type { Subtype } from '../facets.ts';
import type { EventType } from '../model/event-types.ts';
import type { RobotClass } from '../model/robot-classes.ts';
import { ROBOT_CODES, SUBTYPE_CODES, TYPE_CODES } from './codes.ts';

/** What is counted of one owner, as it is stored. */
export type TallyRow = { type: number; subtype: number; robot: number; detail: string; count: number };

export function tallyRow(row: Record<string, unknown>): TallyRow {
  return {
    type: Number(row.type),
    subtype: Number(row.subtype),
    robot: Number(row.robot),
    detail: String(row.detail),
    count: Number(row.count),
  };
}

/** The names of the codes; undefined for a code that has none, as 0 and those of newer versions. */
export const typeOf = (code: number): EventType | undefined => nameIn(TYPE_CODES, code);
export const subtypeOf = (code: number): Subtype | undefined => nameIn(SUBTYPE_CODES, code);
export const robotOf = (code: number): RobotClass | undefined => nameIn(ROBOT_CODES, code);

function nameIn<N extends string>(codes: Record<N, number>, code: number): N | undefined {
  for (const name in codes) if (codes[name] === code) return name;
  return undefined;
}
