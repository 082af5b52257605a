import type { MailAction } from '../actions/action.ts';
import { TIME_ZONE } from '../actions/readiness.ts';
import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import { readAddress } from '../mail/address.ts';
import { MailRefused } from '../mail/mail-refused.ts';
import { RenderFailure } from '../rendering/render-failure.ts';
import type { Renderer } from '../rendering/renderer.ts';
import { scopeOf } from '../rendering/scope.ts';
import { FORWARDED_HEADER } from './mail-head.ts';
import { withoutReturnPath } from './return-path.ts';
import type { ReadAddress } from './signed-address.ts';
import type { Forward } from './stored-mail.ts';

export type ForwardingParts = {
  renderer: Renderer;
  /** The action as it is now; undefined when there is none any more. */
  action(id: string): Promise<MailAction | undefined>;
  contact(id: string): Target | undefined;
  fields(): readonly Field[];
  /** The domain by the name that actions have for it; undefined when the account may not send from it. */
  domain(name: string): Promise<string | undefined>;
};

/** What is before the @ of a sender when the action does not say. */
const DEFAULT_PREFIX = 'news';

/** Sends answers on to the address that they would have gone to if nobody had looked at them. */
export class Forwarding {
  readonly #parts: ForwardingParts;

  constructor(parts: ForwardingParts) {
    this.#parts = parts;
  }

  /** An answer on its way; undefined when its action is gone, and with it the address. */
  async of(address: ReadAddress, localPart: string, raw: Buffer): Promise<Forward | undefined> {
    const action = await this.#parts.action(address.action);
    const to = action && (await this.#addressOf(action, address.contact));
    if (action === undefined || to === undefined) return undefined;
    const profile = action.settings.sendingProfile;
    return {
      kind: 'forward',
      to,
      ...(profile && { profile }),
      raw: `${FORWARDED_HEADER}: ${localPart}\r\n${withLineEnds(withoutReturnPath(raw))}`,
    };
  }

  async #addressOf(action: MailAction, contact: string): Promise<string | undefined> {
    const { reply, from } = action.content.headers;
    const written = reply ? this.#render(action, contact, reply) : undefined;
    if (written !== undefined) return written;
    const domain = await this.#parts.domain(from.domain);
    return domain && this.#render(action, contact, `${from.prefix || DEFAULT_PREFIX}@${domain}`);
  }

  /** Data of a single message are not known any more: an address that needs them cannot be told. */
  #render({ id, name, settings }: MailAction, contact: string, template: string): string | undefined {
    const target = this.#parts.contact(contact);
    const scope = scopeOf({
      fields: this.#parts.fields().map((field) => ({
        id: field.id,
        name: field.name,
        value: target?.fields[String(field.id)] ?? null,
      })),
      receiver: { id: contact, hash: target?.hash ?? '' },
      action: { id, name },
    });
    try {
      const view = { part: 'replyTo', kind: 'text' as const, template };
      const reader = { culture: settings.culture, timeZone: TIME_ZONE };
      return readAddress('reply', this.#parts.renderer.render(view, scope, reader).trim());
    } catch (error) {
      if (error instanceof RenderFailure || error instanceof MailRefused) return undefined;
      throw error;
    }
  }
}

/** Lines as SMTP has them, one character for each byte. */
function withLineEnds(raw: Buffer): string {
  return raw.toString('latin1').replaceAll(/\r?\n|\r/g, '\r\n');
}
