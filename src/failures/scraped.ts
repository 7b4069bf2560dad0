import { Labels, METRIC_NAME } from '../evaluate/labels.ts';
import type { Course, Sample, Steady, Storage, StoredSeries } from '../evaluate/storage.ts';
import { commonMultiple } from '../model/intervals.ts';
import type { Matcher } from '../promql/ast.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { WorldSeries } from './world.ts';

/** What a Prometheus that scrapes these series stores; samples are computed when they are read. */
export function scrapedStorage(series: readonly WorldSeries[], everyMs: number): Storage {
  const byMetric = new Map<string, StoredSeries[]>();
  for (const one of series) {
    const same = byMetric.get(one.metric) ?? [];
    same.push(new ScrapedSeries(one, everyMs));
    byMetric.set(one.metric, same);
  }
  return {
    select: (matchers, metric) => {
      const candidates = metric === undefined ? [...byMetric.values()].flat() : (byMetric.get(metric) ?? []);
      return candidates.filter(({ labels }) => passes(matchers, labels));
    },
  };
}

function passes(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcherMatches(matcher, labels.get(matcher.label)));
}

type Extent = Pick<Steady, 'fromMs' | 'untilMs'>;

interface Known extends Extent {
  readonly steady: Steady | undefined;
}

/** A series of which there is a sample at every multiple of the scrape interval while it exists, and a marker where it has ended. */
class ScrapedSeries implements StoredSeries {
  readonly labels: Labels;
  readonly #series: WorldSeries;
  readonly #everyMs: number;
  /** Windows overlap, so that most samples are read again and again. */
  readonly #samples = new Map<number, Sample | undefined>();
  readonly #lines: Known[] = [];
  readonly #recurrences: Known[] = [];

  constructor(series: WorldSeries, everyMs: number) {
    this.labels = Labels.of({ ...series.labels, [METRIC_NAME]: series.metric });
    this.#series = series;
    this.#everyMs = everyMs;
  }

  samples(fromMs: number, untilMs: number): readonly Sample[] {
    const found: Sample[] = [];
    for (let at = this.#first(fromMs); at <= untilMs; at += this.#everyMs) {
      const sample = this.#at(at);
      if (sample !== undefined) found.push(sample);
    }
    return found;
  }

  latest(fromMs: number, untilMs: number): Sample | undefined {
    const first = this.#first(fromMs);
    for (let at = Math.floor(untilMs / this.#everyMs) * this.#everyMs; at >= first; at -= this.#everyMs) {
      const sample = this.#at(at);
      if (sample !== undefined) return sample;
    }
    return undefined;
  }

  steady(atMs: number, course: Course): Steady | undefined {
    const { bursts } = this.#series;
    if (course === 'recurrence' && bursts !== undefined) {
      const periodMs = commonMultiple(bursts.everyMs, this.#everyMs);
      const found = this.#known(this.#recurrences, atMs, (at) => bursts.stretch(at));
      return found?.everyMs === undefined ? found : { ...found, periodMs };
    }
    return this.#known(this.#lines, atMs, (at) => this.#series.stretch(at));
  }

  #known(known: Known[], atMs: number, find: (atMs: number) => Extent | undefined): Steady | undefined {
    const before = known.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs <= untilMs);
    if (before !== undefined) return before.steady;
    const extent = find(atMs);
    if (extent === undefined) return undefined;
    const steady = this.#within(extent);
    // A probe has too many stretches to keep.
    if (known.length < 12) known.push({ ...extent, steady });
    return steady;
  }

  #within(extent: Extent): Steady | undefined {
    const first = this.#first(extent.fromMs);
    if (first > extent.untilMs) return extent;
    const sample = this.#at(first);
    if (sample === undefined) return extent;
    return sample.stale === true ? undefined : { ...extent, everyMs: this.#everyMs };
  }

  /** Nothing was scraped before the beginning. */
  #first(fromMs: number): number {
    return Math.max(0, Math.ceil(fromMs / this.#everyMs)) * this.#everyMs;
  }

  #at(atMs: number): Sample | undefined {
    if (this.#samples.has(atMs)) return this.#samples.get(atMs);
    const sample = this.#sampleAt(atMs);
    this.#samples.set(atMs, sample);
    return sample;
  }

  #sampleAt(atMs: number): Sample | undefined {
    if (this.#series.exists(atMs)) return { atMs, value: this.#series.valueAt(atMs) };
    return atMs >= this.#everyMs && this.#series.exists(atMs - this.#everyMs) ? { atMs, value: Number.NaN, stale: true } : undefined;
  }
}
