import { commonMultiple } from '../model/intervals.ts';
import type { Matcher, Selector } from '../promql/ast.ts';
import { matcherMatches } from '../promql/regex.ts';
import { ofLabels } from './label-cache.ts';
import { METRIC_NAME, type Labels } from './labels.ts';
import { RunWindows, type Run } from './runs.ts';
import type { Frame, Point, Selection, Source, Steps, Window } from './source.ts';
import type { Steady } from './storage.ts';

/** What one evaluation of a rule wrote. Without a row the evaluation failed, and nothing was written, not even that series ended. */
export type Row = readonly Point[] | undefined;

/** A rule as a maker of series: a row for each evaluation, at the multiples of its interval. */
export interface RowMaker {
  readonly intervalMs: number;
  /** Its place among all rules, in the order of their evaluation. */
  readonly place: number;
  /** Of the groups in the order of their evaluation. */
  readonly group: number;
  /** Nothing was evaluated before. */
  readonly beginMs: number;
  /** Names that its series may have. */
  readonly names: readonly string[];
  /** Labels that all of its series have, with these values. */
  readonly certain: ReadonlyMap<string, string>;
  row(evaluation: number): Row;
  /** The stretch around an evaluation in which each writes the same row as one a period before, but for its time. */
  stretch(evaluation: number): Recurring | undefined;
  /** A stretch around a moment in which it always writes the same, or the same again after a while, or nothing at all. */
  steady(atMs: number): Steady | undefined;
}

/** A stretch of evaluations. */
export interface Recurring {
  /** Its last evaluation. */
  readonly last: number;
  /** Evaluations after which a row comes again. */
  readonly period: number;
  /** Without a row nothing is known. */
  rowAt(evaluation: number): readonly Point[] | undefined;
}

/** What rules write, as a source of series. A series ends with the first evaluation that does not write it. */
/** @param lateMs by how much later than their own rules those of other groups see what rules write */
export function rowSource(makers: readonly RowMaker[], lateMs = 0): Source {
  return {
    select: (selector) => {
      const matchers: readonly Matcher[] = selector.metric === undefined ? selector.matchers : [...selector.matchers, { label: METRIC_NAME, op: '=', value: selector.metric }];
      return new RowSelection(makers.filter((maker) => mayMatch(maker, selector)), matchers, lateMs);
    },
  };
}

/** Whether a rule may write series of a selector, as far as it is known without an evaluation. */
export function mayMatch({ names, certain }: Pick<RowMaker, 'names' | 'certain'>, { metric, matchers }: Selector): boolean {
  if (metric !== undefined && !names.includes(metric)) return false;
  return matchers.every((matcher) => {
    if (matcher.label === METRIC_NAME) return names.some((name) => matcherMatches(matcher, name));
    const value = certain.get(matcher.label);
    return value === undefined || matcherMatches(matcher, value);
  });
}

class RowSelection implements Selection {
  private readonly makers: readonly RowMaker[];
  private readonly matches: (labels: Labels) => boolean;
  private readonly lateMs: number;

  constructor(makers: readonly RowMaker[], matchers: readonly Matcher[], lateMs: number) {
    this.makers = makers;
    this.lateMs = lateMs;
    this.matches = ofLabels((labels) => matchers.every((matcher) => matcherMatches(matcher, labels.get(matcher.label))));
  }

  get isEmpty(): boolean {
    return this.makers.length === 0;
  }

  latest(fromMs: number, untilMs: number, frame: Frame): readonly Point[] {
    const [only, ...others] = this.makers;
    if (only === undefined) return [];
    const first = this.latestOf(only, fromMs, untilMs, frame);
    return others.length === 0 ? first : [...first, ...others.flatMap((maker) => this.latestOf(maker, fromMs, untilMs, frame))];
  }

  private latestOf(maker: RowMaker, fromMs: number, untilMs: number, frame: Frame): readonly Point[] {
    const { intervalMs } = maker;
    if (maker.place === frame.silent) return [];
    const lateMs = this.lateFor(maker, frame);
    const earliest = Math.ceil(Math.max(fromMs - lateMs, maker.beginMs) / intervalMs);
    for (let evaluation = lastVisible(maker, untilMs - lateMs, frame); evaluation >= earliest; evaluation -= 1) {
      const row = maker.row(evaluation);
      if (row !== undefined) return lateMs === 0 ? this.ofSelector(row) : this.ofSelector(row).map((one) => ({ ...one, atMs: one.atMs + lateMs }));
    }
    return [];
  }

  private lateFor({ group }: RowMaker, frame: Frame): number {
    return group === frame.group ? 0 : this.lateMs;
  }

  /** The row itself where all of it matches. */
  private ofSelector(row: readonly Point[]): readonly Point[] {
    return row.every(({ labels }) => this.matches(labels)) ? row : row.filter(({ labels }) => this.matches(labels));
  }

  steady(atMs: number): readonly Steady[] | undefined {
    const stretches: Steady[] = [];
    for (const maker of this.makers) {
      const stretch = maker.steady(atMs);
      if (stretch === undefined) return undefined;
      // For whoever sees it at once, and for whoever sees it late.
      stretches.push({ ...stretch, fromMs: stretch.fromMs + this.lateMs });
    }
    return stretches;
  }

