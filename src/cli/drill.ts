import { join, resolve } from 'node:path';
import { Sink } from '../diagnostics/diagnostic.ts';
import { RuleMaker } from '../drill/generated-rules.ts';
import { jobsOf, TEST_FILE, type Job } from '../drill/jobs.ts';
import { outcomeOf, type Outcome } from '../drill/outcome.ts';
import { readReport } from '../drill/promtool-report.ts';
import { readDrills } from '../drill/read-drills.ts';
import { renderOutcomesJson } from '../drill/render-json.ts';
import { renderOutcomesJunit } from '../drill/render-junit.ts';
import { renderOutcomes } from '../drill/render.ts';
import type { Scenario } from '../drill/scenario.ts';
import { DRILL_KINDS } from '../drill/schema.ts';
import { findPrometheus, findPromtool, type Prometheus, type Promtool } from '../engines/drill-engines.ts';
import { eachAtOnce, runTest } from '../engines/promtool-tests.ts';
import { answerCache, answerKey, cacheFolder, type AnswerCache } from '../io/drill-cache.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { writeNewFiles } from '../io/write-new-files.ts';
import type { Model, Settings } from '../model/model.ts';
import { painter } from '../report/ansi.ts';
import { readYaml } from '../source/yaml.ts';
import { readSpecsOf } from '../spec/read.ts';
import { Answer } from './answer.ts';
import { CLEAN, FINDINGS, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { narrowed, runsAtOnce, type DrillNarrowing } from './drill-choice.ts';
import { drillSources } from './drill-files.ts';
import { runLive, USUAL_SCALE } from './drill-live.ts';
import { loadSpecs } from './load.ts';
import { Progress, type ProgressLine } from './progress.ts';

/** Flags of `drill`. */
export interface DrillOptions extends DrillNarrowing {
  /** Files and folders of drills. */
  readonly files: readonly string[];
  readonly specs: string;
  /** Names of drills; empty for all. `*` stands for any characters. */
  readonly only: readonly string[];
  /** Folder for the test files of promtool. */
  readonly keep?: string;
  readonly engine: 'promtool' | 'prometheus';
  /** Of a running Prometheus. */
  readonly timeScale?: number;
  /** How many runs of promtool at once; as many as there are processors, unless given. */
  readonly jobs?: string;
  /** False where nothing that was answered before may be taken. */
  readonly cache: boolean;
  readonly format: 'text' | 'json' | 'junit';
  readonly color: ColorChoice;
}

/** Runs scenarios through promtool or a running Prometheus, with rules as they are generated, and tells what was not as expected. */
export async function drill(context: Context, options: DrillOptions): Promise<ExitStatus> {
  const answer = new Answer(context, { format: options.format === 'json' ? 'json' : 'text', color: options.color });
  const atOnce = runsAtOnce(options.jobs);
  if (typeof atOnce === 'object') return answer.end(answer.couldNotRun([atOnce]));
  const stop = new AbortController();
  void context.stopped().then(() => stop.abort());
  const fault = flagFault(options);
  if (fault !== undefined) return answer.end(answer.couldNotRun([fault]));
  const ready = await prepare(context, options, answer);
  if (typeof ready === 'number') return answer.end(ready);
  const { jobs, model } = ready;
  const refusal = drillFault(options, jobs);
  if (refusal !== undefined) return answer.end(answer.couldNotRun([refusal]));
  const find = options.engine === 'promtool' ? findPromtool : findPrometheus;
  const engine = await find(context.env ?? {}, context.cwd, stop.signal);
  if (engine.kind === 'could-not-run') return answer.end(answer.couldNotRun([engine]));
  const kept = options.keep === undefined ? undefined : await keep(context, options.keep, jobs);
  if (kept?.kind === 'could-not-run') return answer.end(answer.couldNotRun([kept]));
  const outcomes =
    engine.kind === 'promtool'
      ? await runPromtool(context, options, engine, { jobs, settings: model.settings, atOnce }, stop.signal)
      : await runLive(context, engine, jobs, model.settings, options.timeScale ?? USUAL_SCALE, stop.signal);
  const failures = outcomes.flatMap((one) => ('kind' in one ? [one] : []));
  // One reason that holds for all is told once.
  const different = failures.filter(({ message }, at) => failures.findIndex((other) => other.message === message) === at);
  if (different.length > 0) return answer.end(answer.couldNotRun(different));
  return tell(context, options, engine, model, outcomes.flatMap((one) => ('kind' in one ? [] : [one])));
}

interface PromtoolRuns {
  readonly jobs: readonly Job[];
  readonly settings: Settings;
  readonly atOnce: number | undefined;
}

async function runPromtool(context: Context, options: DrillOptions, promtool: Promtool, { jobs, settings, atOnce }: PromtoolRuns, signal: AbortSignal): Promise<readonly (Outcome | CouldNotRun)[]> {
  const cache = cacheOf(context, options);
  const progress = new Progress(lineOf(context), jobs.length);
  const outcomes = await eachAtOnce(
    jobs,
    async (job) => {
      const outcome = await runJob(promtool, job, settings, cache, signal);
      progress.did(!('kind' in outcome) && outcome.results.every(({ asExpected }) => asExpected));
      return outcome;
    },
    atOnce,
  );
  progress.end();
  return outcomes;
}

/** Flags that do not go with the engine that was chosen. */
function flagFault({ engine, timeScale, keep: folder }: DrillOptions): CouldNotRun | undefined {
  if (engine === 'prometheus') return folder === undefined ? undefined : couldNotRun('--keep writes tests of promtool', 'leave it or `--engine prometheus` out');
  return timeScale === undefined ? undefined : couldNotRun('--time-scale is of a running Prometheus', 'add `--engine prometheus`');
}

/** Drills that only a running Prometheus can run. */
function drillFault({ engine }: DrillOptions, jobs: readonly Job[]): CouldNotRun | undefined {
  if (engine === 'prometheus') return undefined;
  const live = jobs.find(({ scenario }) => scenario.interruptions.length > 0);
  return live === undefined ? undefined : couldNotRun(`promtool cannot run the drill ${live.scenario.name}: in it something happens to Prometheus itself`, 'run it with `--engine prometheus`');
}

/** Nobody watches a job of a CI system, whose log would hold every line. */
function lineOf({ terminal, env, stderr, now }: Context): ProgressLine | undefined {
  return now === undefined || (env?.['CI'] ?? '') !== '' || terminal() === undefined ? undefined : { write: stderr, now };
}

function cacheOf({ env, cwd }: Context, { cache }: DrillOptions): AnswerCache | undefined {
  const folder = cache ? cacheFolder(env ?? {}) : undefined;
  return folder === undefined ? undefined : answerCache(resolve(cwd, folder));
}

interface Ready {
  readonly model: Model;
  readonly jobs: readonly Job[];
}

async function prepare(context: Context, options: DrillOptions, answer: Answer): Promise<Ready | ExitStatus> {
  const sink = new Sink();
  const loaded = await loadSpecs(context, options.specs, sink);
  if (loaded.kind === 'unreadable') return answer.couldNotRun(loaded.failures);
  const files = await drillSources(context, options.files, sink);
  if (files.kind === 'unreadable') return answer.couldNotRun(files.failures);
  const documents = readSpecsOf(DRILL_KINDS, files.sources.flatMap((source) => readYaml(source, sink)), sink);
  const { model } = loaded;
  const maker = model === undefined || sink.hasErrors ? undefined : new RuleMaker(model, sink);
  const scenarios = model === undefined || maker === undefined ? [] : readDrills(documents, model, (instances, stepMs) => maker.make(instances, stepMs, true).rules, sink);
  answer.problems(sink.sorted, 'stderr');
  if (model === undefined || maker === undefined || sink.hasErrors) return answer.refuse('No drill was run.\n');
  const named = pick(scenarios, options.only);
  const chosen = 'kind' in named ? named : narrowed(named, options);
  if ('kind' in chosen) return answer.couldNotRun([chosen]);
  return { model, jobs: chosen.flatMap((scenario) => jobsOf(scenario, model.settings, maker.make(scenario.instances, scenario.stepMs, asksOfPeriods(scenario)))) };
}

function asksOfPeriods({ expectations }: Scenario): boolean {
  return expectations.some((one) => one.kind === 'value' && (one.window === 'period' || one.value === 'remaining'));
}

function pick(scenarios: readonly Scenario[], only: readonly string[]): readonly Scenario[] | CouldNotRun {
  if (only.length === 0) return [...scenarios];
  const patterns = only.map((text) => new RegExp(`^${text.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('.*')}$`));
  const unmatched = only.find((_, index) => !scenarios.some(({ name }) => patterns[index]?.test(name) === true));
  if (unmatched !== undefined) return couldNotRun(`--only ${unmatched}: there is no such drill`, `there are ${scenarios.map(({ name }) => name).join(', ')}`);
  return scenarios.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
}

async function runJob(promtool: Promtool, job: Job, settings: Settings, cache: AnswerCache | undefined, signal: AbortSignal): Promise<Outcome | CouldNotRun> {
  const { name } = job.scenario;
  // The same rules and series have the same answer.
  const key = answerKey(`promtool ${promtool.version}`, job.files);
  const known = await cache?.get(key);
  const report = known === undefined ? await runTest(promtool, { name, files: job.files, test: TEST_FILE }, signal) : { kind: 'report' as const, text: known };
  if (report.kind === 'could-not-run') return report;
  const verdict = readReport(report.text, job.judges, job.observations);
  if (verdict.kind !== 'unreadable') {
    if (known === undefined) await cache?.put(key, report.text);
    return outcomeOf(job, settings, verdict);
  }
  return couldNotRun(`promtool ${promtool.version} cannot judge the drill ${name}: ${verdict.text}`, 'give the drill a longer `step` if it speaks of too many samples; else see the test by --keep, and promtool on it');
}

/** Writes each test with its rules, so that `promtool test rules` can run it without this tool. */
function keep(context: Context, folder: string, jobs: readonly Job[]): ReturnType<typeof writeNewFiles> {
  const files = jobs.flatMap((job, index) => {
    const alike = jobs.filter(({ scenario, where }) => scenario === job.scenario && where === job.where);
    const place = join(job.scenario.name, alike.length < 2 ? job.where : `${job.where}-${alike.indexOf(jobs[index] ?? job) + 1}`);
    return Object.entries({ ...job.files, [TEST_FILE]: job.standing }).map(([name, text]) => ({ path: `${place}/${name}`, text }));
  });
  return writeNewFiles(folder, context.cwd, files, 'replace');
}

function tell(context: Context, options: DrillOptions, engine: Promtool | Prometheus, model: Model, outcomes: readonly Outcome[]): ExitStatus {
  const isGood = outcomes.every(({ results }) => results.every(({ asExpected }) => asExpected));
  if (options.format === 'junit') context.stdout(renderOutcomesJunit(outcomes));
  else if (options.format === 'json') context.stdout(renderOutcomesJson(outcomes, { version: context.version, engine: `${engine.kind} ${engine.version}` }));
  else {
    const more = [...options.files, ...(options.specs === 'slo-specs' ? [] : ['--specs', options.specs])];
    const again = (name: string): string => ['tocsin', 'drill', ...more, ...(options.engine === 'promtool' ? [] : ['--engine', options.engine]), ...(options.timeScale === undefined ? [] : ['--time-scale', String(options.timeScale)]), '--only', name].join(' ');
    const paint = painter(options.color === 'auto' ? context.colors.stdout : options.color === 'always');
    context.stdout(renderOutcomes(outcomes, { paint, again, intervalMs: model.settings.evaluationIntervalMs }));
  }
  return isGood ? CLEAN : FINDINGS;
}
