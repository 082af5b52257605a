import { setTimeout as pause } from 'node:timers/promises';
import { STREAM } from '../data-file.ts';
import type { ServerProcess } from '../server-process.ts';
import type { Home, Stage } from '../stage.ts';
import { READERS } from './contacts.ts';
import { DOMAIN, newsletter } from './newsletter.ts';
import { Sink } from './sink.ts';

/** The state of an action whose proofs have left. */
const TESTED = 38;
const LOOK_EVERY_MS = 20;

export const EMAIL_TYPE = 'application/vnd.np6.cm.email';

/** A server with contacts, and the sink that its messages go to. Its home is thrown away with it. */
export class MailAccount {
  readonly server: ServerProcess;
  readonly sink: Sink;
  readonly key: string;
  readonly #discard: () => Promise<void>;

  private constructor(
    server: ServerProcess,
    sink: Sink,
    { key, discard }: { key: string; discard: () => Promise<void> },
  ) {
    this.server = server;
    this.sink = sink;
    this.key = key;
    this.#discard = discard;
  }

  /** @param limits of the sender, as its URL has them, such as `?rate=10`. */
  static async start(stage: Stage, contacts: number, limits = ''): Promise<MailAccount> {
    const home = await stage.copyOf(await stage.homeWithContacts(contacts));
    const sink = await Sink.start(stage);
    await stage.command(home, 'domain', 'add', STREAM.account, DOMAIN);
    await stage.command(
      home,
      'sender',
      'add',
      STREAM.account,
      'sink',
      `smtp://127.0.0.1:${sink.port}${limits}`,
    );
    return new MailAccount(await stage.serve(home), sink, {
      key: home.key,
      discard: discarding(stage, home),
    });
  }

  /** Makes an action and brings it to production. Gives its path, and when that was asked for. */
  async validate(type: 'mailMessage' | 'mailCampaign'): Promise<{ path: string; asked: number }> {
    const scheduler = { type: 'asap', segments: { selected: [READERS], excluded: [] }, speed: 0 };
    const draft = { ...newsletter(type), ...(type === 'mailCampaign' && { scheduler }) };
    const { id }: { id: string } = JSON.parse(await this.#call('POST', '/actions', draft));
    const path = `/actions/${id}`;
    await this.#call('POST', `${path}/validation`, { fortest: true, mediaForTest: 'proof@mail.example' });
    while ((await this.#stateOf(path)) !== TESTED) await pause(LOOK_EVERY_MS);
    const asked = Date.now();
    await this.#call('POST', `${path}/validation`, { fortest: false });
    return { path, asked };
  }

  /** Asks for one message. Gives when that was. */
  async execute(path: string, address: string): Promise<number> {
    const sent = Date.now();
    await this.#call('POST', `${path}/execution`, executionFor(address), EMAIL_TYPE);
    return sent;
  }

  /** Asks for messages in one call. */
  async executeMany(path: string, addresses: readonly string[]): Promise<void> {
    await this.#call('POST', `${path}/executions`, addresses.map(executionFor), EMAIL_TYPE);
  }

  /** How many messages of an action have left, as its feed tells. */
  async activations(path: string): Promise<number> {
    const events: unknown[] = JSON.parse(await this.#call('GET', `${path}/events/activations`));
    return events.length;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.sink.stop();
    await this.#discard();
  }

  async #stateOf(path: string): Promise<number> {
    const action: { informations: { state: number } } = JSON.parse(await this.#call('GET', path));
    return action.informations.state;
  }

  async #call(method: string, path: string, body?: unknown, type = 'application/json'): Promise<string> {
    const answer = await fetch(this.server.url + path, {
      method,
      headers: { 'X-Key': this.key, ...(body !== undefined && { 'Content-Type': type }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return text;
  }
}

/** A message that is asked for. */
export function executionFor(address: string) {
  return { recipient: { type: 'unicity', value: [address] }, data: { order: 'A-1042' } };
}

function discarding(stage: Stage, home: Home): () => Promise<void> {
  return () => stage.discard(home);
}
