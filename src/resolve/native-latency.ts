import type { Events, Query } from '../model/indicator.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { binary, call, number, selector, sum } from '../promql/build.ts';
import { queryWindowMs } from './queries.ts';
import type { Use } from './use.ts';

/**
 * Observations of a native histogram a second, all of them and those of at most so many seconds. The bound need be no bucket's:
 * inside of one Prometheus interpolates, so good events are an estimate, exact to the width of that bucket. A share of no
 * observations is NaN, which counts as none.
 *
 * @param histogram as an indicator selects it, without identity
 */
export function nativeLatency(histogram: Selector, withinSeconds: number, use: Use): Events {
  const windowMs = queryWindowMs(use);
  const rate = sum(call('rate', selector(histogram.metric ?? '', [...use.identityMatchers, ...histogram.matchers], { rangeMs: windowMs })), use.group);
  const all = call('histogram_count', rate);
  const query = (expr: Expr): Query => ({ kind: 'query', histogram, expr, windowMs, unit: 'per-second' });
  const good = binary('*', call('histogram_fraction', number('0'), number(withinSeconds), rate), all);
  return { kind: 'total-good', total: query(all), good: query(good), bornTogether: false };
}
