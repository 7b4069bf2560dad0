import { ALERT_SERIES } from '../promql/alert-series.ts';
import type { Expr } from '../promql/ast.ts';
import { selectorsOf } from '../promql/selectors.ts';
import { AlertRun, isTemplate, type Firing } from './alert-run.ts';
import { certainLabels } from './certain-labels.ts';
import { compile } from './compile.ts';
import type { CompileContext } from './compiled.ts';
import { dependencies, reaches, readsOf } from './dependencies.ts';
import { DEFAULT_STEP_MS, LOOKBACK_MS, outcomeOf, valueAt } from './evaluate.ts';
import { firesBy } from './fires-by.ts';
import { RecordedRule, type RunContext } from './recorded.ts';
import { mayMatch, rowSource, type RowMaker } from './rows.ts';
import type { AlertingRule, Rule, RuleGroup } from './rule.ts';
import type { Source } from './source.ts';
import type { Storage } from './storage.ts';
import { joinedSource, lateSource, storedSource } from './stored-source.ts';
import { EvaluationFault, type Failed, type Outcome, type Unjudged } from './value.ts';

export type { Firing } from './alert-run.ts';
export type { AlertingRule, RecordingRule, Rule, RuleGroup } from './rule.ts';

export interface RunOptions {
  readonly groups: readonly RuleGroup[];
  /** What is scraped. */
  readonly raw: Storage;
  /** Series from elsewhere beside the raw ones, such as those of other runs. */
  readonly more?: readonly Source[];
  /** Nothing was evaluated before this. */
  readonly beginMs: number;
  /** Alerts are stepped from here: before it nothing was pending and nothing fired. */
  readonly alertsFromMs: number;
  readonly lookbackMs?: number;
  readonly defaultStepMs?: number;
  /**
   * By how many milliseconds the steps of subqueries come after an evaluation, and scrapes and evaluations of other groups after
   * these, 0 by default. Here all of it is at whole multiples. In Prometheus each has a moment of its own within its interval, which
   * follows from names and paths; with a millisecond, the unit of its clock, an evaluation sees a step an interval late, and both
   * see an interval late what is scraped and recorded elsewhere; ranges hold the fewest of it.
   */
  readonly lateMs?: number;
}

/** An evaluation that Prometheus would have failed. */
export interface RuleFailure {
  readonly group: string;
  /** Of the record or of the alert. */
  readonly rule: string;
  readonly atMs: number;
  readonly failed: Failed;
}

export type Firings = { readonly kind: 'judged'; readonly firings: readonly Firing[] } | Unjudged;

/** Rules over a storage, evaluated as far as something asks for them. */
export interface RuleRun {
  /** Raw and recorded series and `ALERTS`, for a run that reads them from outside. */
  readonly source: Source;
  /** An expression over raw series, recorded series and `ALERTS`, after the evaluations of that moment. */
  evaluate(expr: Expr, atMs: number): Outcome;
  /** Each evaluation from `alertsFromMs` to `untilMs`, both included: exactly when the alert first fires, for each label set. */
  firings(alert: AlertingRule, untilMs: number): Firings;
  /**
   * Whether the alert fires by `untilMs`, at far fewer evaluations: it ends with the first look at which something fires, and
   * tells what fires then. What is found is true: at `atMs` it fires, or has
   * fired before, with these labels or others. What is not found may still be a firing that fell between two looks, but
   * only without a `for`; `firings` is sure of both. An alert that reads more of its own `ALERTS` than whether it fires, or
   * reads it through recorded series, is stepped as `firings` does it.
   *
   * @param watchedMs what fires is watched for so long, to tell how long it lasts
   */
  firesBy(alert: AlertingRule, untilMs: number, watchedMs?: number): Firings;
  /** What failed in the evaluations that were needed so far; of an alert that `firesBy` looked at, the first that failed. */
  failures(): readonly RuleFailure[];
}

interface Placed {
  readonly rule: Rule;
  readonly group: RuleGroup;
  /** Place of the group. */
  readonly at: number;
}

