import { Sink } from '../diagnostics/diagnostic.ts';
import type { Job } from '../drill/jobs.ts';
import { liveFault, liveJobOf } from '../drill/live-job.ts';
import { lateMs, liveVerdict, type LiveObservation } from '../drill/live-verdict.ts';
import { outcomeOf, type Outcome } from '../drill/outcome.ts';
import type { Sample } from '../drill/promtool-report.ts';
import { firingExpr } from '../drill/questions.ts';
import type { Prometheus } from '../engines/drill-engines.ts';
import { eachAtOnce } from '../engines/promtool-tests.ts';
import { runPrometheus, type Asked } from '../engines/run-prometheus.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { formatDuration } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import { scaleFault } from '../rules/scale.ts';
import type { Context } from './context.ts';

/** Usual scale: an hour is a minute. */
export const USUAL_SCALE = 60;

/** Runs jobs in a Prometheus each, as many at once as there are processors, and says before how long that takes. */
export async function runLive(context: Context, prometheus: Prometheus, jobs: readonly Job[], settings: Settings, scale: number, signal: AbortSignal): Promise<readonly (Outcome | CouldNotRun)[]> {
  const faults = jobs.flatMap(({ scenario }) => {
    const fault = liveFault(scenario) ?? scaleFault(scale, { scrapeIntervalMs: scenario.scrape.everyMs, evaluationIntervalMs: scenario.stepMs });
    return fault === undefined ? [] : [couldNotRun(fault, 'change the drill, or choose another --time-scale')];
  });
  if (faults.length > 0) return faults;
  const longest = Math.max(...jobs.map(({ scenario }) => scenario.durationMs));
  context.stderr(`${jobs.length} run${jobs.length === 1 ? '' : 's'} in Prometheus ${prometheus.version}, the longest takes ${formatDuration(Math.ceil(longest / scale / 1000) * 1000)}\n`);
  return eachAtOnce(jobs, (job) => runOne(prometheus, job, settings, scale, signal));
}

async function runOne(prometheus: Prometheus, job: Job, settings: Settings, scale: number, signal: AbortSignal): Promise<Outcome | CouldNotRun> {
  // The rules were checked when they were made for promtool.
  const live = liveJobOf(job, settings, scale, new Sink());
  const answer = await runPrometheus(prometheus, live, async (asked) => ({ failures: await asked.failures(), observed: await observe(asked, job, settings, scale) }), signal);
  if ('kind' in answer) return answer;
  const [failure] = answer.failures;
  if (failure !== undefined) return outcomeOf(job, { kind: 'rule-failed', ...failure, time: 'the end' });
  return outcomeOf(job, liveVerdict(job, settings, answer.observed));
}

async function observe(asked: Asked, job: Job, settings: Settings, scale: number): Promise<LiveObservation> {
  const endMs = job.scenario.durationMs + lateMs(job);
  const whole = `${firingExpr(settings)}[${formatDuration(Math.ceil(endMs / scale))}]`;
  const fired = (await asked.query(whole, endMs / scale)).map(({ labels, points }) => ({ labels, atMs: points.map(({ atMs }) => atMs * scale) }));
  const others: (readonly Sample[])[] = [];
  const wanted = [...job.observations.slice(job.firing, job.firing + job.values), ...job.observations.slice(job.firing + job.values + job.recorded)];
  for (const { expr, atMs } of wanted) {
    const samples = await asked.query(expr, (atMs + lateMs(job)) / scale);
    others.push(samples.flatMap(({ labels, points }) => points.slice(-1).map(({ value }) => ({ labels, value }))));
  }
  return { fired, values: others.slice(0, job.values), plotted: others.slice(job.values) };
}
