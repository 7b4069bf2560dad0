import { formatDuration } from '../model/duration.ts';
import type { Check, Job, Plot } from './jobs.ts';
import type { PromtoolVerdict, Sample } from './promtool-report.ts';
import { alertMatchers } from './questions.ts';
import type { AlertChoice, Expectation } from './scenario.ts';
import { firstTold, type Told } from './told.ts';

/** What became of an expectation. */
export interface CheckResult {
  readonly site: string;
  /** `by 1h3m`. */
  readonly when: string;
  /** `page error-burn`, `no page`. */
  readonly expected: string;
  /** What there was: `fires 1h2m to 2h`. */
  readonly seen: string;
  readonly asExpected: boolean;
  /** First moment at which the alerts fired, whenever that was expected. */
  readonly firstMs: number | undefined;
  readonly expectation: Expectation;
}

/** What became of a run. */
export interface Outcome {
  readonly job: Job;
  readonly results: readonly CheckResult[];
  /** A rule that failed while it was evaluated: nothing after it was judged. */
  readonly failure: string | undefined;
  readonly plotted: readonly (number | undefined)[];
  readonly plot: Plot | undefined;
  /** What was asked of recorded series, at each evaluation. */
  readonly recorded: readonly (readonly Sample[])[];
  /** The first alert after the drill's incident began. */
  readonly told: Told | undefined;
}

/** Puts promtool's verdict and what it saw together, for each expectation. */
export function outcomeOf(job: Job, verdict: Exclude<PromtoolVerdict, { kind: 'unreadable' }>): Outcome {
  if (verdict.kind === 'rule-failed') {
    const failure = `the rule \`${verdict.rule}\` fails at ${verdict.time}: ${verdict.error}`;
    const results = job.checks.map((check) => result(check, { seen: 'a rule failed', asExpected: false, firstMs: undefined }));
    return { job, results, failure, plotted: [], plot: undefined, recorded: [], told: undefined };
  }
  const { met, seen } = verdict;
  const { settings } = job;
  const firing = seen.slice(0, job.firing);
  let nextValue = job.firing;
  const results = job.checks.map((check, index) => {
    const asExpected = met[index] === true;
    if (check.expectation.kind === 'value') {
      const samples = seen[nextValue++] ?? [];
      return result(check, { seen: valuesText(check.expectation, samples), asExpected, firstMs: undefined });
    }
    const spans = spansOf(firing, job.scenario.stepMs, alertMatchers(settings, check.expectation, check.expectation.alerts, check.site));
    return result(check, { seen: spansText(shownOf(spans, check.expectation), job.scenario.durationMs), asExpected, firstMs: spans[0]?.fromMs });
  });
  const plotted = job.plot === undefined ? [] : seen.slice(-job.plot.timesMs.length).map(([sample]) => sample?.value);
  const recorded = seen.slice(job.firing + job.values, job.firing + job.values + job.recorded);
  return { job, results, failure: undefined, plotted, plot: job.plot, recorded, told: firstTold(job.scenario, settings, firing) };
}

function result({ expectation, site }: Check, found: Pick<CheckResult, 'seen' | 'asExpected' | 'firstMs'>): CheckResult {
  return { site, when: expectation.when, expected: expectedText(expectation), expectation, ...found };
}

function expectedText(expectation: Expectation): string {
  if (expectation.kind === 'value') return `${expectation.value}${overText(expectation)} is ${expectation.isText}`;
  return `${expectation.kind === 'quiet' ? 'no ' : ''}${alertsText(expectation.alerts)}`;
}

function overText({ value, window }: Extract<Expectation, { kind: 'value' }>): string {
  if (value === 'remaining') return ' budget';
  return ` over ${window === 'period' ? 'the period' : formatDuration(window)}`;
}

function alertsText({ level, hazard }: AlertChoice): string {
  return level === undefined && hazard === undefined ? 'alert' : [level, hazard].filter((word) => word !== undefined).join(' ');
}

function valuesText({ value }: Extract<Expectation, { kind: 'value' }>, samples: readonly Sample[]): string {
  if (samples.length === 0) return 'none';
  const texts = samples.slice(0, 3).map(({ value: number }) => (value === 'ratio' || value === 'remaining' ? `${Number((100 * number).toPrecision(6))}%` : String(Number(number.toPrecision(10)))));
  return `${texts.join(', ')}${samples.length > 3 ? ', …' : ''}`;
}

/** A time of firing; both ends are evaluations. */
interface FiringSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly alerts: ReadonlySet<string>;
}

function spansOf(firing: readonly (readonly Sample[])[], stepMs: number, matchers: Readonly<Record<string, readonly string[]>>): readonly FiringSpan[] {
  const spans: { fromMs: number; untilMs: number; alerts: Set<string> }[] = [];
  for (const [index, samples] of firing.entries()) {
    const matching = samples.filter(({ labels }) => Object.entries(matchers).every(([label, values]) => values.includes(labels[label] ?? '')));
    if (matching.length === 0) continue;
    const atMs = index * stepMs;
    const last = spans.at(-1);
    const names = matching.map(({ labels }) => labels['alertname'] ?? '');
    if (last !== undefined && last.untilMs === atMs - stepMs) {
      last.untilMs = atMs;
      for (const name of names) last.alerts.add(name);
    } else spans.push({ fromMs: atMs, untilMs: atMs, alerts: new Set(names) });
  }
  return spans;
}

/** What of the firing an expectation is about: of silence only its own time, of firing also whether it came late or went on. */
function shownOf(spans: readonly FiringSpan[], expectation: Expectation): readonly FiringSpan[] {
  if (expectation.kind !== 'quiet') return spans;
  const { fromMs, untilMs } = expectation;
  return spans.flatMap((span) => (span.untilMs < fromMs || span.fromMs > untilMs ? [] : [{ ...span, fromMs: Math.max(span.fromMs, fromMs), untilMs: Math.min(span.untilMs, untilMs) }]));
}

function spansText(spans: readonly FiringSpan[], durationMs: number): string {
  if (spans.length === 0) return 'quiet';
  const texts = spans.slice(0, 3).map(({ fromMs, untilMs }) => {
    if (untilMs === fromMs) return `at ${formatDuration(fromMs)}`;
    return `${formatDuration(fromMs)} to ${untilMs >= durationMs ? 'the end' : formatDuration(untilMs)}`;
  });
  return `fires ${texts.join(', ')}${spans.length > 3 ? ` and ${spans.length === 4 ? 'once' : `${spans.length - 3} times`} more` : ''}`;
}
