import type { Selector } from '../promql/ast.ts';
import type { Point, Selection, Source, Window } from './source.ts';
import type { Course, Steady, Storage, StoredSeries } from './storage.ts';

/** A storage as a source of series: each selector asks once which series it has. */
export function storedSource(storage: Storage): Source {
  return { select: (selector) => new StoredSelection(storage, selector) };
}

class StoredSelection implements Selection {
  private readonly storage: Storage;
  private readonly selector: Selector;
  private found: readonly StoredSeries[] | undefined;

  constructor(storage: Storage, selector: Selector) {
    this.storage = storage;
    this.selector = selector;
  }

  private get series(): readonly StoredSeries[] {
    this.found ??= this.storage.select(this.selector.matchers, this.selector.metric);
    return this.found;
  }

  get isEmpty(): boolean {
    return this.series.length === 0;
  }

  latest(fromMs: number, untilMs: number): readonly Point[] {
    const points: Point[] = [];
    for (const one of this.series) {
      const sample = one.latest(fromMs, untilMs);
      if (sample !== undefined && sample.stale !== true) points.push({ labels: one.labels, atMs: sample.atMs, value: sample.value });
    }
    return points;
  }

  steady(atMs: number, course: Course): readonly Steady[] | undefined {
    return allOf(this.series.map((one) => one.steady?.(atMs, course)));
  }

  windows(fromMs: number, untilMs: number): readonly Window[] {
    const windows: Window[] = [];
    for (const one of this.series) {
      const { labels } = one;
      const points: Point[] = [];
      for (const { stale, atMs, value } of one.samples(fromMs, untilMs)) if (stale !== true) points.push({ labels, atMs, value });
      if (points.length > 0) windows.push({ labels, points });
    }
    return windows;
  }
}

/** A source of which everything comes some milliseconds late. */
export function lateSource(source: Source, lateMs: number): Source {
  if (lateMs === 0) return source;
  const point = (one: Point): Point => ({ ...one, atMs: one.atMs + lateMs });
  const later = ({ fromMs, untilMs, ...others }: Steady): Steady => ({ ...others, fromMs: fromMs + lateMs, untilMs: untilMs + lateMs });
  return {
    select: (selector) => {
      const selection = source.select(selector);
      return {
        isEmpty: selection.isEmpty,
        latest: (fromMs, untilMs, frame) => selection.latest(fromMs - lateMs, untilMs - lateMs, frame).map(point),
        steady: (atMs, course) => selection.steady(atMs - lateMs, course)?.map(later),
        windows: (fromMs, untilMs, frame) => selection.windows(fromMs - lateMs, untilMs - lateMs, frame).map(({ labels, points }) => ({ labels, points: points.map(point) })),
      };
    },
  };
}

/** One source after the other: raw series and recorded ones. */
export function joinedSource(sources: readonly Source[]): Source {
  return {
    select: (selector) => {
      const selections = sources.map((source) => source.select(selector)).filter(({ isEmpty }) => !isEmpty);
      const [only] = selections;
      if (only !== undefined && selections.length === 1) return only;
      return {
        isEmpty: only === undefined,
        latest: (fromMs, untilMs, frame) => joined(selections.map((one) => one.latest(fromMs, untilMs, frame))),
        steady: (atMs, course) => allOf(selections.map((one) => one.steady(atMs, course)))?.flat(),
        windows: (fromMs, untilMs, frame) => joined(selections.map((one) => one.windows(fromMs, untilMs, frame))),
      };
    },
  };
}

/** All of them, or nothing where one is missing. */
function allOf<T>(some: readonly (T | undefined)[]): readonly T[] | undefined {
  const there = some.filter((one) => one !== undefined);
  return there.length === some.length ? there : undefined;
}

function joined<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const full = lists.filter((list) => list.length > 0);
  return full.length === 1 ? (full[0] ?? []) : full.flat();
}
