import PostalMime, { type Attachment } from 'postal-mime';

/** What people see of a message. */
export type ReadableMail = {
  subject: string;
  html?: string;
  text?: string;
  /** The pictures within it, by the name that its HTML has for them after `cid:`. */
  pictures: ReadonlyMap<string, Picture>;
};

/** `type` is one that may stand in HTML. */
export type Picture = { type: string; bytes: Uint8Array };

/** Messages of ours are never so deep, nor have such heads. */
const LIMITS = { maxNestingDepth: 30, maxHeadersSize: 256 * 1024, forceRfc822Attachments: true };

const PICTURE = /^image\/[a-z0-9][a-z0-9.+-]{0,60}$/;

/** As `cid:` stands in `src`, `background` and styles; it ends where these do. */
const CID = /cid:([^\s"'<>()\\]{1,998})/gi;

/** How many characters pictures may add to the HTML of one message. */
const MOST_PICTURES = 16 * 1024 * 1024;

/** Takes a message apart as mail programs do. @throws Error when it is none. */
export async function readMail(raw: Uint8Array): Promise<ReadableMail> {
  const { subject = '', html, text, attachments } = await PostalMime.parse(raw, LIMITS);
  return {
    subject,
    ...(html !== undefined && html.trim() !== '' && { html }),
    ...(text !== undefined && text.trim() !== '' && { text }),
    pictures: new Map(attachments.flatMap(pictureIn)),
  };
}

function pictureIn({ contentId, mimeType, content }: Attachment): [string, Picture][] {
  if (contentId === undefined || typeof content === 'string' || !PICTURE.test(mimeType)) return [];
  return [[contentId.replace(/^\s*<|>\s*$/g, ''), { type: mimeType, bytes: new Uint8Array(content) }]];
}

/** The HTML of a message with its pictures in it, so that it can be shown without the message. */
export function htmlWithPictures(html: string, pictures: ReadableMail['pictures']): string {
  if (pictures.size === 0) return html;
  let added = 0;
  return html.replaceAll(CID, (address, name: string) => {
    const picture = pictures.get(name) ?? pictures.get(decoded(name));
    if (picture === undefined) return address;
    const { type, bytes } = picture;
    // A small message can name a large picture a thousand times.
    added += Math.ceil(bytes.length / 3) * 4;
    if (added > MOST_PICTURES) return address;
    const { buffer, byteOffset, length } = bytes;
    return `data:${type};base64,${Buffer.from(buffer, byteOffset, length).toString('base64')}`;
  });
}

/** A name is percent-encoded in an address (RFC 2392); many programs do not. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
