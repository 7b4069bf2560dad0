import { Labels, METRIC_NAME } from '../../../src/evaluate/labels.ts';
import type { Course, Sample, Steady, Storage, StoredSeries } from '../../../src/evaluate/storage.ts';
import { commonMultiple } from '../../../src/model/intervals.ts';
import { matcherMatches } from '../../../src/promql/regex.ts';

/** From a moment to the next piece: a line through `level` there, or nothing. */
export interface Piece {
  readonly fromMs: number;
  readonly line: { readonly level: number; readonly perSecond: number; readonly again?: Again } | undefined;
}

/** Beside the line: some values in turn, and after all of them the same again, with a gain. */
export interface Again {
  readonly periodMs: number;
  readonly gain: number;
  readonly shape: readonly number[];
}

function comesAgain({ periodMs, gain, shape }: Again, sinceMs: number): number {
  return gain * Math.floor(sinceMs / periodMs) + (shape[Math.floor(((sinceMs % periodMs) / periodMs) * shape.length)] ?? 0);
}

export interface Scrapes {
  readonly everyMs: number;
  readonly phaseMs: number;
}

/** A series that is computed when it is read; there is nothing before its first piece, and a piece that is nothing begins with a staleness marker. */
export function piecewise(metric: string, labels: Readonly<Record<string, string>>, { everyMs, phaseMs }: Scrapes, pieces: readonly Piece[]): StoredSeries {
  const scrapeAt = (index: number): number => index * everyMs + phaseMs;
  /** The first scrape at or after a moment. */
  const from = (atMs: number): number => Math.ceil((atMs - phaseMs) / everyMs);
  const pieceAt = (atMs: number): Piece | undefined => pieces.findLast(({ fromMs }) => fromMs <= atMs);
  const sampleAt = (index: number): Sample | undefined => {
    const atMs = scrapeAt(index);
    const piece = pieceAt(atMs);
    if (piece?.line !== undefined) return { atMs, value: piece.line.level + (piece.line.perSecond * (atMs - piece.fromMs)) / 1000 + (piece.line.again === undefined ? 0 : comesAgain(piece.line.again, atMs - piece.fromMs)) };
    return pieceAt(atMs - everyMs)?.line === undefined ? undefined : { atMs, value: NaN, stale: true };
  };
  const steady = (atMs: number, course: Course): Steady | undefined => {
    // Scrapes of one piece are one stretch, which reaches until just before the first scrape of the next.
    const piece = pieceAt(scrapeAt(Math.floor((atMs - phaseMs) / everyMs)));
    const next = pieces.find(({ fromMs }) => fromMs > (piece?.fromMs ?? -Infinity));
    const untilMs = next === undefined ? Infinity : scrapeAt(from(next.fromMs)) - 1;
    if (piece === undefined) return { fromMs: -Infinity, untilMs };
    const first = from(piece.fromMs);
    if (piece.line?.again !== undefined) return course === 'line' ? undefined : { fromMs: scrapeAt(first - 1) + 1, untilMs, everyMs, periodMs: commonMultiple(piece.line.again.periodMs, everyMs) };
    if (piece.line !== undefined) return { fromMs: scrapeAt(first - 1) + 1, untilMs, everyMs };
    return atMs > scrapeAt(first) ? { fromMs: scrapeAt(first) + 1, untilMs } : undefined;
  };
  return {
    labels: Labels.of({ ...labels, [METRIC_NAME]: metric }),
    steady,
    samples: (fromMs, untilMs) => {
      const samples: Sample[] = [];
      for (let index = from(fromMs); scrapeAt(index) <= untilMs; index += 1) {
        const sample = sampleAt(index);
        if (sample !== undefined) samples.push(sample);
      }
      return samples;
    },
    latest: (fromMs, untilMs) => {
      for (let index = Math.floor((untilMs - phaseMs) / everyMs); scrapeAt(index) >= fromMs; index -= 1) {
        const sample = sampleAt(index);
        if (sample !== undefined) return sample;
      }
      return undefined;
    },
  };
}

/** A storage of some series. */
export function storageOf(stored: readonly StoredSeries[]): Storage {
  return {
    select: (matchers, metric) =>
      stored.filter(({ labels }) => (metric === undefined || labels.get(METRIC_NAME) === metric) && matchers.every((matcher) => matcherMatches(matcher, labels.get(matcher.label)))),
  };
}

/** The same series without what they know of themselves. */
export function unknowing(series: StoredSeries): StoredSeries {
  return { labels: series.labels, samples: (fromMs, untilMs) => series.samples(fromMs, untilMs), latest: (fromMs, untilMs) => series.latest(fromMs, untilMs) };
}
