import type { Matcher, Selector } from '../promql/ast.ts';
import { matcherMatches } from '../promql/regex.ts';
import { ofLabels } from './label-cache.ts';
import { METRIC_NAME, type Labels } from './labels.ts';
import { RunWindows } from './runs.ts';
import type { Frame, Point, Selection, Source, Steps, Window } from './source.ts';
import type { Steady } from './storage.ts';

/** What one evaluation of a rule wrote. Without a row the evaluation failed, and nothing was written, not even that series ended. */
export type Row = readonly Point[] | undefined;

/** A rule as a maker of series: a row for each evaluation, at the multiples of its interval. */
export interface RowMaker {
  readonly intervalMs: number;
  /** Its place among all rules, in the order of their evaluation. */
  readonly place: number;
  /** Nothing was evaluated before. */
  readonly beginMs: number;
  /** Names that its series may have. */
  readonly names: readonly string[];
  /** Labels that all of its series have, with these values. */
  readonly certain: ReadonlyMap<string, string>;
  row(evaluation: number): Row;
  /** The stretch around an evaluation in which each writes the same row, but for its time. */
  constant(evaluation: number): { readonly last: number; readonly row: readonly Point[] } | undefined;
  /** A stretch around a moment in which it always writes the same, or nothing at all. */
  steady(atMs: number): Steady | undefined;
}

/** What rules write, as a source of series. A series ends with the first evaluation that does not write it. */
export function rowSource(makers: readonly RowMaker[]): Source {
  return {
    select: (selector) => {
      const matchers: readonly Matcher[] = selector.metric === undefined ? selector.matchers : [...selector.matchers, { label: METRIC_NAME, op: '=', value: selector.metric }];
      return new RowSelection(makers.filter((maker) => mayMatch(maker, selector)), matchers);
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

  constructor(makers: readonly RowMaker[], matchers: readonly Matcher[]) {
    this.makers = makers;
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
    const earliest = Math.ceil(Math.max(fromMs, maker.beginMs) / intervalMs);
    for (let evaluation = lastVisible(maker, untilMs, frame); evaluation >= earliest; evaluation -= 1) {
      const row = maker.row(evaluation);
      if (row !== undefined) return this.ofSelector(row);
    }
    return [];
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
      stretches.push(stretch);
    }
    return stretches;
  }

  windows(fromMs: number, untilMs: number, frame: Frame): readonly Window[] {
    const windows = new RunWindows();
    for (const maker of this.makers) {
      if (maker.place === frame.silent) continue;
      const last = lastVisible(maker, untilMs, frame);
      const everyMs = maker.intervalMs;
      for (let evaluation = Math.ceil(Math.max(fromMs, maker.beginMs) / everyMs); evaluation <= last; ) {
        const constant = maker.constant(evaluation);
        const next = Math.min(constant?.last ?? evaluation, last) + 1;
        for (const { labels, value } of (constant === undefined ? maker.row(evaluation) : constant.row) ?? []) {
          if (this.matches(labels)) windows.add(labels, { firstMs: evaluation * everyMs, everyMs, count: next - evaluation, value });
        }
        evaluation = next;
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
    const { stepMs, offsetMs, lookbackMs, untilMs } = steps;
    for (let atMs = steps.firstMs; atMs <= untilMs; ) {
      const seenMs = atMs - offsetMs;
      const evaluation = lastVisible(maker, seenMs, frame);
      const constant = evaluation * intervalMs < Math.max(seenMs - lookbackMs, maker.beginMs) ? undefined : maker.constant(evaluation);
      const row = constant === undefined ? this.latestOf(maker, seenMs - lookbackMs, seenMs, frame) : constant.row;
      // The last evaluation is seen for a lookback; where intervals are longer than that, each step is looked at.
      const lastSeenMs = constant === undefined || intervalMs > lookbackMs ? seenMs : Math.min((constant.last + 1) * intervalMs - 1, lastSettled(maker, frame));
      const count = Math.max(1, Math.floor((Math.min(lastSeenMs + offsetMs, untilMs) - atMs) / stepMs) + 1);
      for (const { labels, value } of row) if (this.matches(labels)) windows.add(labels, { firstMs: atMs, everyMs: stepMs, count, value });
      atMs += count * stepMs;
    }
    return windows.all();
  }
}

/** The last evaluation that can be seen: of the present moment only that of rules before the one that looks. */
function lastVisible(maker: RowMaker, untilMs: number, frame: Frame): number {
  return Math.floor(Math.min(untilMs, lastSettled(maker, frame)) / maker.intervalMs);
}

function lastSettled({ place }: RowMaker, frame: Frame): number {
  return place < frame.place ? frame.nowMs : frame.nowMs - 1;
}
