import { flowOf } from '../failures/world.ts';
import { countedBy, type Episode, type Flow } from '../failures/flow.ts';
import { HOUR } from '../model/duration.ts';
import { isTimeWeighted } from '../model/indicator.ts';
import type { Instance, Objective, Settings } from '../model/model.ts';
import { ONE, toNumber } from '../model/rational.ts';
import { currentMs } from '../model/traffic.ts';
import type { Claim } from '../proof/verdict.ts';
import { Clock } from '../simulate/clock.ts';
import { Counts, type Countable } from '../simulate/counts.ts';
import { firingsOf } from '../simulate/simulate.ts';

/** When an alert is over, once its failure is. */
export type Ending =
  /** At an evaluation so many milliseconds after the end of the failure at the latest. */
  | { readonly kind: 'within'; readonly withinMs: number }
  /** Not in a drill. */
  | { readonly kind: 'never'; readonly why: 'always' | 'not-reloaded' | 'later' | 'unknown' };

/** An alert that would go on for longer after its failure is not waited for. */
const LONGEST_MS = 12 * HOUR;

/** Whose alert it is that ends. */
export interface Ended {
  readonly instance: Instance | undefined;
  readonly settings: Settings;
  /** How many Prometheis are between a scrape and the alert: one, or two where a ruler reads what sites record. */
  readonly stages: number;
}

/**
 * When the claimed alert must be over: from specs alone, as docs/rules.md says of each. What counts errors ends by the arithmetic of
 * `simulate/`, for the very events of the failure; what misses something ends as soon as it is there.
 */
export function endingOf({ failure, told }: Claim, episode: Episode, { instance, settings, stages }: Ended): Ending {
  const { evaluationIntervalMs, scrapeIntervalMs, scrapeTimeoutMs, labels } = settings;
  const within = (ms: number): Ending => ({ kind: 'within', withinMs: Math.ceil(ms / evaluationIntervalMs) * evaluationIntervalMs });
  // What is there is seen by the next scrape, and by the evaluation after it.
  const there = within(scrapeIntervalMs + evaluationIntervalMs);
  // What is counted waits for answers that are slow, and is read by one evaluation more in each Prometheus.
  const counted = (ms: number): Ending => within(ms + scrapeIntervalMs + scrapeTimeoutMs + (stages + 1) * evaluationIntervalMs);
  const said = told.rule.labels[labels.objective];
  const objective = instance?.objectives.find(({ name }) => name === said);
  switch (failure.kind) {
    case 'silence':
      return { kind: 'never', why: 'always' };
    case 'rules-missing':
      return { kind: 'never', why: 'not-reloaded' };
    case 'events-fail':
    case 'slow':
    case 'probe-fails':
      // A total outage may be told first as traffic that is missing.
      return instance === undefined || objective === undefined ? counted(currentMs(evaluationIntervalMs)) : burnEnds(instance, objective, told.level);
    case 'less-comes':
      // All that comes is usual again, and this part of it is enough.
      return counted(currentMs(evaluationIntervalMs) * toNumber(instance?.traffic?.floor ?? ONE));
    case 'stream-stops':
    case 'probe-stops':
      return counted(0);
    case 'series-end':
    case 'targets-end':
    case 'stranger':
      return there;
  }

  function burnEnds(of: Instance, judged: Objective, level: Claim['told']['level']): Ending {
    const flow = flowOf(of, judged, { failure, isFailing: 'objective' in failure && failure.objective === judged, isBusy: false });
    const course = { endMs: episode.endMs + LONGEST_MS, ...eventsOf(flow, episode) };
    const counts = new Counts(course, new Clock(settings), isTimeWeighted(judged.measure) ? 'time' : 'parts');
    const last = firingsOf(judged, level, counts).findLast(({ fromMs }) => fromMs < episode.endMs);
    if (last === undefined) return there;
    return last.untilMs === undefined ? { kind: 'never', why: 'later' } : { kind: 'within', withinMs: Math.max(0, last.untilMs - episode.endMs) };
  }
}

/** What counters of a flow show, as courses of `simulate` do. */
function eventsOf(flow: Flow, episode: Episode): Omit<Countable, 'endMs'> {
  const at: Countable['eventsAt'] = (ms) => {
    const { good, bad } = countedBy(flow, episode, ms);
    return { total: good + bad, bad };
  };
  return { eventsAt: at, countersAt: at, errorRatioAt: (ms) => (ms >= episode.onsetMs && ms < episode.endMs ? flow.after : flow.before).errors };
}
