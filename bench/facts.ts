import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a file of events holds, so that every answer can be checked. Robot hits are in no feed unless asked for. */
export type Facts = {
  all: number;
  /** Without the hits of robots, as `/actions/events` shows them. */
  shown: number;
  /** Hits of people. */
  hits: number;
  robotHits: number;
  /** Shown events of each action and each contact. */
  actions: ReadonlyMap<string, number>;
  /** Activations of each action. */
  sent: ReadonlyMap<string, number>;
  contacts: ReadonlyMap<string, number>;
};

const ACTION = /"(?:activation|execution)":\{"id":"(\w+)"/;
const CONTACT = /"footprint","id":"(\w+)"/;

/** Reads the whole file once. Knows how the generator writes its lines, and so parses no JSON. */
export async function factsOf(path: string): Promise<Facts> {
  let [all, shown, hits, robotHits] = [0, 0, 0, 0];
  const actions = new Map<string, number>();
  const sent = new Map<string, number>();
  const contacts = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    all++;
    const hit = line.startsWith('{"type":"hit"');
    if (hit && line.includes('"classification":{')) {
      robotHits++;
      continue;
    }
    shown++;
    if (hit) hits++;
    const action = ACTION.exec(line)?.[1];
    add(actions, action);
    if (line.startsWith('{"type":"activation"')) add(sent, action);
    add(contacts, CONTACT.exec(line)?.[1]);
  }
  return { all, shown, hits, robotHits, actions, sent, contacts };
}

function add(counts: Map<string, number>, id: string | undefined): void {
  if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
}
