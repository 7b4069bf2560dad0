import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeProject } from './project.ts';
import { randomly } from './mutators.ts';

/** What is needed to kill the command itself and judge what it leaves. */
export interface CommandExperiment {
  readonly kills: number;
  /** Goes on beyond `kills`, to ten times as many, until so many came while files were being written. */
  readonly whileWriting: number;
  readonly seed: number;
  /** The command's script. */
  readonly command: string;
  /** A new folder. */
  readonly cwd: string;
  readonly objectives: number;
}

/** What the kills of the command did. */
export interface CommandFigures {
  kills: number;
  /** Killed before it wrote anything. */
  beforeWriting: number;
  /** Killed while files were being staged or renamed. */
  whileWriting: number;
  /** Of these, with some files already renamed. */
  whileRenaming: number;
  /** Ended before it could be killed. */
  afterwards: number;
  /** Files that are neither wholly of the old nor of the new specs. */
  torn: number;
  /** Kills that left files of both. */
  mixes: number;
  /** Folders that `--check` passed though they are not what the specs say. */
  falsePasses: number;
  /** Times that the next run did not complete, or left something behind. */
  notCompleted: number;
  readonly faults: string[];
}

/** A generation's whole output, manifest included, by path. */
type Tree = ReadonlyMap<string, string>;

/**
 * Kills `generate` again and again, every fourth time at a moment drawn from a whole run, else from its time of writing; after
 * each kill `--check` is asked with the old and with the new specs, and the next run must complete.
 */
export async function killCommand(experiment: CommandExperiment): Promise<CommandFigures> {
  const { cwd } = experiment;
  const figures: CommandFigures = { kills: 0, beforeWriting: 0, whileWriting: 0, whileRenaming: 0, afterwards: 0, torn: 0, mixes: 0, falsePasses: 0, notCompleted: 0, faults: [] };
  const random = randomly(experiment.seed);
  const trees = new Map<number, Tree>();
  const treeOf = (generation: number): Tree => {
    const known = trees.get(generation % 7) ?? reference(experiment, generation % 7);
    trees.set(generation % 7, known);
    return known;
  };
  let generation = 0;
  specs(experiment, generation);
  complete(experiment, treeOf(generation), figures);
  const pace = { run: 1000, writing: 100 };
  const isShort = (): boolean => figures.kills < experiment.kills || (figures.whileWriting < experiment.whileWriting && figures.kills < 10 * experiment.kills);
  while (isShort()) {
    specs(experiment, generation + 1);
    const isAimed = figures.kills % 4 !== 0;
    await killOnce(experiment, isAimed, isAimed ? random() * pace.writing : random() * pace.run, pace);
    figures.kills++;
    judge(experiment, treeOf(generation), treeOf(generation + 1), figures);
    const passesNew = check(experiment);
    specs(experiment, generation);
    const passesOld = check(experiment);
    const found = readTree(join(cwd, 'out'));
    if ((passesNew && !isSame(found, treeOf(generation + 1))) || (passesOld && !isSame(found, treeOf(generation)))) figures.falsePasses++;
    // Every third time the next run has other specs than the killed one, so that its half-written files become orphans.
    generation += figures.kills % 3 === 0 ? 2 : 1;
    specs(experiment, generation);
    complete(experiment, treeOf(generation), figures);
  }
  return figures;
}

/** Writes the specs of a generation; seven of them differ. */
function specs({ cwd, objectives }: CommandExperiment, generation: number): void {
  rmSync(join(cwd, 'specs'), { recursive: true, force: true });
  // What is killed is the writing: without a Routing nothing is proved before.
  writeProject(join(cwd, 'specs'), { objectives, each: 5, generation: generation % 7 });
}

function run({ command, cwd }: CommandExperiment, args: readonly string[]): number | null {
  return spawnSync(process.execPath, [command, 'generate', '--specs', 'specs', '--out', 'out', ...args], { cwd, stdio: 'ignore' }).status;
}

