import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { couldNotRun, settle, step, type CouldNotRun } from '../io/edge.ts';
import type { Promtool } from './drill-engines.ts';
import { runEngine } from './run-engine.ts';

/** Milliseconds for one drill; days take seconds. */
const LIMIT_MS = 300_000;

/** The files of one test: names without folders, and which of them is the test. */
export interface TestFiles {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly test: string;
}

/** What promtool printed about a test. */
export interface TestReport {
  readonly kind: 'report';
  readonly text: string;
}

/** Lets promtool run one test in a folder of its own, which is gone afterwards whatever happens. */
export function runTest(promtool: Promtool, { name, files, test }: TestFiles, signal: AbortSignal): Promise<TestReport | CouldNotRun> {
  return settle(async () => {
    const temporary = tmpdir();
    const folder = await step('make a temporary folder', temporary, () => mkdtemp(join(temporary, 'tocsin-drill-')));
    try {
      for (const [file, text] of Object.entries(files)) await step(`write ${file}`, folder, () => writeFile(join(folder, basename(file)), text));
      const run = await runEngine(promtool.path, ['test', 'rules', test], { cwd: folder, timeoutMs: LIMIT_MS, signal, environment: promtool.environment });
      switch (run.kind) {
        case 'ended':
          return { kind: 'report', text: run.output };
        case 'not-started':
          return couldNotRun(`promtool cannot be started: ${run.reason}`, `see whether ${promtool.path} runs`);
        case 'killed':
          return couldNotRun(...reasonOf(run.why, name));
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

function reasonOf(why: 'time' | 'size' | 'stop', name: string): [message: string, help: string] {
  switch (why) {
    case 'time':
      return [`promtool did not end within ${LIMIT_MS / 60_000} minutes on the drill ${name}`, 'give the drill a longer `step`, or let it be shorter'];
    case 'size':
      return [`promtool said too much on the drill ${name}`, 'let the drill have fewer series or be shorter'];
    case 'stop':
      return ['stopped', 'run the command again'];
  }
}

/**
 * Does work for each of many, so many at once, and gives the answers in order.
 *
 * @param atOnce as many as there are processors, unless given
 */
export async function eachAtOnce<T, R>(many: readonly T[], work: (one: T) => Promise<R>, atOnce = availableParallelism()): Promise<readonly R[]> {
  const answers = new Map<number, R>();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < many.length; index = next++) {
      const one = many[index];
      if (one !== undefined) answers.set(index, await work(one));
    }
  };
  await Promise.all(Array.from({ length: Math.min(many.length, atOnce) }, worker));
  return many.flatMap((_, index) => {
    const answer = answers.get(index);
    return answer === undefined ? [] : [answer];
  });
}
