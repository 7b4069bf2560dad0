import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BASE } from '../invalid/fixture.ts';
import { runCli } from '../support/cli.ts';
import { ROOT } from '../support/root.ts';
import { runProcess, type Finished } from '../support/run-process.ts';
import { tempDir, writeFiles } from '../support/temp.ts';

/** A change of a file below `slo-specs`: its new text or bytes, or a text to replace in it. */
export type Change = readonly [file: string, to: string | Uint8Array] | readonly [file: string, from: string, to: string];

/** A new folder with the small sound project and these changes; every replacement must hit. */
export function projectWith(...changes: readonly Change[]): string {
  const dir = tempDir({});
  cpSync(BASE, dir, { recursive: true });
  change(dir, changes);
  return dir;
}

/** Changes files of a project's specs. */
export function change(dir: string, changes: readonly Change[]): void {
  for (const [file, ...texts] of changes) {
    const path = join(dir, 'slo-specs', file);
    const [from, to] = texts;
    mkdirSync(dirname(path), { recursive: true });
    if (to === undefined) writeFileSync(path, from);
    else {
      const text = readFileSync(path, 'utf8');
      if (typeof from !== 'string' || !text.includes(from)) throw new Error(`${file} does not hold ${String(from)}`);
      writeFileSync(path, text.replace(from, () => to));
    }
  }
}

let ofSmall: Promise<Readonly<Record<string, string>>> | undefined;

/** Puts the output of the unchanged small project into a folder, so that there is something to lose; it is generated once. */
export async function generateFirst(dir: string): Promise<void> {
  ofSmall ??= generatedOnce();
  writeFiles(join(dir, 'generated'), await ofSmall);
}

async function generatedOnce(): Promise<Readonly<Record<string, string>>> {
  const dir = projectWith();
  const first = await runCli(['generate'], { cwd: dir });
  if (first.status !== 0) throw new Error(first.stderr);
  const out = join(dir, 'generated');
  const files = readdirSync(out, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map((entry) => [join(entry.parentPath, entry.name).slice(out.length + 1), readFileSync(join(entry.parentPath, entry.name), 'utf8')]));
}

/** Everything a folder is, down to the nanosecond of each change: equal before and after means that nothing was touched. */
export function everything(root: string, below = ''): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const note = (path: string): void => {
    const full = join(root, path);
    const { mode, size, mtimeNs, ctimeNs, ino } = lstatSync(full, { bigint: true });
    const content = lstatSync(full).isFile() ? readFileSync(full, 'base64') : lstatSync(full).isSymbolicLink() ? readlinkSync(full) : '';
    found[path === '' ? '.' : path] = [mode, size, mtimeNs, ctimeNs, ino, content].join(' ');
  };
  note(below);
  for (const name of readdirSync(join(root, below)).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    if (lstatSync(join(root, path)).isDirectory()) Object.assign(found, everything(root, path));
    else note(path);
  }
  return found;
}

/**
 * Runs the command as somebody for whom permissions hold. Root keeps its name and loses its powers, so that it can read this
 * checkout wherever it lies, and no file that is closed to its owner.
 */
export function runPowerless(args: readonly string[], cwd: string): Promise<Finished> {
  const command = [process.execPath, join(ROOT, 'bin/tocsin.js'), ...args];
  const env = { NO_COLOR: '1', FORCE_COLOR: undefined };
  if (process.getuid?.() !== 0) return runProcess(command[0] ?? '', command.slice(1), { cwd, env });
  return runProcess('setpriv', ['--bounding-set=-all', '--inh-caps=-all', ...command], { cwd, env });
}
