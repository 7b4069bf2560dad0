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
      if (one.exists(at)) values.push(String(one.valueAt(at)));
      else values.push(at > 0 && one.exists(at - everyMs) ? 'stale' : '_');
    }
    return { metric: one.metric, labels: one.labels, values: values.join(' ') };
  });
}
