import { ALERT_SERIES } from '../promql/alert-series.ts';
import type { VectorAt } from './compiled.ts';
import { ofLabels } from './label-cache.ts';
import { Labels, METRIC_NAME } from './labels.ts';
import { compileRule, frameOf, orFailure, type RunContext } from './recorded.ts';
import type { AlertingRule } from './rule.ts';
import type { Row, RowMaker } from './rows.ts';
import type { Point } from './source.ts';
import type { Steady } from './storage.ts';
import { failed, unjudged, type Element } from './value.ts';

/** The first moment at which an alert fires with these labels. */
export interface Firing {
  readonly atMs: number;
  /** Of the result and of the rule, with `alertname`; those in `unknown` are left out. */
  readonly labels: Labels;
  /** Labels whose value is a template. */
  readonly unknown: readonly string[];
  /** From then to the evaluation at which it no longer fires, in milliseconds; at least this where nobody watched it for longer. */
  readonly lastsMs: number;
}

/** An alert that Prometheus holds, pending or firing, with the labels of its result. */
interface Active {
  readonly labels: Labels;
  readonly sinceMs: number;
  firing: boolean;
  /** Since when it fires only because it is kept firing. */
  keptSinceMs: number | undefined;
}

/** How long something that fires at an evaluation does so, watched for some milliseconds. */
export function lastsMs(begin: number, intervalMs: number, watchedMs: number, fires: (evaluation: number) => boolean): number {
  let next = begin + 1;
  while ((next - begin) * intervalMs <= watchedMs && fires(next)) next += 1;
  return (next - begin) * intervalMs;
}

export function isTemplate(value: string): boolean {
  return value.includes('{{');
}

/** An alerting rule, stepped from evaluation to evaluation as far as something looks at it; before the first, nothing was pending. */
export class AlertRun implements RowMaker {
  readonly intervalMs: number;
  readonly place: number;
  readonly group: number;
  readonly beginMs: number;
  readonly names = ALERT_SERIES;
  readonly certain: ReadonlyMap<string, string>;
  readonly rule: AlertingRule;
  readonly unknown: readonly string[];
  private readonly context: RunContext;
  private readonly labelsOf: (labels: Labels) => Labels;
  private readonly seriesOf: (labels: Labels) => { readonly pending: Labels; readonly firing: Labels; readonly since: Labels };
  private readonly rows = new Map<number, Row>();
  private readonly active = new Map<string, Active>();
  private readonly first = new Map<string, Omit<Firing, 'lastsMs'>>();
  private next: number;
  private at: VectorAt | undefined;

  constructor(rule: AlertingRule, timing: Pick<RowMaker, 'intervalMs' | 'place' | 'group' | 'beginMs'>, certain: ReadonlyMap<string, string>, context: RunContext) {
    this.rule = rule;
    this.intervalMs = timing.intervalMs;
    this.place = timing.place;
    this.group = timing.group;
    this.beginMs = timing.beginMs;
    this.certain = new Map([...certain, ['alertname', rule.alert]]);
    this.context = context;
    this.next = Math.ceil(timing.beginMs / timing.intervalMs);
    this.unknown = Object.keys(rule.labels).filter((name) => isTemplate(rule.labels[name] ?? ''));
    const fixed = Object.entries(rule.labels).map(([name, value]) => [name, isTemplate(value) ? '' : value] as const);
    this.labelsOf = ofLabels((labels) => labels.with([[METRIC_NAME, ''], ...fixed, ['alertname', rule.alert]]));
    this.seriesOf = ofLabels((labels) => ({
      pending: labels.with({ [METRIC_NAME]: 'ALERTS', alertstate: 'pending' }),
      firing: labels.with({ [METRIC_NAME]: 'ALERTS', alertstate: 'firing' }),
      since: labels.with({ [METRIC_NAME]: 'ALERTS_FOR_STATE' }),
    }));
  }

  /** First firings up to an evaluation, included, each watched for some milliseconds from then. */
  firings(untilMs: number, watchedMs: number): readonly Firing[] {
    this.stepTo(Math.floor(untilMs / this.intervalMs));
    const begun = [...this.first.values()].filter(({ atMs }) => atMs <= untilMs);
    const fires = (evaluation: number): boolean => (this.row(evaluation) ?? []).some(({ labels }) => labels.get('alertstate') === 'firing');
    return begun.map((one) => ({ ...one, lastsMs: lastsMs(one.atMs / this.intervalMs, this.intervalMs, watchedMs, fires) }));
  }

  /** There are none before the first; after it nothing is promised. */
  steady(atMs: number): Steady | undefined {
    const firstMs = Math.ceil(this.beginMs / this.intervalMs) * this.intervalMs;
    return atMs < firstMs ? { fromMs: -Infinity, untilMs: firstMs - 1 } : undefined;
  }

  stretch(): undefined {
    return undefined;
  }

  row(evaluation: number): Row {
    this.stepTo(evaluation);
    return this.rows.get(evaluation);
  }

  private stepTo(evaluation: number): void {
    while (this.next <= evaluation) {
      const current = this.next;
      this.next += 1;
      const atMs = current * this.intervalMs;
      this.rows.set(current, orFailure(this.rule, atMs, this.context, () => this.step(atMs)));
    }
  }

  /** What the expression gives at a moment, by the labels that the alerts have. */
  resultAt(atMs: number, silent: boolean): ReadonlyMap<string, Element> {
    this.at ??= compileRule(this.rule, this.context.compile);
    const frame = frameOf(this, atMs);
    const result = new Map<string, Element>();
    for (const { labels, value } of this.at(atMs, silent ? { ...frame, silent: this.place } : frame)) {
      const made = this.labelsOf(labels);
      if (result.has(made.key)) {
        if (this.unknown.length > 0) throw unjudged('alerts that only the template of a label tells apart', this.rule.expr.span);
        throw failed('vector contains metrics with the same labelset after applying alert labels', this.rule.expr.span);
      }
      result.set(made.key, { labels: made, value });
    }
    return result;
  }

  private step(atMs: number): readonly Point[] {
    const result = this.resultAt(atMs, false);
    for (const [key, { labels }] of result) {
      if (!this.active.has(key)) this.active.set(key, { labels, sinceMs: atMs, firing: false, keptSinceMs: undefined });
    }
    const points: Point[] = [];
    for (const [key, alert] of this.active) {
      if (result.has(key)) alert.keptSinceMs = undefined;
      else if (!this.isKept(alert, atMs)) {
        this.active.delete(key);
        continue;
      }
      if (!alert.firing && atMs - alert.sinceMs >= this.rule.forMs) {
        alert.firing = true;
        if (!this.first.has(key)) this.first.set(key, { atMs, labels: alert.labels, unknown: this.unknown });
      }
      const series = this.seriesOf(alert.labels);
      points.push({ labels: alert.firing ? series.firing : series.pending, atMs, value: 1 }, { labels: series.since, atMs, value: Math.floor(alert.sinceMs / 1000) });
    }
    return points;
  }

  private isKept(alert: Active, atMs: number): boolean {
    if (!alert.firing || this.rule.keepFiringForMs === 0) return false;
    alert.keptSinceMs ??= atMs;
    return atMs - alert.keptSinceMs < this.rule.keepFiringForMs;
  }
}
