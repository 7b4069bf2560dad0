import type { Settings } from '../model/model.ts';
import type { Check, Job } from './jobs.ts';
import type { PromtoolVerdict, Sample } from './promtool-report.ts';
import { alertMatchers } from './questions.ts';
import type { Expectation, Labels } from './scenario.ts';

/** Prometheus lets an alert end so many intervals after it was last sent: as long Alertmanager waits. */
const HELD_INTERVALS = 4;

/** When an alert fired: all evaluations at which it did, in milliseconds of the drill. */
export interface FiredAlert {
  readonly labels: Labels;
  readonly atMs: readonly number[];
}

/** What a running Prometheus was seen to do. */
export interface LiveObservation {
  readonly fired: readonly FiredAlert[];
  /** Of the checks of values, in their order. */
  readonly values: readonly (readonly Sample[])[];
  /** Of the plot's points. */
  readonly plotted: readonly (readonly Sample[])[];
}

/**
 * How much later than promtool a running Prometheus may be: it scrapes and evaluates at moments of its own, so what it knows is
 * up to a scrape older, and is evaluated up to an interval later.
 */
export function lateMs({ scenario }: Pick<Job, 'scenario'>): number {
  return scenario.stepMs + scenario.scrape.everyMs;
}

/** The verdict on a run, in the form that promtool's has. */
export function liveVerdict(job: Job, settings: Settings, { fired, values, plotted }: LiveObservation): Exclude<PromtoolVerdict, { kind: 'unreadable' }> {
  const { stepMs } = job.scenario;
  const atEvaluation = (ms: number): readonly Sample[] => fired.flatMap(({ labels, atMs }) => (atMs.some((at) => at > ms - stepMs && at <= ms) ? [{ labels, value: 1 }] : []));
  const evaluations = Array.from({ length: job.firing }, (_, index) => atEvaluation(index * stepMs));
  let next = 0;
  const met = job.checks.map((check) => (check.expectation.kind === 'value' ? isValue(check.expectation, values[next++] ?? []) : isToldOf(job, settings, check, fired)));
  return { kind: 'answered', met, seen: [...evaluations, ...values, ...Array.from({ length: job.recorded }, () => []), ...plotted] };
}

function isValue({ is, tolerance }: Extract<Expectation, { kind: 'value' }>, samples: readonly Sample[]): boolean {
  if (is === undefined) return samples.length === 0;
  return samples.length > 0 && samples.every(({ value }) => Math.abs(value - is) <= tolerance);
}

function isToldOf(job: Job, settings: Settings, { expectation, site }: Check, fired: readonly FiredAlert[]): boolean {
  if (expectation.kind === 'value') return false;
  const { fromMs, untilMs } = expectation;
  const late = lateMs(job);
  const matchers = Object.entries(alertMatchers(settings, expectation, expectation.alerts, site)).filter(([label]) => label !== 'alertstate');
  const moments = fired.flatMap(({ labels, atMs }) => (matchers.every(([label, allowed]) => allowed.includes(labels[label] ?? '')) ? atMs : [])).sort((a, b) => a - b);
  const within = (from: number, until: number): readonly number[] => moments.filter((at) => at >= from && at <= until);
  // What an expectation says of its first moment is only true once that has been seen.
  const seenFromMs = fromMs === 0 ? 0 : fromMs + late;
  if (expectation.kind === 'quiet') return within(seenFromMs, Math.max(seenFromMs + job.scenario.stepMs, untilMs)).length === 0;
  if (fromMs === untilMs || expectation.mode === 'sometime') return within(fromMs, untilMs + late).length > 0;
  const held = HELD_INTERVALS * job.scenario.stepMs;
  const there = [seenFromMs, ...within(fromMs, untilMs), untilMs];
  return there.every((at, index) => at - (there[index - 1] ?? at) <= held);
}
