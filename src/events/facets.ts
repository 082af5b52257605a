import { hash } from 'node:crypto';
import type { Event } from './model/event.ts';
import type { EventType, Source } from './model/event-types.ts';
import type { LinkType } from './model/hit.ts';
import type { Receiver } from './model/receiver.ts';
import type { ReplyType } from './model/reply.ts';
import type { RobotClass } from './model/robot-classes.ts';

/** What a section of the API is about: e-mail and SMS actions, push notifications, page display, contacts. */
export type Family = 'actions' | 'notifications' | 'display' | 'contacts';

/** The finer kind of a hit (its link) or of a reply. */
export type Subtype = LinkType | ReplyType;

/** Event types that answer an activation. Their feeds also filter by the activation's clock. */
export const REACTION_TYPES = ['bounce', 'hit', 'impression', 'optout', 'reply', 'complaint'] as const;

/** All that a feed can select an event by, besides its timestamp and position. */
export type Facets = {
  family: Family;
  type: EventType;
  subtype?: Subtype;
  /** The class of the robot that made this hit; absent when a person did, and on all other types. */
  robot?: RobotClass;
  /** Id of the action, the notification or the display content. */
  owner?: string;
  /** Id of the display campaign. */
  campaign?: string;
  /** Id of the contact. */
  contact?: string;
  /** Lower-case MD5 of the contact's unicity. */
  hash?: string;
  /** Of a reaction: the time of the stamp of its activation, in milliseconds since 1970. */
  activated?: number;
};

const FAMILY_OF: Record<Source, Family> = {
  email: 'actions',
  sms: 'actions',
  notification: 'notifications',
  display: 'display',
  contact: 'contacts',
};

/** Lower-case MD5 of a unicity: how a contact is found without telling who it is. */
export function hashUnicity(unicity: string): string {
  return hash('md5', unicity);
}

/** Reads the facets off a valid event. Looks only at members that its type has: unknown ones may bear any name. */
export function facetsOf(event: Event): Facets {
  const facets: Facets = { family: FAMILY_OF[event.source.type], type: event.type };
  switch (event.type) {
    case 'creation':
    case 'modification':
    case 'suppression':
      addContact(facets, event.source.detail.contact);
      break;
    case 'execution':
    case 'cancellation':
      facets.owner = String(event.source.detail.execution.id);
      addContact(facets, event.source.detail.execution.recipient);
      break;
    case 'activation':
      addActivation(facets, event.source);
      break;
    case 'bounce':
    case 'impression':
    case 'optout':
    case 'complaint':
      addReaction(facets, event.source);
      break;
    case 'reply':
      addReaction(facets, event.source);
      facets.subtype = event.source.detail.reply.type;
      break;
    case 'hit': {
      addReaction(facets, event.source);
      facets.subtype = event.source.detail.link.type;
      const robot = event.source.detail.client?.classification?.type;
      if (robot !== undefined) facets.robot = robot;
      break;
    }
  }
  return facets;
}

type Activated = Extract<Event, { source: { detail: { activation: unknown } } }>['source'];

function addActivation(facets: Facets, source: Activated): void {
  const { activation } = source.detail;
  facets.owner = String(activation.id);
  if (activation.receiver !== undefined) addContact(facets, activation.receiver);
  if (source.type === 'display' && source.detail.activation.campaign !== undefined) {
    facets.campaign = source.detail.activation.campaign;
  }
}

function addReaction(facets: Facets, source: Activated): void {
  addActivation(facets, source);
  facets.activated = source.detail.activation.stamp.time;
}

function addContact(facets: Facets, receiver: Receiver): void {
  switch (receiver.type) {
    case 'footprint':
      facets.contact = receiver.id;
      facets.hash = receiver.hash.toLowerCase();
      break;
    case 'id':
      facets.contact = receiver.value;
      break;
    case 'unicity':
      facets.hash = hashUnicity(receiver.value);
      break;
    case 'hash':
      facets.hash = receiver.value.toLowerCase();
      break;
    case 'contact':
      addContact(facets, receiver.value);
      break;
  }
}
