import type { Footprint } from '../events/model/receiver.ts';
import type { Stamp } from '../events/model/stamp.ts';
import type { FirstAnswer, NamedRequest } from './first-answer.ts';

/** Values that templates find under `variables`. */
export type Variables = Record<string, unknown>;

/** Templates in place of those of the action. */
export type OwnViews = {
  subject?: string;
  html?: string;
  text?: string;
  fromLabel?: string;
  fromPrefix?: string;
  replyTo?: string;
};

/** A content that is sent as it is: neither personalised nor tracked. What is absent is not sent at all. */
export type OwnContent = { html?: string; text?: string };

export type Attachment = { name: string; mime: string; data: Uint8Array };

/** Someone who gets the same message: shown to the others, or not. */
export type Copy = { type: 'cc' | 'bcc'; recipient: Footprint };

/** One message to one contact. */
export type Execution = {
  recipient: Footprint;
  /** `stamp.id` names the message: the same id again is the same message. */
  stamp: Stamp;
  data?: Record<string, unknown>;
  variables?: Variables;
  views?: OwnViews;
  /** Wins over `views` and over the action for the parts of the body. */
  content?: OwnContent;
  /** Of the sender, in place of that of the action. */
  domain?: string;
  copies?: readonly Copy[];
  attachments?: readonly Attachment[];
  /** Absent: as the settings of the action say. */
  urgent?: boolean;
  important?: boolean;
};

/** Messages to single contacts, as one request asks for them. */
export type ExecutionsOrder = { kind: 'executions'; action: string; executions: readonly Execution[] };

/** Proofs of an action that is being tested. */
export type ProofsOrder = {
  kind: 'proofs';
  id: string;
  action: string;
  /** That the action has once the order is confirmed. */
  version: number;
  /** Test segments, whose contacts get the proofs. */
  segments: readonly number[];
  /** The one address that gets all of them instead; when there are no segments, one proof for nobody in particular. */
  address?: string;
  /** HTML and text as two messages. */
  separately: boolean;
  /** For the testers. */
  comments?: string;
  variables: Variables;
};

/** A campaign that is to leave, once. */
export type CampaignOrder = {
  kind: 'campaign';
  id: string;
  action: string;
  /** That the action has once the order is confirmed. */
  version: number;
  /** Not before, in milliseconds since 1970. */
  start: number;
  /** Nothing leaves from then on. */
  end?: number;
  segments: { readonly selected: readonly number[]; readonly excluded: readonly number[] };
  /** 0 is no limit. */
  speed: number;
  variables: Variables;
};

export type Order = ExecutionsOrder | ProofsOrder | CampaignOrder;

/**
 * Where what is to be sent goes: the sending pipeline of one account.
 *
 * Promises of every implementation, checked by `dispatch.contract.ts`: an order that was taken is durable, whole or not
 * at all; orders are carried out in the order in which they were taken, as far as their times allow.
 *
 * Proofs and campaigns are taken before the action is written in its new state, and that names the order. So whoever
 * carries one out first looks whether it `stands`: nothing leaves that was not confirmed, nothing that was confirmed is
 * lost, and of two that were asked for at once one leaves.
 */
export interface Dispatch {
  /**
   * @param answer what the request is answered that asks for the order: remembered if and only if the order is taken, in
   * place of an earlier answer of that name. An order without executions may have one too.
   * @throws DispatchUnavailable; nothing was taken then.
   */
  take(order: Order, answer?: FirstAnswer): Promise<void>;
  /** What the first request of this name was answered; undefined when there was none, or it is forgotten. */
  answerTo(request: NamedRequest): FirstAnswer | undefined;
}

/** Nothing can be sent at present. */
export class DispatchUnavailable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'DispatchUnavailable';
  }
}
