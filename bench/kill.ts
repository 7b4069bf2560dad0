import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareOutput } from '../src/drift/compare.ts';
import type { ExpectedFile, Header } from '../src/drift/on-disk.ts';
import { readOutput } from '../src/io/check-output.ts';
import { hashOf, MANIFEST_NAME, printManifest } from '../src/io/manifest.ts';
import { writeOutput, type Processes } from '../src/io/write-output.ts';
import { randomly } from './mutators.ts';

/** What is needed to kill writers and judge what they leave. */
export interface Experiment {
  readonly kills: number;
  readonly seed: number;
  /** The compiled source, for the child. */
  readonly dist: string;
  /** The child's script. */
  readonly child: string;
  /** A new folder. */
  readonly cwd: string;
  readonly way: 'staged' | 'naive';
  readonly filesOf: (generation: number) => readonly ExpectedFile[];
  readonly header: Header;
  readonly processes: Processes;
}

/** What the kills did. */
export interface Figures {
  kills: number;
  /** Killed while the staging folder was being filled. */
  whileStaging: number;
  /** Killed after the first rename and before the end of the run. */
  whileRenaming: number;
  /** Files that are neither wholly of the old nor of the new generation. */
  torn: number;
  /** Files of the manifest's or of the new generation that are gone without being orphans. */
  lost: number;
  /** Kills that left files of two generations. */
  mixes: number;
  /** Mixes that a check called clean. */
  falsePasses: number;
  /** Mixes that a check blamed on an interrupted run. */
  namedInterrupted: number;
  /** Times that the next run did not complete, or left something behind. */
  notCompleted: number;
  readonly faults: string[];
}

/** Kills a writer again and again at random moments, each time judging what it left and letting the next run complete it. */
export async function killWriters(experiment: Experiment): Promise<Figures> {
  const figures: Figures = { kills: 0, whileStaging: 0, whileRenaming: 0, torn: 0, lost: 0, mixes: 0, falsePasses: 0, namedInterrupted: 0, notCompleted: 0, faults: [] };
  const random = randomly(experiment.seed);
  let generation = 1;
  await complete(experiment, generation);
  const spans = { staged: 600, slow: 600, naive: 600 };
  while (figures.kills < experiment.kills) {
    // Renaming takes a hundredth of a run; every other writer has a disk that renames slowly, so that kills meet that moment too.
    const way = experiment.way === 'staged' && figures.kills % 2 === 1 ? 'slow' : experiment.way;
    const run = await killOnce(experiment, way, generation + 1, random() * spans[way]);
    // The moment is drawn from about two generations, as measured on this machine, so that every phase is hit.
    if (run.pace !== undefined) spans[way] = run.pace * 2;
    figures.kills++;
    await judge(experiment, run.generation, figures);
    generation = run.generation;
    if (experiment.way === 'naive') rmSync(join(experiment.cwd, 'out'), { recursive: true });
    // Every third time the specs change between the kill and the next run, so that its half-written files become orphans.
    else if (figures.kills % 3 === 0) generation++;
    const left = await complete(experiment, generation);
    if (left !== undefined) {
      figures.notCompleted++;
      figures.faults.push(left);
    }
  }
  return figures;
}

/** Runs a writer and kills it `delay` milliseconds after its first generation began. */
async function killOnce({ dist, child: script, cwd }: Experiment, way: 'staged' | 'slow' | 'naive', first: number, delay: number): Promise<{ generation: number; pace: number | undefined }> {
  const child = spawn(process.execPath, [script, dist, cwd, String(first), way], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  let complaint = '';
  let began = 0;
  const started = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      if (told === '') began = performance.now();
      told += data.toString();
      resolve();
    });
    child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
    child.on('exit', () => resolve());
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  await started;
  await sleep(delay);
  const lasted = performance.now() - began;
  child.kill('SIGKILL');
  if ((await ended) !== 'SIGKILL') throw new Error(`the writer ended by itself: ${complaint}`);
  const generations = told.trim().split('\n');
  return { generation: Number(generations.at(-1)), pace: generations.length > 1 ? lasted / (generations.length - 1) : undefined };
}

/** Judges what a kill left: the generation it was writing is the new one, the one before it the old. */
async function judge({ cwd, filesOf, header, processes }: Experiment, generation: number, figures: Figures): Promise<void> {
  const out = join(cwd, 'out');
  const found = readTree(out);
  const fresh = new Map(filesOf(generation).map(({ path, text }) => [path, text]));
  const old = new Map(filesOf(generation - 1).map(({ path, text }) => [path, text]));
  let news = 0;
  let olds = 0;
  for (const [path, text] of found) {
    if (path === MANIFEST_NAME) continue;
    if (text === fresh.get(path) && text !== old.get(path)) news++;
    else if (text === old.get(path) && text !== fresh.get(path)) olds++;
    else if (text !== old.get(path)) {
      figures.torn++;
      if (figures.torn <= 3) figures.faults.push(`torn: ${path} has ${text.length} of ${fresh.get(path)?.length} characters`);
    }
  }
  for (const path of fresh.keys()) if (old.has(path) && !found.has(path)) figures.lost++;
  const staging = readdirSync(out).find((name) => name.startsWith('.tocsin-staging-'));
  if (news > 0 && (staging !== undefined || olds > 0)) figures.whileRenaming++;
  else if (staging !== undefined) figures.whileStaging++;

  const isMix = !(isWhole(found, old) || isWhole(found, fresh));
  if (isMix) figures.mixes++;
  let passes = false;
  let named = true;
  for (const expected of [filesOf(generation), filesOf(generation - 1)]) {
    const onDisk = await readOutput('out', expected.map(({ path }) => path), { cwd, processes });
    if (onDisk.kind !== 'read') throw new Error(onDisk.message);
    const drifts = compareOutput(expected, onDisk, header);
    passes ||= drifts.every(({ kind }) => kind === 'unknown');
    named &&= drifts.some(({ kind }) => kind === 'interrupted');
  }
  if (isMix && passes) figures.falsePasses++;
  if (isMix && named) figures.namedInterrupted++;
  if (!isMix && !passes) figures.faults.push(`a whole folder did not pass at generation ${generation}`);
}

/** Lets a run complete; says what is not as it should be after it. */
async function complete({ cwd, filesOf, header, processes }: Experiment, generation: number): Promise<string | undefined> {
  mkdirSync(cwd, { recursive: true });
  const files = filesOf(generation);
  const result = await writeOutput('out', files, { cwd, header, processes });
  if (result.kind !== 'written' || result.problems.length > 0) return `the next run said ${JSON.stringify(result).slice(0, 500)}`;
  const found = readTree(join(cwd, 'out'));
  if (!isWhole(found, new Map(files.map(({ path, text }) => [path, text])))) return `the next run did not complete generation ${generation}`;
  const hidden = readdirSync(join(cwd, 'out')).filter((name) => name.startsWith('.'));
  return hidden.length === 0 ? undefined : `the next run left ${hidden.join(', ')}`;
}

/** Whether a folder is exactly one generation, manifest included. */
function isWhole(found: ReadonlyMap<string, string>, files: ReadonlyMap<string, string>): boolean {
  const manifest = printManifest(new Map([...files].map(([path, text]) => [path, hashOf(text)])));
  return found.size === files.size + 1 && found.get(MANIFEST_NAME) === manifest && [...files].every(([path, text]) => found.get(path) === text);
}

function readTree(root: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (!existsSync(root)) return files;
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!name.startsWith('.') && statSync(join(root, name)).isFile()) files.set(name, readFileSync(join(root, name), 'utf8'));
  }
  return files;
}
