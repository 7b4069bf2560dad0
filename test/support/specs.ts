import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inject } from 'vitest';
import { runCli } from './cli.ts';
import { tempDir } from './temp.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Changes to make to a copy of the shipped specs: by file, text to replace and its replacement. */
export type Changes = Readonly<Record<string, readonly (readonly [RegExp | string, string])[]>>;

/** Instances that are enough for a test of the command line, which would only wait for the others: one with an objective and one without. */
export const FEW: readonly string[] = ['eventgate-logging-external', 'eventstreams'];

/** A new folder with a changed copy of the shipped specs in `slo-specs`, of all instances or of those that are named; every replacement must hit. */
export function copiedSpecs(changes: Changes = {}, only?: readonly string[]): string {
  const dir = tempDir({});
  cpSync(join(ROOT, 'slo-specs'), join(dir, 'slo-specs'), { recursive: true });
  if (only !== undefined) keepOnly(join(dir, 'slo-specs'), only);
  for (const [file, replacements] of Object.entries(changes)) {
    const path = join(dir, 'slo-specs', file);
    let text = readFileSync(path, 'utf8');
    for (const [from, to] of replacements) {
      const changed = text.replace(from, to);
      if (typeof from === 'string' ? !text.includes(from) : !from.test(text)) throw new Error(`${file} does not hold ${String(from)}`);
      text = changed;
    }
    writeFileSync(path, text);
  }
  return dir;
}

function keepOnly(specs: string, names: readonly string[]): void {
  const inventory = join(specs, 'inventory.yaml');
  const lines = readFileSync(inventory, 'utf8').split('\n');
  for (const file of readdirSync(join(specs, 'instances'))) if (!names.includes(basename(file, '.yaml'))) rmSync(join(specs, 'instances', file));
  writeFileSync(inventory, lines.filter((line) => !/^ {4}[a-z-]+: +\{ contract: /.test(line) || names.includes(line.trim().split(':')[0] ?? '')).join('\n'));
}

/**
 * Runs `generate` in a folder and gives the texts of what it wrote, by path; throws when it fails. Projects that tests change need not be
 * covered. A time scale divides all durations. The same specs are generated once a run: a second time their output is copied.
 */
export async function generated(dir: string, timeScale?: number): Promise<Readonly<Record<string, string>>> {
  const folder = timeScale === undefined ? 'generated' : 'scaled';
  const args = ['generate', ...(timeScale === undefined ? ['--unproved'] : ['--time-scale', String(timeScale), '--out', folder])];
  const out = join(dir, folder);
  const kept = join(inject('temp'), 'generated', digestOf(args, textsIn(join(dir, 'slo-specs'))));
  if (existsSync(kept)) cpSync(kept, out, { recursive: true });
  else {
    const run = await runCli(args, { cwd: dir });
    if (run.status !== 0) throw new Error(`generate ended with ${String(run.status)}:\n${run.stdout}${run.stderr}`);
    keep(out, kept);
  }
  return textsIn(out);
}

/** Texts of all files in a folder, by path inside it. */
function textsIn(root: string): Readonly<Record<string, string>> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map((entry) => [join(entry.parentPath, entry.name).slice(root.length + 1), readFileSync(join(entry.parentPath, entry.name), 'utf8')]));
}

function digestOf(args: readonly string[], texts: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify([args, Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))])).digest('hex');
}

/** Copies a folder to where it is kept, there at once: another test file may look for it, or have kept the same. */
function keep(folder: string, kept: string): void {
  const copy = `${kept}.${process.pid}`;
  mkdirSync(copy, { recursive: true });
  cpSync(folder, copy, { recursive: true });
  try {
    renameSync(copy, kept);
  } catch {
    rmSync(copy, { recursive: true });
  }
}

/** A rule file without what periods have counted: no alert reads it, and it costs promtool most of its time. */
export function withoutPeriods(text: string): string {
  return text.split(/^(?= {2}- name: )/m).filter((group) => !/^ {2}- name: tocsin:[^:]+:period:/.test(group)).join('');
}

/** A rule file without burn tickets and the windows of days that no page reads: each page is the same to the letter. */
export function withoutTickets(rules: string): string {
  const kept = rules.split(/^(?= {2}- name: | {6}- (?:alert|record): )/m).filter((part) => !/^ {6}- (?:alert: \w+BurnTicket|record: \S+:increase[13]d)$/m.test(part));
  const text = kept.join('');
  if (/increase[13]d/.test(text)) throw new Error('a page reads a window of days');
  return text;
}

/** Sites and scopes a test goes through. */
export const SCOPES = ['site', 'global'] as const;
export type Scope = (typeof SCOPES)[number];

/** Changes that choose a scope. */
export function inScope(scope: Scope): Changes {
  return scope === 'site' ? {} : { 'tocsin.yaml': [['scope: site', 'scope: global']] };
}
