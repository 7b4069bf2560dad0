import type { Sink } from '../diagnostics/diagnostic.ts';
import { Sink as Problems } from '../diagnostics/diagnostic.ts';
import { contributionsOf } from '../drill/contributions.ts';
import { pickLabels } from '../drill/pick-labels.ts';
import type { Contribution, Labels } from '../drill/scenario.ts';
import type { Contract, KnownMetric, Meaning } from '../model/contract.ts';
import type { Counter, Events, Measure, Part } from '../model/indicator.ts';
import type { Instance, Objective } from '../model/model.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { selectorsOf } from '../promql/selectors.ts';

/** Series of an objective, or why none can be told from the contract. */
export type ObjectiveSeries = { readonly kind: 'counted'; readonly contributions: readonly Contribution[] } | { readonly kind: 'gauge'; readonly metric: string; readonly labels: Labels; readonly good: 0 | 1 } | { readonly kind: 'unknown'; readonly why: string };

/**
 * What good and bad events add to the series that an objective counts, by the contract. Of a query typed by hand its selectors
 * are taken: which series it reads is then known, whatever it makes of them.
 */
export function seriesOfObjective({ contract }: Instance, objective: Objective, given: Labels): ObjectiveSeries {
  const native = nativeHistogramOf(objective.measure);
  if (native !== undefined) return nativeSeries(contract, native, given);
  const plain = plainMeasure(contract, objective.measure);
  if (plain === undefined) return { kind: 'unknown', why: 'it reads nothing that the contract knows' };
  if (plain.kind === 'gauge') return gaugeSeries(contract, plain, given);
  const problems: Sink = new Problems();
  const contributions = contributionsOf(contract, { ...objective, measure: { kind: 'events', events: plain.events } }, {}, objective.at, problems, given);
  const [first] = problems.sorted;
  return first === undefined ? { kind: 'counted', contributions } : { kind: 'unknown', why: first.message };
}

function nativeHistogramOf(measure: Measure): Selector | undefined {
  if (measure.kind !== 'events' || measure.events.kind !== 'total-good') return undefined;
  const { total } = measure.events;
  return total.kind === 'query' ? total.histogram : undefined;
}

/** One number stands for a native histogram: that it is there can be judged; the functions that read what it holds are not evaluated. */
function nativeSeries(contract: Contract, { metric = '', matchers }: Selector, given: Labels): ObjectiveSeries {
  const known = contract.metrics.get(metric);
  const picked = known === undefined ? { unknown: metric } : pickLabels(known, { meets: matchers, given, meaning: 'good' });
  return 'unknown' in picked ? { kind: 'unknown', why: `no value of \`${picked.unknown}\` is known` } : { kind: 'counted', contributions: [{ metric, labels: picked.labels, perGood: 1, perBad: 1, withAny: true }] };
}

type Plain = { readonly kind: 'events'; readonly events: Events } | { readonly kind: 'gauge'; readonly selector: Selector; readonly good: 0 | 1 };

function plainMeasure(contract: Contract, measure: Measure): Plain | undefined {
  switch (measure.kind) {
    case 'gauge':
      return { kind: 'gauge', selector: measure.selector, good: 1 };
    case 'events':
      return plainEvents(contract, measure.events);
    case 'ratio': {
      const [first, second] = selectorsOf(measure.expr).filter(({ metric }) => contract.metrics.has(baseName(metric ?? '')));
      if (first === undefined) return undefined;
      if (contract.metrics.get(first.metric ?? '')?.type === 'gauge') return { kind: 'gauge', selector: first, good: measure.side === 'good' ? 1 : 0 };
      const [part, total] = [counter(contract, first), counter(contract, second ?? first)];
      return { kind: 'events', events: measure.side === 'bad' ? { kind: 'total-bad', total, bad: part } : { kind: 'total-good', total, good: part, bornTogether: false } };
    }
  }
}

function plainEvents(contract: Contract, events: Events): Plain | undefined {
  const of = (part: Part): Counter | undefined => (part.kind === 'counter' ? part : counterIn(contract, part.expr));
  switch (events.kind) {
    case 'total-bad': {
      const [total, bad] = [of(events.total), of(events.bad)];
      return total === undefined || bad === undefined ? undefined : { kind: 'events', events: { kind: 'total-bad', total, bad } };
    }
    case 'total-good': {
      const [total, good] = [of(events.total), of(events.good)];
      return total === undefined || good === undefined ? undefined : { kind: 'events', events: { ...events, total, good } };
    }
    case 'good-bad': {
      const [good, bad] = [of(events.good), of(events.bad)];
      return good === undefined || bad === undefined ? undefined : { kind: 'events', events: { kind: 'good-bad', good, bad } };
    }
  }
}

