import type { Contribution, Labels } from '../drill/scenario.ts';
import type { podLabels } from '../drill/target-labels.ts';
import type { Failure } from '../obligations/failure.ts';
import { countedBy, countedSince, type Flow } from './flow.ts';
import type { WorldSeries } from './world.ts';

/** Processes of an instance on each site: two, so that what looks at one alone is not taken for what looks at all. */
export const PODS = 2;

/** Contributions that one flow of events makes; or a gauge. */
export type Course = { readonly kind: 'events'; readonly flow: Flow; readonly contributions: readonly Contribution[]; readonly bornAtStart: (metric: string) => boolean } | { readonly kind: 'gauge'; readonly metric: string; readonly labels: Labels; readonly before: number; readonly after: number };

interface Change {
  readonly onsetMs: number;
  readonly endMs: number;
  /** Undefined on a site that does not fail. */
  readonly failure: Failure | undefined;
  readonly scrapeMs: number;
}

/** Where a series changes: beginning, onset and end, the scrapes that first see any of them, and the one that finds it gone. */
function stretches({ onsetMs, endMs, scrapeMs }: Change): WorldSeries['stretch'] {
  const [seen, over] = [onsetMs, endMs].map((ms) => Math.ceil(ms / scrapeMs) * scrapeMs) as [number, number];
  const bounds = [-Infinity, 0, 1, scrapeMs, onsetMs, seen, seen + 1, endMs, endMs + 1, over, over + 1, Infinity];
  return (atMs) => {
    let fromMs = -Infinity;
    let untilMs = Infinity;
    for (const bound of bounds) {
      if (bound <= atMs) fromMs = Math.max(fromMs, bound);
      else untilMs = Math.min(untilMs, bound - 1);
    }
    return { fromMs, untilMs };
  };
}

/** The same of what comes in bursts: from one to the next nothing changes, and from the first of a stretch on each is like the others. */
function inBursts(plain: WorldSeries['stretch'], everyMs: number): Pick<WorldSeries, 'stretch' | 'bursts'> {
  return {
    stretch: (atMs) => {
      const { fromMs, untilMs } = plain(atMs);
      const burst = Math.floor(atMs / everyMs) * everyMs;
      return { fromMs: Math.max(fromMs, burst), untilMs: Math.min(untilMs, burst + everyMs - 1) };
    },
    bursts: {
      everyMs,
      stretch: (atMs) => {
        const { fromMs, untilMs } = plain(atMs);
        // What is born with an event is there from the first.
        const first = Math.ceil(fromMs / everyMs) * everyMs;
        return first <= atMs ? { fromMs: first, untilMs } : undefined;
      },
    },
  };
}

/** What one process exports of some courses, and `up`. One that was gone begins anew when it is back. */
export function podSeries(labels: ReturnType<typeof podLabels>, courses: readonly Course[], change: Change): readonly WorldSeries[] {
  const { onsetMs, endMs, failure } = change;
  const plain = stretches(change);
  const isFailing = (at: number): boolean => at >= onsetMs && at < endMs;
  const isEnding = failure?.kind === 'series-end' || failure?.kind === 'targets-end';
  const series = courses.flatMap((course): readonly WorldSeries[] => {
    if (course.kind === 'gauge') {
      return [{ metric: course.metric, labels: { ...labels.series, ...course.labels }, exists: (at) => !isEnding || !isFailing(at), valueAt: (at) => (isFailing(at) ? course.after : course.before), stretch: plain, course: JSON.stringify([course.before, course.after, onsetMs, endMs, isEnding]) }];
    }
    const { flow, contributions, bornAtStart } = course;
    return contributions.map(({ metric, labels: own, perGood, perBad, withAny }): WorldSeries => {
      const counts = (at: number): { readonly value: number; readonly any: boolean } => {
        // Events are counted in fractions, so that a steady flow is linear.
        const { good, bad } = isEnding && at >= endMs ? countedSince(flow, endMs, at) : countedBy(flow, { onsetMs, endMs }, at);
        return { value: (perGood * good + perBad * bad) / PODS, any: good + bad > 0 };
      };
      const isBorn = bornAtStart(metric);
      return {
        metric,
        labels: { ...labels.series, ...own },
        exists: (at) => {
          if (isEnding && isFailing(at)) return false;
          if (isBorn) return true;
          const { value, any } = counts(at);
          return value > 0 || (withAny && any);
        },
        valueAt: (at) => counts(at).value,
        ...(flow.everyMs === undefined ? { stretch: plain } : inBursts(plain, flow.everyMs)),
        course: JSON.stringify([flow, perGood, perBad, withAny, isBorn, onsetMs, endMs, isEnding]),
      };
    });
  });
  if (labels.up === undefined) return series;
  const isDown = failure?.kind === 'targets-end';
  const isGone = isDown && failure.state === 'gone';
  return [...series, { metric: 'up', labels: labels.up, exists: (at) => !isGone || !isFailing(at), valueAt: (at) => (isDown && isFailing(at) ? 0 : 1), stretch: plain, course: `up ${String(isDown)} ${String(isGone)} ${onsetMs} ${endMs}` }];
}