  windows(fromMs: number, untilMs: number, frame: Frame): readonly Window[] {
    const windows = new RunWindows();
    for (const maker of this.makers) {
      if (maker.place === frame.silent) continue;
      const lateMs = this.lateFor(maker, frame);
      const last = lastVisible(maker, untilMs - lateMs, frame);
      const everyMs = maker.intervalMs;
      const beginMs = Math.max(fromMs - lateMs, maker.beginMs);
      for (let evaluation = Math.ceil(beginMs / everyMs); evaluation <= last; ) {
        const stretch = maker.stretch(evaluation);
        const count = Math.min(stretch?.last ?? evaluation, last) - evaluation + 1;
        const from = evaluation;
        const rows = stretch === undefined ? undefined : firstRows(stretch, Math.min(stretch.period, count), (place) => from + place);
        const firstMs = evaluation * everyMs + lateMs;
        if (rows === undefined) this.put(windows, maker.row(evaluation) ?? [], { firstMs, everyMs, count: 1 });
        else this.putAgain(windows, rows, { firstMs, everyMs, count });
        evaluation += rows === undefined ? 1 : count;
      }
    }
    return windows.all();
  }

  stepped(steps: Steps, frame: Frame): readonly Window[] | undefined {
    const [maker, ...others] = this.makers;
    if (maker === undefined || others.length > 0) return undefined;
    const windows = new RunWindows();
    if (maker.place === frame.silent) return [];
    const { intervalMs } = maker;
    const { stepMs, lookbackMs, untilMs } = steps;
    const offsetMs = steps.offsetMs + this.lateFor(maker, frame);
    // Nothing is seen before the first evaluation.
    const unseen = Math.max(0, Math.ceil((maker.beginMs + offsetMs - steps.firstMs) / stepMs));
    for (let atMs = steps.firstMs + unseen * stepMs; atMs <= untilMs; ) {
      const seenMs = atMs - offsetMs;
      const evaluation = lastVisible(maker, seenMs, frame);
      const stretch = evaluation * intervalMs < Math.max(seenMs - lookbackMs, maker.beginMs) ? undefined : maker.stretch(evaluation);
      // The last evaluation is seen for a lookback; where intervals are longer than that, each step is looked at.
      const lastSeenMs = stretch === undefined || intervalMs > lookbackMs ? seenMs : Math.min((stretch.last + 1) * intervalMs - 1, lastSettled(maker, frame));
      const most = Math.max(1, Math.floor((Math.min(lastSeenMs + offsetMs, untilMs) - atMs) / stepMs) + 1);
      const period = stretch === undefined ? 1 : commonMultiple(stretch.period * intervalMs, stepMs) / stepMs;
      const rows = stretch === undefined ? undefined : firstRows(stretch, Math.min(period, most), (place) => lastVisible(maker, seenMs + place * stepMs, frame));
      const askedMs = atMs - steps.offsetMs;
      if (rows === undefined) this.put(windows, this.latestOf(maker, askedMs - lookbackMs, askedMs, frame), { firstMs: atMs, everyMs: stepMs, count: 1 });
      else this.putAgain(windows, rows, { firstMs: atMs, everyMs: stepMs, count: most });
      atMs += (rows === undefined ? 1 : most) * stepMs;
    }
    return windows.all();
  }

  /** Adds rows, and these again and again until they are `count`. */
  private putAgain(windows: RunWindows, rows: readonly (readonly Point[])[], { firstMs, everyMs, count }: Omit<Run, 'value'>): void {
    const period = rows.length;
    for (let place = 0; place < period; place += 1) this.put(windows, rows[place] ?? [], { firstMs: firstMs + place * everyMs, everyMs: period * everyMs, count: Math.floor((count - 1 - place) / period) + 1 });
  }

  private put(windows: RunWindows, row: readonly Point[], { firstMs, everyMs, count }: Omit<Run, 'value'>): void {
    for (const { labels, value } of row) if (this.matches(labels)) windows.add(labels, { firstMs, everyMs, count, value });
  }
}

/** The first rows of a stretch, as many as there are different ones; nothing where one of them is not known. */
function firstRows(stretch: Recurring, count: number, evaluationAt: (place: number) => number): readonly (readonly Point[])[] | undefined {
  const rows: (readonly Point[])[] = [];
  for (let place = 0; place < count; place += 1) {
    const row = stretch.rowAt(evaluationAt(place));
    if (row === undefined) return undefined;
    rows.push(row);
  }
  return rows;
}

/** The last evaluation that can be seen: of the present moment only that of rules before the one that looks. */
function lastVisible(maker: RowMaker, untilMs: number, frame: Frame): number {
  return Math.floor(Math.min(untilMs, lastSettled(maker, frame)) / maker.intervalMs);
}

function lastSettled({ place }: RowMaker, frame: Frame): number {
  return place < frame.place ? frame.nowMs : frame.nowMs - 1;
}