function check(experiment: CommandExperiment): boolean {
  return run(experiment, ['--check']) === 0;
}

/** What the specs of a generation make in a folder of their own. */
function reference(experiment: CommandExperiment, generation: number): Tree {
  const cwd = join(experiment.cwd, `reference-${generation}`);
  mkdirSync(cwd, { recursive: true });
  specs({ ...experiment, cwd }, generation);
  if (run({ ...experiment, cwd }, []) !== 0) throw new Error(`the specs of generation ${generation} make nothing`);
  return readTree(join(cwd, 'out'));
}

/** Starts a run and kills it, aimed runs `delay` milliseconds after they began to write; learns how long runs and their writing take. */
async function killOnce({ command, cwd }: CommandExperiment, isAimed: boolean, delay: number, pace: { run: number; writing: number }): Promise<void> {
  const began = performance.now();
  const child = spawn(process.execPath, [command, 'generate', '--specs', 'specs', '--out', 'out'], { cwd, stdio: 'ignore' });
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    child.on('exit', (_, signal) => {
      isOver = true;
      if (signal === null) pace.run = Math.min(performance.now() - began, pace.run * 1.5);
      resolve();
    });
  });
  let began2 = began;
  if (isAimed) {
    while (!isOver && !isStaging(cwd)) await sleep(1);
    began2 = performance.now();
    pace.run = began2 - began + pace.writing;
  }
  await Promise.race([sleep(delay), ended]);
  // As long as runs end before they are killed, their writing is shorter than was thought.
  if (isAimed) pace.writing = isOver ? Math.max(10, Math.min(pace.writing * 0.8, performance.now() - began2)) : pace.writing * 1.05;
  child.kill('SIGKILL');
  await ended;
}

function isStaging(cwd: string): boolean {
  return existsSync(join(cwd, 'out')) && readdirSync(join(cwd, 'out')).some((name) => name.startsWith('.tocsin-staging-'));
}

function judge({ cwd }: CommandExperiment, old: Tree, fresh: Tree, figures: CommandFigures): void {
  const found = readTree(join(cwd, 'out'));
  let olds = 0;
  let news = 0;
  for (const [path, text] of found) {
    if (text === fresh.get(path) && text !== old.get(path)) news++;
    else if (text === old.get(path) && text !== fresh.get(path)) olds++;
    else if (text !== old.get(path)) {
      figures.torn++;
      if (figures.torn <= 3) figures.faults.push(`torn: ${path}`);
    }
  }
  for (const path of fresh.keys()) if (old.has(path) && !found.has(path)) figures.faults.push(`lost: ${path}`);
  if (isStaging(cwd)) figures.whileWriting++;
  else if (isSame(found, fresh)) figures.afterwards++;
  else figures.beforeWriting++;
  if (isStaging(cwd) && news > 0) figures.whileRenaming++;
  if (news > 0 && olds > 0) figures.mixes++;
}

/** Lets a run complete, and says what is not as it should be after it. */
function complete(experiment: CommandExperiment, wanted: Tree, figures: CommandFigures): void {
  const status = run(experiment, []);
  const out = join(experiment.cwd, 'out');
  const hidden = readdirSync(out).filter((name) => name.startsWith('.'));
  if (status === 0 && hidden.length === 0 && isSame(readTree(out), wanted) && check(experiment)) return;
  figures.notCompleted++;
  figures.faults.push(`the run after kill ${figures.kills} ended with ${String(status)}, left ${hidden.join(', ') || 'nothing behind'}`);
}

function isSame(one: Tree, other: Tree): boolean {
  return one.size === other.size && [...one].every(([path, text]) => other.get(path) === text);
}

function readTree(root: string): Tree {
  const files = new Map<string, string>();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!name.startsWith('.') && statSync(join(root, name)).isFile()) files.set(name, readFileSync(join(root, name), 'utf8'));
  }
  return files;
}
