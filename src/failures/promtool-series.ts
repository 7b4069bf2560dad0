import type { WorldSeries } from './world.ts';

/** One series as a unit test of promtool gives it, a value for each scrape. */
export interface PromtoolSeries {
  readonly metric: string;
  readonly labels: WorldSeries['labels'];
  /** `1 2 3`; `_` where there is no sample, `stale` where a scrape finds that the series has ended. */
  readonly values: string;
}

/** What a Prometheus that scrapes these series stores, from 0 to `untilMs` and both included, for promtool: the same samples that the proof evaluates. */
export function promtoolSeries(series: readonly WorldSeries[], everyMs: number, untilMs: number): readonly PromtoolSeries[] {
  return series.map((one) => {
    const values: string[] = [];
    for (let at = 0; at <= untilMs; at += everyMs) {
      const seen = scrapeOf(one, at, everyMs);
      values.push(seen === undefined ? '_' : String(seen));
    }
    return { metric: one.metric, labels: one.labels, values: values.join(' ') };
  });
}

/** What a scrape at a moment finds of a series: its value, that it has ended since the scrape before, or nothing. */
export function scrapeOf(series: WorldSeries, atMs: number, everyMs: number): number | 'stale' | undefined {
  if (series.exists(atMs)) return series.valueAt(atMs);
  return atMs > 0 && series.exists(atMs - everyMs) ? 'stale' : undefined;
}
