import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInProcess } from '../support/in-process.ts';
import { ROOT } from '../support/root.ts';
import { runProcess, type Finished } from '../support/run-process.ts';
import { tempDir } from '../support/temp.ts';

const FOLDER = import.meta.dirname;

/** A small sound project; a fixture holds only what differs from it. */
export const BASE = join(FOLDER, 'base');

/** Files of a fixture that are not part of the project. */
const OWN = ['expected.txt', 'at.txt', 'run.sh'];

/** Names of all fixtures: the code they show, and what is done wrong. */
export function fixtureNames(): readonly string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^TOC\d{3}-/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** The code that a fixture is for. */
export function codeOf(name: string): string {
  return name.slice(0, 'TOC000'.length);
}

/** What a fixture's last command did. */
export interface Shown {
  readonly dir: string;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly command: string;
  /** Whether commands before the last one made an output folder. */
  readonly made: boolean;
}

/**
 * Lays a fixture over the base in a new folder and runs its commands: `run.sh`, else `tocsin generate`. The last one counts.
 * `@today+10@` in a file or command stands for that day, there and back.
 */
async function runFixture(name: string): Promise<Shown> {
  const fixture = join(FOLDER, name);
  const dir = tempDir({});
  cpSync(BASE, dir, { recursive: true });
  cpSync(fixture, dir, { recursive: true });
  for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    const text = readFileSync(path);
    if (text.includes('@today')) writeFileSync(path, withDays(text.toString()));
  }
  const written = existsSync(join(fixture, 'run.sh')) ? readFileSync(join(fixture, 'run.sh'), 'utf8') : undefined;
  for (const own of OWN) rmSync(join(dir, own), { force: true });
  const script = written ?? 'tocsin generate\n';
  const finished = await runScript(withDays(script), dir);
  const back = (text: string): string => withoutDays(text, script + texts(fixture));
  return { dir, status: finished.status, stdout: back(finished.stdout), stderr: back(finished.stderr), command: script.trim().split('\n').at(-1) ?? '', made: script.includes('before.txt') || script.includes('mkdir') };
}

/** Runs a script's lines one after the other: commands of the tool in this process, whatever else it says in a shell. */
async function runScript(script: string, dir: string): Promise<Finished> {
  const all = { status: 0, stdout: '', stderr: '' };
  for (const line of script.split('\n').filter((one) => !/^(?:#|$)/.test(one))) {
    const [, words = '', into] = /^tocsin ([^|&;<>'"$]*?)(?: > (\S+))?$/.exec(line) ?? [];
    // A drill looks for engines where the environment says.
    const isOurs = words !== '' && !words.startsWith('drill');
    const { status, stdout, stderr } = isOurs ? await runInProcess(words.split(' '), { cwd: dir }) : await runProcess('sh', ['-c', line], { cwd: dir, env: environment() });
    if (isOurs && into !== undefined) writeFileSync(join(dir, into), stdout);
    else all.stdout += stdout;
    all.stderr += stderr;
    all.status = status;
  }
  return all;
}

/** Runs all fixtures, a few at a time. From a hook, since tests that run side by side could not tell whose folders end. */
export async function runAll(names: readonly string[]): Promise<ReadonlyMap<string, Shown>> {
  const shown = new Map<string, Shown>();
  const waiting = [...names];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) shown.set(name, await runFixture(name));
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return shown;
}

/** The whole of what a fixture shows, as it is kept in `expected.txt`. */
export function asText({ status, stdout, stderr, command }: Shown): string {
  return `$ ${command}\nstatus ${status}\n${section('stdout', stdout)}${section('stderr', stderr)}`;
}

/**
 * Where a fixture's problem stands. `at.txt` names the file, the characters that are marked, and which of several they are;
 * or the file with line and column, where the characters stand in a file that `run.sh` makes or run over several lines.
 */
export interface Intended {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly marked: string;
}

/** The intended place of a fixture's problem; undefined where it has none, as a missing document. */
export function intended(name: string): Intended | undefined {
  const file = join(FOLDER, name, 'at.txt');
  if (!existsSync(file)) return undefined;
  const [path = '', marked = '', which = '1'] = readFileSync(file, 'utf8').split('\n');
  const counted = /^(.*):(\d+):(\d+)$/.exec(path);
  if (counted !== null) return { path: counted[1] ?? '', line: Number(counted[2]), column: Number(counted[3]), marked };
  const written = [join(FOLDER, name, path), join(BASE, path)].find((one) => existsSync(one));
  const text = written === undefined ? '' : withDays(readFileSync(written, 'utf8'));
  let offset = -1;
  for (let count = 0; count < Number(which || '1'); count++) offset = text.indexOf(withDays(marked), offset + 1);
  if (offset === -1) throw new Error(`${name}: ${path} does not hold ${marked}`);
  const before = text.slice(0, offset).split('\n');
  return { path, marked, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Keeps what a fixture shows now, after a person has read it. */
export function accept(name: string, text: string): void {
  writeFileSync(join(FOLDER, name, 'expected.txt'), text);
}

/** What was accepted; the empty text for a new fixture. */
export function accepted(name: string): string {
  const file = join(FOLDER, name, 'expected.txt');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function section(name: string, text: string): string {
  return text === '' ? `${name}: empty\n` : `${name}:\n${text}${text.endsWith('\n') ? '' : '\n(no line end)\n'}`;
}

function environment(): Record<string, string | undefined> {
  const bin = join(tempDir({}), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'tocsin'), `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'bin/tocsin.js')}" "$@"\n`, { mode: 0o755 });
  return { NO_COLOR: '1', FORCE_COLOR: undefined, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

function day(token: string): string {
  return new Date(Date.now() + Number(token) * 86_400_000).toISOString().slice(0, 10);
}

function withDays(text: string): string {
  return text.replace(/@today([+-]\d+)@/g, (_, offset: string) => day(offset));
}

function withoutDays(text: string, written: string): string {
  return [...written.matchAll(/@today([+-]\d+)@/g)].reduce((shown, [token, offset = '0']) => shown.replaceAll(day(offset), token), text);
}

function texts(fixture: string): string {
  const files = readdirSync(fixture, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((file) => file.isFile() && file.name.endsWith('.yaml'));
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n');
}
