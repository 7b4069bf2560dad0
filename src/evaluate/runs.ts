import type { Labels } from './labels.ts';
import type { Point, Window } from './source.ts';

/** Samples of one value, one every `everyMs`; at least one. */
export interface Run {
  readonly firstMs: number;
  readonly everyMs: number;
  readonly count: number;
  readonly value: number;
}

/** A window of few runs instead of many samples; these are made when they are asked for. Runs may lie between each other. */
export class RunWindow implements Window {
  readonly labels: Labels;
  readonly runs: Run[] = [];
  private expanded: readonly Point[] | undefined;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  get points(): readonly Point[] {
    this.expanded ??= this.runs.flatMap(({ firstMs, everyMs, count, value }) => Array.from({ length: count }, (_, index): Point => ({ labels: this.labels, atMs: firstMs + index * everyMs, value }))).sort((a, b) => a.atMs - b.atMs);
    return this.expanded;
  }
}

/** Windows by the labels of their series, built run by run. */
export class RunWindows {
  private readonly byLabels = new Map<Labels, RunWindow>();
  private latest: RunWindow | undefined;

  add(labels: Labels, run: Run): void {
    // Mostly there is one series.
    const window = this.latest?.labels === labels ? this.latest : this.of(labels);
    window.runs.push(run);
    this.latest = window;
  }

  private of(labels: Labels): RunWindow {
    const window = this.byLabels.get(labels) ?? new RunWindow(labels);
    this.byLabels.set(labels, window);
    return window;
  }

  all(): readonly RunWindow[] {
    return [...this.byLabels.values()];
  }
}

function sum(runs: readonly Run[]): number {
  return runs.reduce((total, { value, count }) => total + value * count, 0);
}

function length(runs: readonly Run[]): number {
  return runs.reduce((total, { count }) => total + count, 0);
}

function endOf({ firstMs, everyMs, count }: Run): number {
  return firstMs + (count - 1) * everyMs;
}

/** Functions of a range vector that need not see each sample. */
export const OF_RUNS: ReadonlyMap<string, (runs: readonly Run[]) => number> = new Map<string, (runs: readonly Run[]) => number>([
  ['sum_over_time', sum],
  ['avg_over_time', (runs) => sum(runs) / length(runs)],
  ['count_over_time', length],
  ['present_over_time', () => 1],
  ['last_over_time', (runs) => runs.reduce((latest, run) => (endOf(run) > endOf(latest) ? run : latest)).value],
  ['max_over_time', (runs) => runs.reduce((most, { value }) => (value > most || Number.isNaN(most) ? value : most), NaN)],
  ['min_over_time', (runs) => runs.reduce((least, { value }) => (value < least || Number.isNaN(least) ? value : least), NaN)],
]);
