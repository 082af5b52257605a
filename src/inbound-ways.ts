import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Settings } from './config/settings.ts';
import type { FoundAddress } from './feedback/find-address.ts';
import { MailRejected } from './feedback/mail-rejected.ts';
import type { QuarantineReason } from './feedback/quarantine.ts';
import type { ReadAddress } from './feedback/signed-address.ts';
import { InboundServer } from './feedback/smtp/inbound-server.ts';
import { type FolderState, WatchedFolder } from './feedback/watched-folder.ts';
import type { Meter } from './metrics/meter.ts';

/** A file with a certificate or its key cannot be used. */
export class CertificateUnusable extends Error {
  override readonly name = 'CertificateUnusable';
}

/** What mail is brought to. */
export type Receiver = {
  read(localPart: string): Promise<ReadAddress | undefined>;
  find(raw: Buffer): Promise<FoundAddress | undefined>;
  receive(found: FoundAddress, raw: Buffer): Promise<void>;
  setAside(raw: Buffer, reason: QuarantineReason): Promise<void>;
};

export type InboundWaysParts = {
  settings: Settings;
  receiver: Receiver;
  meter: Meter;
  report(error: unknown, file?: string): void;
};

/** What all messages that are being received may hold in memory, in bytes, besides one that may always come. */
const MOST_HELD = 67_108_864;

/** How long a message may take to arrive, in milliseconds. */
const LONGEST_MESSAGE = 600_000;

/** The doors by which mail comes in besides HTTP: an SMTP server and a folder, each if it is set up. */
export class InboundWays {
  readonly #parts: InboundWaysParts;
  #server: InboundServer | undefined;
  #folder: WatchedFolder | undefined;

  constructor(parts: InboundWaysParts) {
    this.#parts = parts;
  }

  /** @throws CertificateUnusable, and what listening throws. */
  async open(): Promise<void> {
    const { settings, receiver, meter, report } = this.#parts;
    if (settings.inboundPort !== 0) {
      const server = new InboundServer({
        host: settings.inboundHost,
        port: settings.inboundPort,
        name: settings.mailHost === 'auto' ? hostname() : settings.mailHost,
        certificate: certificateOf(settings),
        limits: {
          messageBytes: settings.inboundMaxBytes,
          heldBytes: MOST_HELD + settings.inboundMaxBytes,
          connections: settings.inboundConnections,
          messagesPerMinute: settings.inboundRate,
          silence: settings.stallTimeout * 1000,
          message: LONGEST_MESSAGE,
        },
        read: (localPart) => receiver.read(localPart),
        async receive(mails) {
          for (const { address, localPart, raw } of mails)
            await receiver.receive({ address, localPart }, raw);
        },
        count: (result) => meter.count('chappe_inbound_messages_total', { way: 'smtp', result }),
        report,
      });
      await server.listen();
      this.#server = server;
    }
    if (settings.inboundFolder !== 'none') {
      this.#folder = new WatchedFolder({
        folder: settings.inboundFolder,
        mostBytes: settings.inboundMaxBytes,
        receive: (raw) => this.#takeFile(raw),
        report,
      });
    }
  }

  /** Whether the SMTP server takes connections; undefined where there is none, and before it began. */
  get isListening(): boolean | undefined {
    return this.#server?.isListening;
  }

  /** How many connections the SMTP server has. */
  get connections(): number {
    return this.#server?.connections ?? 0;
  }

  /** How the folder is; undefined where none is watched. */
  get folder(): FolderState | undefined {
    return this.#folder?.state;
  }

  /** Takes no more. */
  async close(): Promise<void> {
    const [server, folder] = [this.#server, this.#folder];
    // A door that is being closed is no trouble.
    this.#server = undefined;
    await Promise.all([server?.close(), folder?.close()]);
  }

  /** What is about no message of ours would never be taken: it must not stay and be looked at for ever. */
  async #takeFile(raw: Buffer): Promise<void> {
    const { receiver, meter } = this.#parts;
    const found = await receiver.find(raw);
    if (found === undefined) {
      await receiver.setAside(raw, 'unknown');
      meter.count('chappe_inbound_messages_total', { way: 'folder', result: 'unknown' });
      return;
    }
    try {
      await receiver.receive(found, raw);
      meter.count('chappe_inbound_messages_total', { way: 'folder', result: 'taken' });
    } catch (error) {
      if (!(error instanceof MailRejected)) throw error;
      meter.count('chappe_inbound_messages_total', { way: 'folder', result: 'rejected' });
    }
  }
}

/** @throws CertificateUnusable */
function certificateOf({
  inboundCertificate,
  inboundKey,
}: Settings): { key: string; cert: string } | undefined {
  if (inboundCertificate === 'none' && inboundKey === 'none') return undefined;
  if (inboundCertificate === 'none' || inboundKey === 'none')
    throw new CertificateUnusable(
      'CHAPPE_INBOUND_CERTIFICATE and CHAPPE_INBOUND_KEY belong together: set both, or neither',
    );
  return {
    cert: readPem('CHAPPE_INBOUND_CERTIFICATE', inboundCertificate),
    key: readPem('CHAPPE_INBOUND_KEY', inboundKey),
  };
}

function readPem(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CertificateUnusable(`${setting} cannot be read: ${reason}`, { cause: error });
  }
}
