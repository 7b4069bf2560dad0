import { matcherMatches } from '../../../src/promql/regex.ts';
import { Labels, METRIC_NAME } from '../../../src/evaluate/labels.ts';
import type { Sample, Storage, StoredSeries } from '../../../src/evaluate/storage.ts';

/** Nothing was scraped, the series ended, or a value. */
export type Scrape = '_' | 'stale' | number;

export interface ScrapedSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** From second 0 on, one each interval. */
  readonly scrapes: readonly Scrape[];
}

/** Series of a test, in memory. */
export function memoryStorage(series: readonly ScrapedSeries[], intervalMs: number): Storage {
  const stored = series.map((one) => inMemory(one, intervalMs));
  return {
    select: (matchers, metric) =>
      stored.filter(({ labels }) => (metric === undefined || labels.get(METRIC_NAME) === metric) && matchers.every((matcher) => matcherMatches(matcher, labels.get(matcher.label)))),
  };
}

function inMemory({ metric, labels, scrapes }: ScrapedSeries, intervalMs: number): StoredSeries {
  const samples = scrapes.flatMap((scrape, index): readonly Sample[] => {
    if (scrape === '_') return [];
    const atMs = index * intervalMs;
    return [scrape === 'stale' ? { atMs, value: NaN, stale: true } : { atMs, value: scrape }];
  });
  const within = (fromMs: number, untilMs: number): readonly Sample[] => samples.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs);
  return { labels: Labels.of({ ...labels, [METRIC_NAME]: metric }), samples: within, latest: (fromMs, untilMs) => within(fromMs, untilMs).at(-1) };
}

/** The scrapes as promtool writes them. */
export function notation(scrapes: readonly Scrape[]): string {
  return scrapes.map((scrape) => (typeof scrape === 'number' ? numberText(scrape) : scrape)).join(' ');
}

function numberText(value: number): string {
  return value === Infinity ? 'Inf' : value === -Infinity ? '-Inf' : String(value);
}
