import { resolve } from 'node:path';
import { makeOutput, type Output } from '../compile/back.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { compareOutput } from '../drift/compare.ts';
import { driftProblems } from '../drift/problems.ts';
import { renderDrift } from '../drift/render.ts';
import { HEADER, SCALED_HEADER } from '../emit/header.ts';
import { readOutput } from '../io/check-output.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { writeOutput } from '../io/write-output.ts';
import type { Model } from '../model/model.ts';
import { countsOf } from '../report/coverage-rows.ts';
import { renderCoverage } from '../report/coverage-text.ts';
import { renderSummary } from '../report/summary.ts';
import { scaleFault } from '../rules/scale.ts';
import type { GeneratedTest } from '../rule-tests/rule-tests.ts';
import { Answer, type AnswerOptions } from './answer.ts';
import { CLEAN, FINDINGS, type Context, type ExitStatus } from './context.ts';
import { loadSpecs, shown } from './load.ts';
import { DEFAULT_OUT } from './options.ts';
import type { ProvedOutput } from './prove-output.ts';
import { namePatterns } from './only.ts';

/** Flags of `generate`. */
export interface GenerateOptions extends AnswerOptions {
  readonly specs: string;
  readonly out: string;
  readonly check: boolean;
  /** Instances to write; empty for all. `*` stands for any characters. */
  readonly only: readonly string[];
  readonly strict: boolean;
  /** Divides all durations, for a Prometheus of tests. */
  readonly timeScale?: number;
  /** Writes though not every failure is proved to end at a person. */
  readonly unproved: boolean;
  /** Leaves out the table of what was made. */
  readonly brief?: boolean;
}

/** Compiles the specs and writes the output folder, or compares it with what it should be. */
export async function generate(context: Context, options: GenerateOptions): Promise<ExitStatus> {
  const answer = new Answer(context, options);
  return answer.end(await generateFor(answer, context, options));
}

async function generateFor(answer: Answer, context: Context, options: GenerateOptions): Promise<ExitStatus> {
  const sink = new Sink();
  const loaded = await loadSpecs(context, options.specs, sink);
  if (loaded.kind === 'unreadable') return answer.couldNotRun(loaded.failures);
  const { model, base } = loaded;
  const unscalable = scaleRefusal(context, options, model);
  if (unscalable !== undefined) return answer.couldNotRun([unscalable]);
  // Output is made even of a model with problems, so that all problems of all stages show in one run.
  const made = model === undefined ? undefined : await withTests(model, makeOutput(model, base, sink, options.timeScale), options, sink);
  const proved = model === undefined || made === undefined || sink.hasErrors || options.timeScale !== undefined ? undefined : await prove(model, made, context.today);
  for (const one of proved?.problems ?? []) sink.report(options.unproved && one.severity === 'error' ? { ...one, severity: 'warning' } : one);
  const problems = sink.sorted;
  answer.problems(problems, 'stderr');
  if (model === undefined || made === undefined || sink.hasErrors || (options.strict && problems.length > 0)) {
    const holes = proved === undefined ? '' : ' Give --unproved to do it all the same.';
    return answer.refuse(options.check ? `Not compared: the specs have problems.${holes}\n` : `Nothing was written.${holes}\n`);
  }
  const output = proved === undefined ? made : { ...made, files: [...made.files, proved.page].sort((a, b) => (a.path < b.path ? -1 : 1)) };
  const only = pick(model, output, options.only);
  if (only.unknown !== undefined) return answer.couldNotRun([only.unknown]);
  return options.check ? check(answer, context, options, output, only.isPicked) : write(answer, context, options, model, { output, proved }, only.isPicked);
}

/** Why output in scaled time is not made; it must never be taken for what is deployed. */
function scaleRefusal(context: Context, { timeScale, out, check }: GenerateOptions, model: Model | undefined): CouldNotRun | undefined {
  if (timeScale === undefined) return undefined;
  if (check) return couldNotRun('--time-scale and --check do not go together: what is compared is deployed', 'leave one of them out');
  if (resolve(context.cwd, out) === resolve(context.cwd, DEFAULT_OUT)) return couldNotRun(`rules of scaled time are never written to ${DEFAULT_OUT}/`, 'name another folder, such as `--out scaled`');
  const fault = model === undefined ? undefined : scaleFault(timeScale, model.settings);
  return fault === undefined ? undefined : couldNotRun(`--time-scale ${timeScale}: ${fault}`, 'take a scale that divides them, such as 60');
}

/** Rules and routes, and the tests of the rules where the project asks for them. */
interface Generated extends Output {
  readonly tests: readonly GeneratedTest[];
}

