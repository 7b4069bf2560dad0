import { join, resolve } from 'node:path';
import { jobsOf, TEST_FILE, type Job } from '../drill/jobs.ts';
import { outcomeOf, type Outcome } from '../drill/outcome.ts';
import { readReport, type PromtoolVerdict } from '../drill/promtool-report.ts';
import { renderOutcomesJson } from '../drill/render-json.ts';
import { renderOutcomesJunit } from '../drill/render-junit.ts';
import { renderOutcomes } from '../drill/render.ts';
import { rulerJobs } from '../drill/ruler.ts';
import { findPrometheus, findPromtool, type Prometheus, type Promtool } from '../engines/drill-engines.ts';
import { eachAtOnce, runTest, type TestFiles } from '../engines/promtool-tests.ts';
import { standingOf, type HazardResult } from '../hazards/outcome.ts';
import type { HazardPlan } from '../hazards/plan.ts';
import { hazardsJson } from '../hazards/render-json.ts';
import { hazardSuites } from '../hazards/render-junit.ts';
import { renderHazards } from '../hazards/render.ts';
import { HAZARD_TEST } from '../hazards/run.ts';
import type { Unit } from '../hazards/unit.ts';
import { answerCache, answerKey, cacheFolder, type AnswerCache } from '../io/drill-cache.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { writeNewFiles } from '../io/write-new-files.ts';
import { painter } from '../report/ansi.ts';
import { Answer } from './answer.ts';
import { CLEAN, FINDINGS, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { runsAtOnce } from './drill-choice.ts';
import { runLive, USUAL_SCALE } from './drill-live.ts';
import { planDrills, type DrillChoice, type DrillPlan } from './drill-plan.ts';
import { planHazards, runUnit, unitName, type Ask } from './hazard-drills.ts';
import { Progress, type ProgressLine } from './progress.ts';

/** Flags of `drill`. */
export interface DrillOptions extends DrillChoice {
  /** Whether a drill that needs what is not exported fails. */
  readonly strict: boolean;
  /** Folder for the test files of promtool. */
  readonly keep?: string;
  /** Of a running Prometheus. */
  readonly timeScale?: number;
  /** How many runs of promtool at once; as many as there are processors, unless given. */
  readonly jobs?: string;
  /** False where nothing that was answered before may be taken. */
  readonly cache: boolean;
  readonly format: 'text' | 'json' | 'junit';
  readonly color: ColorChoice;
}

/** Runs scenarios and failures of obligations through promtool, or scenarios in a running Prometheus, with rules as they are generated, and tells what was not as expected or claimed. */
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
  if (plan.drills.length + plan.obligations.length === 0) return tell(context, options, undefined, plan, { outcomes: [], hazards: [] });
  const hazards = plan.obligations.length === 0 ? undefined : planHazards(plan.model, plan.base, plan.obligations, context.today);
  if (hazards !== undefined && 'kind' in hazards) return answer.end(answer.couldNotRun([hazards]));
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
  const results = hazards === undefined || engine.kind !== 'promtool' ? [] : await runHazards(runs, engine, hazards);
  if (typeof results === 'number') return answer.end(results);
  return tell(context, options, engine, plan, { outcomes: [...ofSites, ...ofRuler], hazards: results });
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

type Answered = Exclude<PromtoolVerdict, { kind: 'unreadable' }>;

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

/** Lets the failures of obligations happen; the status to end with where one run could not be. */
async function runHazards({ context, options, answer, atOnce, signal }: Runs, promtool: Promtool, plan: HazardPlan): Promise<readonly HazardResult[] | ExitStatus> {
  const cache = cacheOf(context, options);
  const progress = new Progress(lineOf(context), plan.units.length);
  const places = placesOf(plan.units);
  const found = await eachAtOnce(
    plan.units,
    async (unit) => {
      const place = places.get(unit) ?? unitName(unit);
      const ask: Ask = async (run) => {
        if (options.keep !== undefined) {
          const files = Object.entries({ ...run.files, [HAZARD_TEST]: run.standing }).map(([name, text]) => ({ path: `${place}/${run.where}/${name}`, text }));
          const kept = await writeNewFiles(options.keep, context.cwd, files, 'replace');
          if (kept.kind === 'could-not-run') return kept;
        }
        return verdictOf(promtool, { ...run, name: `${place} in ${run.where}`, test: HAZARD_TEST }, cache, signal);
      };
      const outcomes = await runUnit(plan, unit, ask);
      progress.did(!('kind' in outcomes) && [...outcomes.values()].every(({ faults }) => faults.length === 0));
      return outcomes;
    },
    atOnce,
  );
  progress.end();
  const sound = soundOf(answer, found);
  return typeof sound === 'number' ? sound : plan.results(new Map(sound.flatMap((one) => [...one])));
}

/** A place for each unit's tests: the name of its obligation, numbered where an obligation has several failures. */
function placesOf(units: readonly Unit[]): ReadonlyMap<Unit, string> {
  const alike = new Map<string, Unit[]>();
  for (const unit of units) alike.set(unitName(unit), [...(alike.get(unitName(unit)) ?? []), unit]);
  return new Map([...alike].flatMap(([name, own]) => own.map((unit, index): [Unit, string] => [unit, own.length < 2 ? name : `${name}-${index + 1}`])));
}

function soundOf<T extends object>(answer: Answer, outcomes: readonly (T | CouldNotRun)[]): readonly T[] | ExitStatus {
  const failures = outcomes.flatMap((one) => (isFailure(one) ? [one] : []));
  // One reason that holds for all is told once.
  const different = failures.filter(({ message }, at) => failures.findIndex((other) => other.message === message) === at);
  if (different.length > 0) return answer.couldNotRun(different);
  return outcomes.flatMap((one) => (isFailure(one) ? [] : [one]));
}

function isFailure<T extends object>(one: T | CouldNotRun): one is CouldNotRun {
  return 'kind' in one && one.kind === 'could-not-run';
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
  const verdict = await verdictOf(promtool, { ...job, name: job.scenario.name, test: TEST_FILE }, cache, signal);
  return verdict.kind === 'could-not-run' ? verdict : outcomeOf(job, verdict);
}

/** What promtool says of a test. The same rules and series have the same answer. */
async function verdictOf(promtool: Promtool, { name, files, test, judges, observations }: TestFiles & Pick<Job, 'judges' | 'observations'>, cache: AnswerCache | undefined, signal: AbortSignal): Promise<Answered | CouldNotRun> {
  const key = answerKey(`promtool ${promtool.version}`, files);
  const known = await cache?.get(key);
  const report = known === undefined ? await runTest(promtool, { name, files, test }, signal) : { kind: 'report' as const, text: known };
  if (report.kind === 'could-not-run') return report;
  const verdict = readReport(report.text, judges, observations);
  if (verdict.kind === 'unreadable') return couldNotRun(`promtool ${promtool.version} cannot judge the drill ${name}: ${verdict.text}`, 'give the drill a longer `step` if it speaks of too many samples; else see the test by --keep, and promtool on it');
  if (known === undefined) await cache?.put(key, report.text);
  return verdict;
}

/** Writes each test with its rules, so that `promtool test rules` can run it without this tool. */
function keep(context: Context, folder: string, jobs: readonly Job[]): ReturnType<typeof writeNewFiles> {
  const files = jobs.flatMap((job, index) => {
    const alike = jobs.filter(({ scenario, where }) => scenario === job.scenario && where === job.where);
    const where = job.where.replaceAll(' ', '-');
    const place = join(job.scenario.name, alike.length < 2 ? where : `${where}-${alike.indexOf(jobs[index] ?? job) + 1}`);
    return Object.entries({ ...job.files, [TEST_FILE]: job.standing }).map(([name, text]) => ({ path: `${place}/${name}`, text }));
  });
  return writeNewFiles(folder, context.cwd, files, 'replace');
}

interface Found {
  readonly outcomes: readonly Outcome[];
  readonly hazards: readonly HazardResult[];
}

function tell(context: Context, options: DrillOptions, engine: Promtool | Prometheus | undefined, { model, wanting, drills }: DrillPlan, { outcomes, hazards }: Found): ExitStatus {
  const standings = hazards.map(standingOf);
  const isGood = outcomes.every(({ results }) => results.every(({ asExpected }) => asExpected)) && !standings.includes('not-met');
  const needs = wanting.length > 0 || outcomes.some(({ job }) => job.scenario.needs.length > 0) || standings.includes('wanting');
  if (options.format === 'junit') context.stdout(renderOutcomesJunit(outcomes, hazardSuites(hazards)));
  else if (options.format === 'json') context.stdout(renderOutcomesJson(outcomes, wanting, { version: context.version, engine: engine === undefined ? null : `${engine.kind} ${engine.version}` }, hazardsJson(hazards)));
  else {
    const more = [...options.files, ...(options.specs === 'slo-specs' ? [] : ['--specs', options.specs])];
    const again = (name: string): string => ['tocsin', 'drill', ...more, ...(options.engine === 'promtool' ? [] : ['--engine', options.engine]), ...(options.timeScale === undefined ? [] : ['--time-scale', String(options.timeScale)]), '--only', name].join(' ');
    const paint = painter(options.color === 'auto' ? context.colors.stdout : options.color === 'always');
    const parts = [
      ...(drills.length + wanting.length === 0 && hazards.length > 0 ? [] : [renderOutcomes(outcomes, wanting, { paint, again, intervalMs: model.settings.evaluationIntervalMs })]),
      ...(hazards.length === 0 ? [] : [renderHazards(hazards, { paint, again })]),
    ];
    context.stdout(parts.join('\n'));
  }
  return isGood && !(options.strict && needs) ? CLEAN : FINDINGS;
}
