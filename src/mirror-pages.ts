import { type AccountName, folderOf } from './accounts/account.ts';
import { isMail } from './actions/action.ts';
import { renderMail } from './actions/mail-rendering.ts';
import { findRecipient } from './actions/recipient.ts';
import type { ActionRecords } from './actions/records.ts';
import type { ContactBook } from './contacts/book.ts';
import type { EventLog } from './events/log.ts';
import { History } from './feedback/history.ts';
import { htmlWithPictures, readMail } from './mail/readable-mail.ts';
import type { Meter } from './metrics/meter.ts';
import { RenderFailure } from './rendering/render-failure.ts';
import type { Renderer } from './rendering/renderer.ts';
import type { ArchiveDesk } from './sending/archive-desk.ts';
import { throttled } from './throttled.ts';
import { impersonal } from './tracking/impersonal.ts';
import { type ReadLink, readToken } from './tracking/link-token.ts';
import { mirrorLinks } from './tracking/mirror-links.ts';
import type { SigningKeys } from './tracking/signing-keys.ts';
import type { MirroredMessage, MirrorFailure } from './tracking/visits.ts';

export type MirrorParts = {
  keys: SigningKeys;
  renderer: Renderer;
  archives: Pick<ArchiveDesk, 'find'>;
  /** The address of the tracking server. */
  base(): string;
  contactsOf(account: AccountName): Pick<ContactBook, 'find' | 'fields' | 'footprints'>;
  recordsOf(account: AccountName): Pick<ActionRecords, 'find'>;
  logOf(account: AccountName): EventLog;
  meter: Meter;
  /** Told why a message that is kept cannot be shown. */
  reportArchive(account: string, error: unknown): void;
  now(): number;
};

/** Shows messages to whoever has the address of their page: as they left when they are kept, else made again. */
export class MirrorPages {
  readonly #parts: MirrorParts;
  readonly #reportDamage: MirrorParts['reportArchive'];

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.#reportDamage = throttled(parts.reportArchive, parts.now);
  }

  async show(link: ReadLink): Promise<MirroredMessage | MirrorFailure> {
    const { meter } = this.#parts;
    let shown: MirroredMessage | undefined;
    try {
      shown = await this.#kept(link);
    } catch (error) {
      meter.count('chappe_mirror_pages_total', { from: 'damaged' });
      this.#reportDamage(folderOf(link.account), error);
      // Made again it would be another message, and nobody would learn that this one is lost.
      return 'unreadable';
    }
    const from = shown === undefined ? 'action' : 'archive';
    shown ??= await this.#madeAgain(link);
    meter.count('chappe_mirror_pages_total', { from: shown === undefined ? 'nothing' : from });
    return shown ?? 'gone';
  }

  /** The message as it left. @throws ArchiveUnusable, or Error when what is kept is no message. */
  async #kept({ account, action, contact, stamp }: ReadLink): Promise<MirroredMessage | undefined> {
    const { archives, keys, base } = this.#parts;
    const kept = archives.find(account, stamp.id);
    // Clients choose stamps, so another message may have the same.
    if (kept === undefined || kept.action !== action || kept.target !== contact) return undefined;
    const { subject, html, text = '', pictures } = await readMail(kept.raw);
    const sources = { base: base(), read: (token: string) => readToken(token, keys) };
    if (html === undefined) return { subject, text: await impersonal(text, 'text', sources) };
    return { subject, html: htmlWithPictures(await impersonal(html, 'html', sources), pictures) };
  }

  /** The message as it would be today, with the data of its execution; undefined when it cannot be made. */
  async #madeAgain({
    account,
    action: id,
    contact,
    stamp,
    sentAt,
  }: ReadLink): Promise<MirroredMessage | undefined> {
    const { contactsOf, recordsOf, logOf, renderer, base } = this.#parts;
    const contacts = contactsOf(account);
    const found = findRecipient(contacts, { type: 'id', value: contact });
    const action = await recordsOf(account).find(id);
    if (found === undefined || action === undefined || !isMail(action)) return undefined;
    const data = await new History(logOf(account)).executedData(contact, stamp.id, sentAt);
    const { target, footprint: recipient } = found;
    const reading = { fields: contacts.fields(), values: target.fields, recipient };
    try {
      const own = { ...(data && { data }) };
      const { subject, html, text } = await renderer.inTurn(() =>
        renderMail(renderer, action, own, reading, mirrorLinks(base())),
      );
      return html === undefined ? { subject, text: text ?? '' } : { subject, html };
    } catch (error) {
      if (error instanceof RenderFailure) return undefined;
      throw error;
    }
  }
}
