import { copyFileSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Plugin, rolldown } from 'rolldown';

/**
 * Bundles `src` and its libraries to `dist` for the package: Node does not run TypeScript below `node_modules`, and
 * opens some twenty files instead of thirteen hundred, so that commands start four times as fast.
 *
 * With `--installed FOLDER` the folder becomes what npm would install, so that tests run what people run.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'src');

const { installed } = parseArgs({ options: { installed: { type: 'string' } } }).values;
const home = installed === undefined ? ROOT : resolve(installed);
const dist = join(home, 'dist');
rmSync(dist, { recursive: true, force: true });
await bundle(dist);
if (home !== ROOT)
  for (const name of ['chappe', 'package.json']) copyFileSync(join(ROOT, name), join(home, name));

async function bundle(dir: string): Promise<void> {
  const libraries = new Set<string>();
  const bundle = await rolldown({
    input: entries(),
    platform: 'node',
    plugins: [placesOfSources(), librariesOf(libraries)],
    onLog(level, log) {
      // Some libraries ask for what they can do without.
      if (level === 'warn' && log.code !== 'UNRESOLVED_IMPORT') throw new Error(log.message);
    },
  });
  await bundle.write({
    dir,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  });
  writeFileSync(join(dir, 'LICENSES.txt'), licencesOf(libraries));
}

/** What is started by its path: the program, and the threads. */
function entries(): Record<string, string> {
  const files = ['cli/main.ts', ...globSync('**/*-thread.ts', { cwd: SOURCE }).filter(isThread)];
  return Object.fromEntries(files.map((file) => [file.replace(/\.ts$/, ''), join(SOURCE, file)]));
}

/** Whether a module runs as a thread, and does not only speak to one. */
function isThread(file: string): boolean {
  return readFileSync(join(SOURCE, file), 'utf8').includes('parentPort');
}

/**
 * Sources find their threads and `package.json` by their own place. In a bundle they lie elsewhere, so that the place is
 * written in: where the file would be if each source were compiled by itself.
 */
function placesOfSources(): Plugin {
  return {
    name: 'places of sources',
    transform(code, id) {
      if (!id.startsWith(SOURCE + sep)) return null;
      const place = relative(SOURCE, id).split(sep).join('/').replace(/\.ts$/, '.js');
      return code.replaceAll(/import\.meta\.url\b/g, `__place__("${place}")`);
    },
    renderChunk(code, { fileName }) {
      return code.replaceAll(/__place__\("([^"]+)"\)/g, (_, place) => {
        const path = posix.relative(posix.dirname(fileName), place);
        return `new URL("${path}", import.meta.url).href`;
      });
    },
  };
}

/** Notes the folders of the libraries that are bundled. */
function librariesOf(folders: Set<string>): Plugin {
  return {
    name: 'libraries',
    moduleParsed({ id }) {
      const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
      if (folder !== undefined) folders.add(folder);
    },
  };
}

/** The licences of libraries go where their code goes. */
function licencesOf(folders: ReadonlySet<string>): string {
  const texts = [...folders].toSorted().map((folder) => {
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    const name = relative(join(ROOT, 'node_modules'), folder);
    if (file === undefined)
      return `${name}\n\nThe package has no file of its licence; see its package.json.\n`;
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
