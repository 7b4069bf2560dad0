import { HOUR, SECOND } from '../model/duration.ts';
import type { Counter, Part } from '../model/indicator.ts';
import type { Instance, Objective, Traffic } from '../model/model.ts';
import { currentMs, LEAST_OF_MS, WEEKS_AGO_MS, YESTERDAY_MS } from '../model/traffic.ts';
import { formatDuration } from '../model/duration.ts';
import type { Expr } from '../promql/ast.ts';
import { aggregate, binary, call, equal, number, selector, type SelectorExtent } from '../promql/build.ts';
import { printExpr } from '../promql/print.ts';
import { counterIncrement } from './counter-increment.ts';
import type { RecordingRule } from './rule.ts';
import { incrementName, recorded, RECORDED_INSTANCE, RECORDED_OBJECTIVE, type Counted, type View } from './series.ts';

/** Half of what came yesterday counts as usual, until a week is known. */
const OF_YESTERDAY = '0.5';

/** Events of what comes that one evaluation added; not recorded where an objective counts the same. */
export const INCREMENT = 'tocsin:traffic:increment';
/** Events a second of the last hour. */
export const RATE_1H = 'tocsin:traffic:rate1h';
/** The least hourly rate of the last two hours. */
export const LEAST = 'tocsin:traffic:least2h';
/** Events a second that usually come at this hour of the week. */
export const USUAL = 'tocsin:traffic:usual';

/** Name of the series that holds the events a second of now. */
export function currentName(evaluationIntervalMs: number): string {
  return `tocsin:traffic:rate${formatDuration(currentMs(evaluationIntervalMs))}`;
}

/** A recorded series of the traffic of an instance. */
export function ofTraffic(view: View, name: string, extent: SelectorExtent = {}): Expr {
  return selector(name, [equal(RECORDED_INSTANCE, view.instance.name)], extent);
}

/**
 * What comes to an instance, in events a second, now and usually; by site where the site is an ordinary label. Rates are means of
 * exact increments, so that a missed evaluation makes no drop, and another evaluation interval keeps their meaning.
 */
export function trafficRecords(view: View, traffic: Traffic): readonly RecordingRule[] {
  const { settings, instance } = view;
  const counted = countedBy(instance, traffic);
  const record = (name: string, expr: Expr): RecordingRule => ({ kind: 'record', record: name, expr, labels: { [RECORDED_INSTANCE]: instance.name } });
  const mean = (rangeMs: number): Expr =>
    counted === undefined
      ? call('avg_over_time', ofTraffic(view, INCREMENT, { rangeMs }))
      : aggregate('sum', call('avg_over_time', recorded(incrementName(counted.side), instance, counted.objective, rangeMs)), { without: [RECORDED_OBJECTIVE] });
  const rate = (windowMs: number): Expr => binary('/', mean(windowMs - SECOND), number(String(settings.evaluationIntervalMs / SECOND)));
  return [
    ...(counted === undefined ? [record(INCREMENT, counterIncrement(view, traffic.counter, settings.scope === 'global' ? [settings.labels.site] : []))] : []),
    record(currentName(settings.evaluationIntervalMs), rate(currentMs(settings.evaluationIntervalMs))),
    record(RATE_1H, rate(HOUR)),
    record(LEAST, call('min_over_time', ofTraffic(view, RATE_1H, { rangeMs: LEAST_OF_MS }))),
    record(USUAL, usualOf((offsetMs) => ofTraffic(view, LEAST, { offsetMs }))),
  ];
}

/** The objective that counts all that comes for itself, so that its increments are those of the traffic: the raw series need not be read twice. */
export function countedBy({ objectives }: Instance, { counter }: Traffic): { readonly objective: Objective; readonly side: Counted } | undefined {
  const all = printExpr(counter.selector);
  for (const objective of objectives) {
    const side = objective.per === undefined ? sideOf(objective, (part): part is Counter => part.kind === 'counter' && printExpr(part.selector) === all) : undefined;
    if (side !== undefined) return { objective, side };
  }
  return undefined;
}

/** The side of an objective that is recorded just as such a part counts it. */
function sideOf({ measure }: Objective, isIt: (part: Part) => part is Counter): Counted | undefined {
  if (measure.kind !== 'events') return undefined;
  const { events } = measure;
  switch (events.kind) {
    case 'total-bad':
      return isIt(events.total) ? 'total' : undefined;
    case 'total-good':
      // Where both are born together, a total without its good side is not recorded.
      return !events.bornTogether && isIt(events.total) ? 'total' : undefined;
    case 'good-bad':
      return isIt(events.good) ? 'good' : undefined;
  }
}

/**
 * What is usual, of the least rates some time ago: the more of those one and two weeks ago, so that an outage of less than two
 * weeks is not learned; half of yesterday's, while no week is known.
 */
export function usualOf(least: (offsetMs: number) => Expr): Expr {
  const [lastWeek, weekBefore] = WEEKS_AGO_MS.map(least) as [Expr, Expr];
  const more = binary('>', lastWeek, weekBefore);
  return [weekBefore, lastWeek, binary('*', least(YESTERDAY_MS), number(OF_YESTERDAY))].reduce<Expr>((left, right) => binary('or', left, right), more);
}
