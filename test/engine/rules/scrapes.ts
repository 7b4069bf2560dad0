import type { InputSeries, Labels } from '../../support/promtool-tests.ts';

/** Seconds between two values of an input series: fine enough for scrapes out of phase with evaluations. */
export const GRID = 15;

/** A time in seconds, the first of which belongs to it. */
export type Span = readonly [from: number, to: number];

/** The value of a series at a second; undefined while it is not exported. */
export type Course = (seconds: number) => number | undefined;

/** A target and what it exports. Times are seconds; those of scrapes are multiples of the grid. */
export interface Pod {
  /** Labels that the target gives to all of its series. */
  readonly target: Labels;
  /** Labels that only `up` has, beside those of the target; undefined where there is no `up`. */
  readonly up?: Labels | undefined;
  readonly series: readonly { readonly metric: string; readonly labels: Labels; readonly course: Course }[];
  readonly everySeconds?: number;
  /** Second of the first scrape. */
  readonly phase?: number;
  /** While it is discovered. */
  readonly lives?: Span;
  /** Scrapes that fail: `up` is 0 and its series end. */
  readonly failed?: readonly Span[];
  /** Prometheus does not run: there is neither `up` nor the end of a series. */
  readonly unseen?: readonly Span[];
  /** At its end its series are only not there any more, as while their target is taken over by another. */
  readonly fades?: boolean;
}

/** What Prometheus stores of a target until a second. */
export function scraped(pod: Pod, until: number): readonly InputSeries[] {
  const every = pod.everySeconds ?? 60;
  const phase = pod.phase ?? 30;
  const lives = pod.lives ?? [0, Infinity];
  const within = (spans: readonly Span[] | undefined, at: number): boolean => (spans ?? []).some(([from, to]) => at >= from && at < to);
  const values = (course: Course, isUp: boolean): string => {
    const tokens: string[] = [];
    let isThere = false;
    for (let at = 0; at <= until; at += GRID) {
      const isScrape = at >= phase && (at - phase) % every === 0 && !within(pod.unseen, at);
      if (!isScrape) {
        tokens.push('_');
        continue;
      }
      const isAlive = at >= lives[0] && at < lives[1];
      const hasFailed = within(pod.failed, at);
      const value = !isAlive ? undefined : isUp ? (hasFailed ? 0 : 1) : hasFailed ? undefined : course(at);
      const ends = value === undefined && isThere && !(pod.fades === true && !isAlive);
      tokens.push(value === undefined ? (ends ? 'stale' : '_') : String(value));
      isThere = value !== undefined;
    }
    return compressed(tokens);
  };
  return [
    ...(pod.up === undefined ? [] : [{ metric: 'up', labels: { ...pod.target, ...pod.up }, values: values(() => 1, true) }]),
    ...pod.series.map(({ metric, labels, course }) => ({ metric, labels: { ...pod.target, ...labels }, values: values(course, false) })),
  ];
}

/** Runs of missing values as `_xN`. */
function compressed(tokens: readonly string[]): string {
  const out: string[] = [];
  let missing = 0;
  const flush = (): void => {
    if (missing > 0) out.push(missing === 1 ? '_' : `_x${missing}`);
    missing = 0;
  };
  for (const token of tokens) {
    if (token === '_') missing += 1;
    else {
      flush();
      out.push(token);
    }
  }
  flush();
  return out.join(' ');
}

/** Not there before a second, then as the course says. */
export function bornAt(birth: number, course: Course): Course {
  return (seconds) => (seconds < birth ? undefined : course(seconds));
}

/** One course until a second, another after it, which counts from there. */
export function switching(at: number, before: Course, after: Course): Course {
  return (seconds) => (seconds < at ? before(seconds) : after(seconds - at));
}

/** Grows between two seconds, and rests before and after. */
export function ramp({ from, to, perSecond, start }: { readonly from: number; readonly to: number; readonly perSecond: number; readonly start: number }): Course {
  return (seconds) => start + perSecond * (Math.min(Math.max(seconds, from), to) - from);
}
