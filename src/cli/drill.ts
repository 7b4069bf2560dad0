import { join, resolve } from 'node:path';
import { jobsOf, TEST_FILE, type Job } from '../drill/jobs.ts';
import { outcomeOf, type Outcome } from '../drill/outcome.ts';
import { readReport } from '../drill/promtool-report.ts';
import { renderOutcomesJson } from '../drill/render-json.ts';
import { renderOutcomesJunit } from '../drill/render-junit.ts';
import { renderOutcomes } from '../drill/render.ts';
import { rulerJobs } from '../drill/ruler.ts';
import { findPrometheus, findPromtool, type Prometheus, type Promtool } from '../engines/drill-engines.ts';
import { eachAtOnce, runTest } from '../engines/promtool-tests.ts';
import { answerCache, answerKey, cacheFolder, type AnswerCache } from '../io/drill-cache.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { writeNewFiles } from '../io/write-new-files.ts';
import { painter } from '../report/ansi.ts';
import { Answer } from './answer.ts';
import { CLEAN, FINDINGS, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { runsAtOnce } from './drill-choice.ts';
import { runLive, USUAL_SCALE } from './drill-live.ts';
import { planDrills, type DrillChoice, type DrillPlan } from './drill-plan.ts';
import { Progress, type ProgressLine } from './progress.ts';

/** Flags of `drill`. */
export interface DrillOptions extends DrillChoice {
  /** Whether a drill that needs what is not exported fails. */
  readonly strict: boolean;
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
  const plan = await planDrills(context, options, answer);
  if (typeof plan === 'number') return answer.end(plan);
  if (plan.drills.length === 0) return tell(context, options, undefined, plan, []);
  const jobs = plan.drills.flatMap(({ scenario, generated }) => jobsOf(scenario, plan.model.settings, generated));
  const refusal = drillFault(options, jobs);
  if (refusal !== undefined) return answer.end(answer.couldNotRun([refusal]));
  const find = options.engine === 'promtool' ? findPromtool : findPrometheus;
  const engine = await find(context.env ?? {}, context.cwd, stop.signal);
  if (engine.kind === 'could-not-run') return answer.end(answer.couldNotRun([engine]));
  const runs: Runs = { context, options, answer, atOnce, signal: stop.signal };
  const ofSites = engine.kind === 'promtool' ? await runPromtool(runs, engine, jobs) : soundOf(answer, await runLive(context, engine, jobs, plan.model.settings, options.timeScale ?? USUAL_SCALE, stop.signal));
  if (typeof ofSites === 'number') return answer.end(ofSites);
  // What the sites have recorded is what the ruler reads.
  const forRuler = engine.kind === 'promtool' ? plan.drills.flatMap(({ scenario, generated }) => rulerJobs(scenario, plan.model.settings, generated, ofSites.filter(({ job }) => job.scenario === scenario))) : [];
  const ofRuler = engine.kind === 'promtool' ? await runPromtool(runs, engine, forRuler) : [];
  if (typeof ofRuler === 'number') return answer.end(ofRuler);
  return tell(context, options, engine, plan, [...ofSites, ...ofRuler]);
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

interface Runs {
  readonly context: Context;
  readonly options: DrillOptions;
  readonly answer: Answer;
  readonly atOnce: number | undefined;
  readonly signal: AbortSignal;
}

/** Keeps and runs these tests; the status to end with where one could not be. */
async function runPromtool({ context, options, answer, atOnce, signal }: Runs, promtool: Promtool, jobs: readonly Job[]): Promise<readonly Outcome[] | ExitStatus> {
  const kept = options.keep === undefined ? undefined : await keep(context, options.keep, jobs);
  if (kept?.kind === 'could-not-run') return answer.couldNotRun([kept]);
  const cache = cacheOf(context, options);
  const progress = new Progress(lineOf(context), jobs.length);
  const outcomes = await eachAtOnce(
    jobs,
    async (job) => {
      const outcome = await runJob(promtool, job, cache, signal);
      progress.did(!('kind' in outcome) && outcome.results.every(({ asExpected }) => asExpected));
      return outcome;
    },
    atOnce,
  );
  progress.end();
  return soundOf(answer, outcomes);
}

function soundOf(answer: Answer, outcomes: readonly (Outcome | CouldNotRun)[]): readonly Outcome[] | ExitStatus {
  const failures = outcomes.flatMap((one) => ('kind' in one ? [one] : []));
  // One reason that holds for all is told once.
  const different = failures.filter(({ message }, at) => failures.findIndex((other) => other.message === message) === at);
  if (different.length > 0) return answer.couldNotRun(different);
  return outcomes.flatMap((one) => ('kind' in one ? [] : [one]));
}

/** Nobody watches a job of a CI system, whose log would hold every line. */
function lineOf({ terminal, env, stderr, now }: Context): ProgressLine | undefined {
  return now === undefined || (env?.['CI'] ?? '') !== '' || terminal() === undefined ? undefined : { write: stderr, now };
}

function cacheOf({ env, cwd }: Context, { cache }: DrillOptions): AnswerCache | undefined {
  const folder = cache ? cacheFolder(env ?? {}) : undefined;
  return folder === undefined ? undefined : answerCache(resolve(cwd, folder));
}

async function runJob(promtool: Promtool, job: Job, cache: AnswerCache | undefined, signal: AbortSignal): Promise<Outcome | CouldNotRun> {
  const { name } = job.scenario;
  // The same rules and series have the same answer.
  const key = answerKey(`promtool ${promtool.version}`, job.files);
  const known = await cache?.get(key);
  const report = known === undefined ? await runTest(promtool, { name, files: job.files, test: TEST_FILE }, signal) : { kind: 'report' as const, text: known };
  if (report.kind === 'could-not-run') return report;
  const verdict = readReport(report.text, job.judges, job.observations);
  if (verdict.kind !== 'unreadable') {
    if (known === undefined) await cache?.put(key, report.text);
    return outcomeOf(job, verdict);
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

function tell(context: Context, options: DrillOptions, engine: Promtool | Prometheus | undefined, { model, wanting }: DrillPlan, outcomes: readonly Outcome[]): ExitStatus {
  const isGood = outcomes.every(({ results }) => results.every(({ asExpected }) => asExpected));
  const needs = wanting.length > 0 || outcomes.some(({ job }) => job.scenario.needs.length > 0);
  if (options.format === 'junit') context.stdout(renderOutcomesJunit(outcomes));
  else if (options.format === 'json') context.stdout(renderOutcomesJson(outcomes, wanting, { version: context.version, engine: engine === undefined ? null : `${engine.kind} ${engine.version}` }));
  else {
    const more = [...options.files, ...(options.specs === 'slo-specs' ? [] : ['--specs', options.specs])];
    const again = (name: string): string => ['tocsin', 'drill', ...more, ...(options.engine === 'promtool' ? [] : ['--engine', options.engine]), ...(options.timeScale === undefined ? [] : ['--time-scale', String(options.timeScale)]), '--only', name].join(' ');
    const paint = painter(options.color === 'auto' ? context.colors.stdout : options.color === 'always');
    context.stdout(renderOutcomes(outcomes, wanting, { paint, again, intervalMs: model.settings.evaluationIntervalMs }));
  }
  return isGood && !(options.strict && needs) ? CLEAN : FINDINGS;
}
