import { HOUR, SECOND } from '../model/duration.ts';
import type { Traffic } from '../model/model.ts';
import { currentMs, LEAST_OF_MS, WEEKS_AGO_MS, YESTERDAY_MS } from '../model/traffic.ts';
import { formatDuration } from '../model/duration.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, call, equal, number, selector, type SelectorExtent } from '../promql/build.ts';
import { counterIncrement } from './counter-increment.ts';
import type { RecordingRule } from './rule.ts';
import { RECORDED_INSTANCE, type View } from './series.ts';

/** Half of what came yesterday counts as usual, until a week is known. */
const OF_YESTERDAY = '0.5';

/** Events of what comes that one evaluation added. */
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
  const { settings } = view;
  const record = (name: string, expr: Expr): RecordingRule => ({ kind: 'record', record: name, expr, labels: { [RECORDED_INSTANCE]: view.instance.name } });
  const rate = (windowMs: number): Expr =>
    binary('/', call('avg_over_time', ofTraffic(view, INCREMENT, { rangeMs: windowMs - SECOND })), number(String(settings.evaluationIntervalMs / SECOND)));
  return [
    record(INCREMENT, counterIncrement(view, traffic.counter, settings.scope === 'global' ? [settings.labels.site] : [])),
    record(currentName(settings.evaluationIntervalMs), rate(currentMs(settings.evaluationIntervalMs))),
    record(RATE_1H, rate(HOUR)),
    record(LEAST, call('min_over_time', ofTraffic(view, RATE_1H, { rangeMs: LEAST_OF_MS }))),
    record(USUAL, usualOf((offsetMs) => ofTraffic(view, LEAST, { offsetMs }))),
  ];
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
