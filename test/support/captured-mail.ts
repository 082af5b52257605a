import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { eventually } from './eventually.ts';

/** The first message to an address that a server kept instead of sending it. */
export async function capturedMail(data: string, address: string): Promise<Email> {
  const [mail] = await eventually(
    async () => {
      const names = await readdir(data, { recursive: true });
      const files = names.filter((name) => name.endsWith('.eml')).map((name) => join(data, name));
      const mails = await Promise.all(files.map(async (file) => PostalMime.parse(await readFile(file))));
      return mails.filter(({ to = [] }) => to.some((mailbox) => mailbox.address === address));
    },
    ({ length }) => length > 0,
  );
  assert.ok(mail);
  return mail;
}
