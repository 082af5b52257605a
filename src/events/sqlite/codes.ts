import type { Family, Subtype } from '../facets.ts';
import type { EventType } from '../model/event-types.ts';
import type { RobotClass } from '../model/robot-classes.ts';

// Stored files hold these numbers: one may be added, none may be changed or used again.

export const FAMILY_CODES: Record<Family, number> = {
  actions: 1,
  notifications: 2,
  display: 3,
  contacts: 4,
};

export const TYPE_CODES: Record<EventType, number> = {
  execution: 1,
  cancellation: 2,
  activation: 3,
  bounce: 4,
  hit: 5,
  creation: 6,
  modification: 7,
  impression: 8,
  suppression: 9,
  optout: 10,
  reply: 11,
  complaint: 12,
};

export const SUBTYPE_CODES: Record<Subtype, number> = {
  open: 1,
  redirection: 2,
  mirror: 3,
  unsubscribe: 4,
  form: 5,
  dismiss: 6,
  stop: 20,
  message: 21,
  automatic: 22,
};

/** 0 stands for an event that no robot made. */
export const ROBOT_CODES: Record<RobotClass, number> = {
  genericrobot: 1,
  mpp: 2,
  gsr: 3,
};
