import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { run } from '../process.ts';
import { type ServerProcess, startServer } from '../server-process.ts';
import type { Found } from './found.ts';

const PLACES = [
  '/usr/sbin/nginx',
  '/usr/local/sbin/nginx',
  '/usr/local/bin/nginx',
  '/opt/homebrew/bin/nginx',
];

/** How nginx sends a file: as it is, from a compressed file beside it, or compressing at a level. */
export type NginxMode = 'plain' | 'gzip_static' | { level: number };

/** nginx, started anew for each measurement with a configuration of its own. */
export class Nginx {
  readonly #program: string;
  readonly #within: string;

  private constructor(program: string, within: string) {
    this.#program = program;
    this.#within = within;
  }

  static async find(within: string): Promise<Found<Nginx>> {
    const program = PLACES.find((place) => existsSync(place));
    if (program === undefined) return { absent: 'not installed (apt-get install nginx)' };
    // Its version is on standard error; the shell brings the two together.
    const { stdout } = await run(['sh', '-c', `'${program}' -V 2>&1`]);
    if (!stdout.includes('gzip_static')) return { absent: 'built without gzip_static' };
    return { product: new Nginx(program, within), version: stdout.split('\n')[0] ?? '' };
  }

  /** Serves the files of one folder. */
  async serve(root: string, mode: NginxMode): Promise<ServerProcess> {
    const folder = await mkdtemp(join(this.#within, 'nginx-'));
    await mkdir(join(folder, 'temp'));
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    await writeFile(file, configuration(root, folder, port, mode));
    return startServer([this.#program, '-c', file, '-p', folder, '-e', 'stderr'], {
      ready: { url: `http://127.0.0.1:${port}`, whenOk: () => isListening(port) },
    });
  }
}

function configuration(root: string, folder: string, port: number, mode: NginxMode): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const { uid, username } = userInfo();
  return `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr;
${uid === 0 ? `user ${username};` : ''}
events { worker_connections 256; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  default_type application/json;
  ${temp.map((name) => `${name}_temp_path ${folder}/temp/${name};`).join('\n  ')}
  ${gzip(mode)}
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`;
}

function gzip(mode: NginxMode): string {
  if (mode === 'plain') return 'gzip off;';
  if (mode === 'gzip_static') return 'gzip off; gzip_static on;';
  return `gzip on; gzip_types application/json; gzip_comp_level ${mode.level};`;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
