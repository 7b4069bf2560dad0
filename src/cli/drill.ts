import { join } from 'node:path';
import { jobsOf, TEST_FILE, type Job } from '../drill/jobs.ts';
import { outcomeOf, type Outcome } from '../drill/outcome.ts';
import { readReport } from '../drill/promtool-report.ts';
import { renderOutcomesJson } from '../drill/render-json.ts';
import { renderOutcomes } from '../drill/render.ts';
import { rulerJobs } from '../drill/ruler.ts';
import { findPromtool, type Promtool } from '../engines/find-promtool.ts';
import { eachAtOnce, runTest } from '../engines/promtool-tests.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { writeNewFiles } from '../io/write-new-files.ts';
import { painter } from '../report/ansi.ts';
import { Answer } from './answer.ts';
import { CLEAN, FINDINGS, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { planDrills, type DrillChoice, type DrillPlan } from './drill-plan.ts';

/** Flags of `drill`. */
export interface DrillOptions extends DrillChoice {
  /** Whether a drill that needs what is not exported fails. */
  readonly strict: boolean;
  /** Folder for the test files of promtool. */
  readonly keep?: string;
  readonly format: 'text' | 'json';
  readonly color: ColorChoice;
}

/** Runs scenarios through promtool, with rules as they are generated, and tells what was not as expected. */
export async function drill(context: Context, options: DrillOptions): Promise<ExitStatus> {
  const answer = new Answer(context, options);
  const stop = new AbortController();
  void context.stopped().then(() => stop.abort());
  const plan = await planDrills(context, options, answer);
  if (typeof plan === 'number') return answer.end(plan);
  if (plan.drills.length === 0) return tell(context, options, undefined, plan, []);
  const promtool = await findPromtool(context.env ?? {}, context.cwd, stop.signal);
  if (promtool.kind === 'could-not-run') return answer.end(answer.couldNotRun([promtool]));
  const run = (jobs: readonly Job[]): Promise<readonly Outcome[] | ExitStatus> => runAll(context, options, answer, promtool, jobs, stop.signal);
  const ofSites = await run(plan.drills.flatMap(({ scenario, generated }) => jobsOf(scenario, plan.model.settings, generated)));
  if (typeof ofSites === 'number') return answer.end(ofSites);
  const ofRuler = await run(plan.drills.flatMap(({ scenario, generated }) => rulerJobs(scenario, plan.model.settings, generated, ofSites.filter(({ job }) => job.scenario === scenario))));
  if (typeof ofRuler === 'number') return answer.end(ofRuler);
  return tell(context, options, promtool, plan, [...ofSites, ...ofRuler]);
}

/** Keeps and runs these tests; the status to end with where one could not be. */
async function runAll(context: Context, options: DrillOptions, answer: Answer, promtool: Promtool, jobs: readonly Job[], signal: AbortSignal): Promise<readonly Outcome[] | ExitStatus> {
  const kept = options.keep === undefined ? undefined : await keep(context, options.keep, jobs);
  if (kept?.kind === 'could-not-run') return answer.couldNotRun([kept]);
  const outcomes = await eachAtOnce(jobs, (job) => runJob(promtool, job, signal));
  const failures = outcomes.flatMap((one) => ('kind' in one ? [one] : []));
  // One reason that holds for all is told once.
  const different = failures.filter(({ message }, at) => failures.findIndex((other) => other.message === message) === at);
  if (different.length > 0) return answer.couldNotRun(different);
  return outcomes.flatMap((one) => ('kind' in one ? [] : [one]));
}

async function runJob(promtool: Promtool, job: Job, signal: AbortSignal): Promise<Outcome | CouldNotRun> {
  const { name } = job.scenario;
  const report = await runTest(promtool, { name, files: job.files, test: TEST_FILE }, signal);
  if (report.kind === 'could-not-run') return report;
  const verdict = readReport(report.text, job.judges, job.observations);
  if (verdict.kind !== 'unreadable') return outcomeOf(job, verdict);
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

function tell(context: Context, options: DrillOptions, promtool: Promtool | undefined, { model, wanting }: DrillPlan, outcomes: readonly Outcome[]): ExitStatus {
  const isGood = outcomes.every(({ results }) => results.every(({ asExpected }) => asExpected));
  const needs = wanting.length > 0 || outcomes.some(({ job }) => job.scenario.needs.length > 0);
  if (options.format === 'json') context.stdout(renderOutcomesJson(outcomes, wanting, { version: context.version, engine: promtool === undefined ? null : `promtool ${promtool.version}` }));
  else {
    const more = [...options.files, ...(options.specs === 'slo-specs' ? [] : ['--specs', options.specs])];
    const again = (name: string): string => ['tocsin', 'drill', ...more, '--only', name].join(' ');
    const paint = painter(options.color === 'auto' ? context.colors.stdout : options.color === 'always');
    context.stdout(renderOutcomes(outcomes, wanting, { paint, again, intervalMs: model.settings.evaluationIntervalMs }));
  }
  return isGood && !(options.strict && needs) ? CLEAN : FINDINGS;
}