/** The rules are judged lazily: reading a recorded series evaluates its rule at the times that are read, once. */
export function runRules(options: RunOptions): RuleRun {
  const placed: readonly Placed[] = options.groups.flatMap((group, at) => group.rules.map((rule) => ({ rule, group, at })));
  const lateMs = options.lateMs ?? 0;
  const groupOf = new Map(placed.map(({ rule, group }) => [rule, group.name]));
  const failures: RuleFailure[] = [];
  const makers: RowMaker[] = [];
  const sources: Source[] = [storedSource(options.raw), ...(options.more ?? [])].map((one) => lateSource(one, 2 * lateMs));
  const context: CompileContext = {
    source: { select: (selector) => joinedSource(sources).select(selector) },
    lookbackMs: options.lookbackMs ?? LOOKBACK_MS,
    defaultStepMs: options.defaultStepMs ?? DEFAULT_STEP_MS,
    stepPhaseMs: lateMs,
  };
  const run: RunContext = {
    compile: context,
    onFailure: (rule, atMs, fault) => failures.push({ group: groupOf.get(rule) ?? '', rule: nameOf(rule), atMs, failed: fault }),
  };
  const reads = placed.map(({ rule }) => readsOf(rule.expr, { names: 'record' in rule ? [rule.record] : ALERT_SERIES, certain: certainOf(rule) }));
  const graph = dependencies(reads);
  const alerts = new Map<AlertingRule, AlertRun>();
  for (const [place, { rule, group, at }] of placed.entries()) {
    const certain = reads[place]?.writes.certain ?? new Map<string, string>();
    const timing = { intervalMs: group.intervalMs, place, group: at, beginMs: options.beginMs };
    if ('record' in rule) {
      makers.push(new RecordedRule(rule, timing, certain, reaches(graph, place, place), run));
      continue;
    }
    const alert = new AlertRun(rule, { ...timing, beginMs: options.alertsFromMs }, certain, run);
    alerts.set(rule, alert);
    makers.push(alert);
  }
  sources.push(rowSource(makers, 2 * lateMs));

  const runOf = (alert: AlertingRule): AlertRun => {
    const found = alerts.get(alert);
    if (found === undefined) throw new RangeError(`not an alert of this run: ${alert.alert}`);
    return found;
  };
  const exactly = (alert: AlertingRule, untilMs: number, watchedMs = 0): Firings => judged(() => runOf(alert).firings(untilMs, watchedMs));
  return {
    source: context.source,
    evaluate: (expr, atMs) => outcomeOf(() => valueAt(compile(expr, context), atMs, { startMs: atMs, endMs: atMs, nowMs: atMs, place: Infinity, group: undefined }, expr)),
    firings: (alert, untilMs) => exactly(alert, untilMs),
    firesBy: (alert, untilMs, watchedMs = 0) => {
      const found = runOf(alert);
      if (!readsOnlyWhetherItFires(found, graph)) return exactly(alert, untilMs, watchedMs);
      return judged(() => firesBy(found, untilMs, watchedMs, (atMs, fault) => run.onFailure(alert, atMs, fault)));
    },
    failures: () => failures,
  };
}

function nameOf(rule: Rule): string {
  return 'record' in rule ? rule.record : rule.alert;
}

/** Labels that the rule's series surely have. */
function certainOf(rule: Rule): ReadonlyMap<string, string> {
  const labels = new Map(certainLabels(rule.expr));
  for (const [name, value] of Object.entries(rule.labels)) {
    if (value === '' || isTemplate(value)) labels.delete(name);
    else labels.set(name, value);
  }
  if ('alert' in rule) {
    labels.set('alertname', rule.alert);
    // `ALERTS` says its own, whatever the expression reads.
    labels.delete('alertstate');
  }
  return labels;
}

/** Whether the alert is the same before its first firing if its own `ALERTS` are taken for missing. */
function readsOnlyWhetherItFires(alert: AlertRun, graph: readonly (readonly number[])[]): boolean {
  const { rule, place } = alert;
  const throughOthers = (graph[place] ?? []).some((other) => other !== place && (reaches(graph, other, place)));
  if (throughOthers) return false;
  return selectorsOf(rule.expr).every(
    (selector) => !mayMatch(alert, selector) || selector.matchers.some(({ label, op, value }) => label === 'alertstate' && op === '=' && value === 'firing'),
  );
}

/** What is found, unless something of it cannot be judged. */
function judged(find: () => readonly Firing[]): Firings {
  try {
    return { kind: 'judged', firings: find() };
  } catch (error) {
    if (error instanceof EvaluationFault && error.fault.kind === 'unjudged') return error.fault;
    throw error;
  }
}
