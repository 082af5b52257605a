import { text } from 'node:stream/consumers';
import type { SMTPServerAddress } from 'smtp-server';
import type { Cleaner } from './data-folder.ts';
import { type MailSink, reply, startSink } from './mail-sink.ts';

/** What the server says to a recipient, or to the end of a message for one. Of several, each is said once, and the last again. */
export type NextHopScript = {
  recipient?: readonly string[];
  end?: readonly string[];
  /** Told of a message that was taken. */
  taken?: (message: { from: string; raw: string }) => void;
};

/** A mail server that answers by what stands before the @ of a recipient; whom no script is for it takes. */
export function startNextHop(
  t: Cleaner,
  scripts: Readonly<Record<string, NextHopScript>>,
): Promise<MailSink> {
  const times = new Map<string, number>();
  const said = (name: string, when: 'recipient' | 'end'): Error | null => {
    const replies = scripts[name]?.[when] ?? [];
    const time = times.get(`${when} ${name}`) ?? 0;
    times.set(`${when} ${name}`, time + 1);
    const words = replies[Math.min(time, replies.length - 1)];
    if (words === undefined || words.startsWith('250')) return null;
    return reply(Number(words.slice(0, 3)), words.slice(4));
  };
  return startSink(t, {
    hideSTARTTLS: true,
    onRcptTo: (address, _session, done) => done(said(nameOf(address), 'recipient')),
    onData(stream, { envelope }, done) {
      text(stream).then((raw) => {
        const name = nameOf(envelope.rcptTo[0]);
        const refusal = said(name, 'end');
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        done(refusal);
        if (refusal === null) scripts[name]?.taken?.({ from, raw });
      }, done);
    },
  });
}

function nameOf(address: SMTPServerAddress | undefined): string {
  return address?.address.split('@')[0] ?? '';
}