function counterIn(contract: Contract, expr: Expr): Counter | undefined {
  const selector = selectorsOf(expr).find(({ metric }) => contract.metrics.has(baseName(metric ?? '')));
  return selector === undefined ? undefined : counter(contract, selector);
}

function counter(contract: Contract, { metric, matchers }: Selector): Counter {
  return { kind: 'counter', selector: { kind: 'selector', ...(metric === undefined ? {} : { metric }), matchers }, labels: [...(contract.metrics.get(baseName(metric ?? ''))?.labels.keys() ?? [])].sort() };
}

/** A histogram's series have names of their own. */
function baseName(series: string): string {
  return series.replace(/_(bucket|count|sum)$/, '');
}

function gaugeSeries(contract: Contract, { selector, good }: Extract<Plain, { kind: 'gauge' }>, given: Labels): ObjectiveSeries {
  const name = selector.metric ?? '';
  const metric = contract.metrics.get(name);
  const picked = metric === undefined ? { unknown: name } : pickLabels(metric, { meets: selector.matchers, given });
  return 'unknown' in picked ? { kind: 'unknown', why: `no value of \`${picked.unknown}\` is known` } : { kind: 'gauge', metric: name, labels: picked.labels, good };
}

/**
 * What events add to a metric that no failing objective counts, by what the contract says its values mean. Of a label that lies
 * only the good value is ever seen; a metric whose values mean nothing counts all that comes.
 */
export function seriesOfMetric(name: string, metric: KnownMetric): readonly Contribution[] {
  if (metric.type === 'gauge') return [];
  const telling = [...metric.labels].find(([, known]) => known.kind === 'listed' && [...known.values.values()].some((meaning) => meaning === 'bad'));
  const lies = telling !== undefined && metric.blind?.labels.includes(telling[0]) === true;
  const labelled = (meaning: Meaning): Labels | undefined => {
    const picked = pickLabels(metric, { meets: [], given: {}, meaning });
    return 'unknown' in picked ? undefined : picked.labels;
  };
  const good = labelled('good');
  if (good === undefined) return [];
  const bad = labelled('bad') ?? good;
  // What lists no good value counts failures only.
  const isOfFailures = telling !== undefined && !lies && telling[1].kind === 'listed' && ![...telling[1].values.values()].includes('good');
  const sides: readonly (readonly [Labels, number, number])[] = isOfFailures ? [[bad, 0, 1]] : telling === undefined || lies ? [[good, 1, 1]] : [[good, 1, 0], [bad, 0, 1]];
  return sides.flatMap(([labels, perGood, perBad]) => (metric.type === 'histogram' ? histogram(name, metric, labels, perGood, perBad) : [{ metric: name, labels, perGood, perBad, withAny: false }]));
}

/** All observations fall into the first bucket: what a failing objective's own histogram does is told by that. */
function histogram(name: string, { buckets }: KnownMetric, labels: Labels, perGood: number, perBad: number): readonly Contribution[] {
  const one = (suffix: string, extra: Labels, times: number): Contribution => ({ metric: `${name}_${suffix}`, labels: { ...labels, ...extra }, perGood: perGood * times, perBad: perBad * times, withAny: true });
  return [...buckets.map((bound) => one('bucket', { le: String(bound) }, 1)), one('bucket', { le: '+Inf' }, 1), one('count', {}, 1), one('sum', {}, 0.001)];
}

/** The bad values that the contract knows of what an objective counts; none where it lists no meanings. */
export function badValues({ contract }: Instance, objective: Objective): readonly Labels[] {
  const plain = plainMeasure(contract, objective.measure);
  if (plain?.kind !== 'events') return [];
  const { events } = plain;
  const part = events.kind === 'total-good' ? events.total : events.bad;
  const metric = part.kind === 'counter' ? contract.metrics.get(part.selector.metric ?? '') : undefined;
  if (metric === undefined) return [];
  return [...metric.labels].flatMap(([label, known]) => (known.kind === 'listed' ? [...known.values].flatMap(([value, meaning]) => (meaning === 'bad' ? [{ [label]: value }] : [])) : []));
}