/** Rules of scaled time have no tests: these are of the time of the specs. */
async function withTests(model: Model, output: Output, { timeScale }: GenerateOptions, sink: Sink): Promise<Generated> {
  const tests = timeScale === undefined && model.settings.tests !== undefined ? (await import('../rule-tests/rule-tests.ts')).ruleTests(model, sink) : [];
  return { ...output, tests, files: [...output.files, ...tests.map(({ path, text }) => ({ path, text }))].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Without a Routing nothing is proved, and what proves is not loaded. */
async function prove(model: Model, output: Output, today: string): Promise<ProvedOutput | undefined> {
  return model.routing === undefined ? undefined : (await import('./prove-output.ts')).proveOutput(model, output, today);
}

interface Made {
  readonly output: Generated;
  readonly proved: ProvedOutput | undefined;
}

async function write(answer: Answer, context: Context, options: GenerateOptions, model: Model, { output, proved }: Made, isPicked: IsPicked | undefined): Promise<ExitStatus> {
  const result = await writeOutput(options.out, output.files, {
    cwd: context.cwd,
    header: options.timeScale === undefined ? HEADER : SCALED_HEADER,
    isScaled: options.timeScale !== undefined,
    processes: context.processes,
    ...(isPicked === undefined ? {} : { only: isPicked }),
  });
  switch (result.kind) {
    case 'could-not-run':
      return answer.couldNotRun([result]);
    case 'refused':
      answer.problems(result.problems, 'stderr');
      return answer.refuse('Nothing was written.\n');
    case 'written': {
      answer.problems(result.problems, 'stderr');
      if (options.brief !== true) {
        const look = { color: answer.color('stdout'), width: context.width };
        answer.say(renderSummary(model, output.rules, { ...look, needs: proved === undefined }), 'stdout');
        answer.say(proved === undefined ? 'Not proved: no Routing says how alerts reach people.\n' : `${renderCoverage(proved.proof.cells, { ...look, holes: false })}${options.unproved && countsOf(proved.proof.cells).hole > 0 ? 'Written all the same (--unproved).\n' : ''}`, 'stdout');
      }
      const counts = `${result.written.length} written, ${result.unchanged.length} unchanged, ${result.removed.length} removed`;
      answer.say(`${shown(context, options.out)}: ${counts}\n`, 'stdout');
      return options.strict && result.problems.length > 0 ? FINDINGS : CLEAN;
    }
  }
}

async function check(answer: Answer, context: Context, options: GenerateOptions, output: Generated, isPicked: IsPicked | undefined): Promise<ExitStatus> {
  const expected = isPicked === undefined ? output.files : output.files.filter(({ path }) => isPicked(path));
  const files = new Map(output.files.map((file) => [file.path, file]));
  const isAsExpected = (path: string, bytes: Uint8Array): boolean => {
    const file = files.get(path);
    return file !== undefined && Buffer.from(file.text).equals(bytes);
  };
  const onDisk = await readOutput(options.out, [...files.keys()], { cwd: context.cwd, processes: context.processes, isAsExpected });
  if (onDisk.kind === 'could-not-run') return answer.couldNotRun([onDisk]);
  const drifts = compareOutput(expected, isPicked === undefined ? onDisk : { ...onDisk, files: onDisk.files.filter(({ path }) => isPicked(path)) }, HEADER);
  const out = shown(context, options.out);
  const problems = driftProblems(drifts, out);
  if (drifts.length > 0) answer.say(renderDrift(drifts, { color: answer.color('stdout'), out }), 'stdout');
  answer.problems(problems, 'stderr');
  const fails = problems.some(({ severity }) => severity === 'error') || (options.strict && problems.length > 0);
  if (!fails) answer.say(`${out}: ${expected.length} files are as the specs say\n`, 'stdout');
  return fails ? FINDINGS : CLEAN;
}

type IsPicked = (path: string) => boolean;

/** The files of the instances that `--only` names. */
function pick(model: Model, output: Generated, only: readonly string[]): { readonly isPicked: IsPicked | undefined; readonly unknown?: ReturnType<typeof couldNotRun> } {
  if (only.length === 0) return { isPicked: undefined };
  const names = [...model.instances.map(({ name }) => name), ...(model.watcher === undefined ? [] : [model.watcher.name])];
  const patterns = namePatterns(only);
  const lost = only.find((_, index) => !names.some((name) => patterns[index]?.test(name) === true));
  if (lost !== undefined) {
    const near = nearName(lost, names);
    return {
      isPicked: undefined,
      unknown: couldNotRun(`--only ${lost}: there is no such instance${near === undefined ? '' : `; did you mean \`${near}\`?`}`, `name one of: ${names.slice(0, 12).join(', ')}`),
    };
  }
  const paths = new Set([...output.rules, ...output.tests].filter(({ instance }) => patterns.some((pattern) => pattern.test(instance))).map(({ path }) => path));
  return { isPicked: (path) => paths.has(path) };
}
