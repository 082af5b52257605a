import { fileURLToPath } from 'node:url';
import { run } from './process.ts';

const PROGRAM = fileURLToPath(import.meta.resolve('./clients-process.ts'));

/** What the process of the clients is told on its standard input. */
export type ClientsTask = {
  /** Of `GET` the lines of the file are paths, and have no body. */
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  headers: Record<string, string>;
  /** One body a line; each is sent once, by whichever client is free. */
  file: string;
  clients: number;
};

/** From the first request to the last answer, and how long one took. */
export type ClientsReport = { ms: number; p50: number; p99: number };

/** Lets some clients send bodies, in a process of their own. Fails when one is refused. */
export async function sendFromClients(task: ClientsTask): Promise<ClientsReport> {
  const { stdout } = await run([process.execPath, PROGRAM], { input: JSON.stringify(task) });
  return JSON.parse(stdout);
}
