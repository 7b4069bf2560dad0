import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Contract, KnownMetric } from '../model/contract.ts';
import type { Counter, Events, Part } from '../model/indicator.ts';
import type { Objective } from '../model/model.ts';
import type { Matcher } from '../promql/ast.ts';
import { pickLabels, type Wish } from './pick-labels.ts';
import type { Contribution, Labels } from './scenario.ts';

/** Seconds that a good event takes in a histogram's sum; a bad one takes ten times its largest bound. */
const QUICK_SECONDS = 0.001;

/**
 * What one good and one bad event of an objective add to which series, by the contract.
 * @param ofBad labels of the bad events alone, beside those of all
 */
export function contributionsOf(contract: Contract, objective: Objective, given: Labels, at: Location, sink: Sink, ofBad: Labels = {}): readonly Contribution[] {
  const refuse = (why: string): readonly Contribution[] => {
    sink.report(problem('TOC803', `the events of \`${objective.name}\` cannot be made: ${why}`, { at, help: 'give the series one by one with `metric`, `labels` and `rate` or `value`' }));
    return [];
  };
  if (objective.measure.kind !== 'events') return refuse('it does not count events');
  const sides = countersOf(objective.measure.events);
  if (sides === undefined) return refuse(partsOf(objective.measure.events).some((part) => part.kind === 'query' && part.histogram !== undefined) ? 'it counts a native histogram, which the unit tests of promtool 2.42 cannot write' : 'it counts by a query of its own');
  const histogram = histogramOf(contract, sides.first.selector.metric ?? '');
  if (histogram !== undefined) return histogramSeries(histogram, sides.first.selector.matchers, given) ?? refuse('a label has no known value');
  const series = (counter: Counter, wish: Wish, perGood: number, perBad: number): readonly Contribution[] => {
    const metric = counter.selector.metric ?? '';
    const known = contract.metrics.get(metric);
    const picked = known === undefined ? { unknown: metric } : pickLabels(known, wish);
    if ('unknown' in picked) return refuse(`no value of \`${picked.unknown}\` is known that \`${metric}\` would be counted with`);
    return [{ metric, labels: picked.labels, perGood, perBad, withAny: false }];
  };
  const { first, second, kind } = sides;
  const good = { given: only(contract, first, given), meaning: 'good' as const };
  const bad = { given: only(contract, second, { ...given, ...ofBad }), meaning: 'bad' as const };
  if (kind === 'good-bad') {
    return [...series(first, { ...good, meets: first.selector.matchers }, 1, 0), ...series(second, { ...bad, meets: second.selector.matchers }, 0, 1)];
  }
  const [perGood, perBad] = kind === 'total-bad' ? [0, 1] : [1, 0];
  const both = [...first.selector.matchers, ...second.selector.matchers];
  if (first.selector.metric !== second.selector.metric) {
    return [...series(first, { ...good, meets: first.selector.matchers }, 1, 1), ...series(second, { ...bad, meets: second.selector.matchers }, perGood, perBad)];
  }
  // One metric for both: an event is on a series that the second selector takes, or on one that only the first does.
  const [taken, left] = kind === 'total-bad' ? [bad, good] : [good, bad];
  return [
    ...series(first, { ...taken, meets: both }, perGood, perBad),
    ...series(first, { ...left, meets: first.selector.matchers, escapes: second.selector.matchers }, perBad, perGood),
  ];
}

interface Sides {
  readonly kind: Events['kind'];
  readonly first: Counter;
  readonly second: Counter;
}

function countersOf(events: Events): Sides | undefined {
  const [first, second] = partsOf(events);
  return first.kind === 'counter' && second.kind === 'counter' ? { kind: events.kind, first, second } : undefined;
}

function partsOf(events: Events): readonly [Part, Part] {
  switch (events.kind) {
    case 'total-bad':
      return [events.total, events.bad];
    case 'total-good':
      return [events.total, events.good];
    case 'good-bad':
      return [events.good, events.bad];
  }
}

/** Of the given labels those that a counter has: one set of labels is given for both sides. */
function only(contract: Contract, counter: Counter, given: Labels): Labels {
  const known = contract.metrics.get(counter.selector.metric ?? '');
  return Object.fromEntries(Object.entries(given).filter(([label]) => known?.labels.has(label) === true));
}

interface Histogram {
  readonly name: string;
  readonly metric: KnownMetric;
}

function histogramOf(contract: Contract, series: string): Histogram | undefined {
  const name = series.replace(/_(bucket|count|sum)$/, '');
  const metric = contract.metrics.get(name);
  return metric?.type === 'histogram' && name !== series ? { name, metric } : undefined;
}

/** All series of a classic histogram. A good event falls into the first bucket, a bad one above the last. */
function histogramSeries({ name, metric }: Histogram, matchers: readonly Matcher[], given: Labels): readonly Contribution[] | undefined {
  const picked = pickLabels(metric, { meets: matchers.filter(({ label }) => label !== 'le'), given, meaning: 'good' });
  if ('unknown' in picked) return undefined;
  const { labels } = picked;
  const series = (suffix: string, extra: Labels, perGood: number, perBad: number): Contribution => ({ metric: `${name}_${suffix}`, labels: { ...labels, ...extra }, perGood, perBad, withAny: true });
  return [
    ...metric.buckets.map((bound) => series('bucket', { le: String(bound) }, 1, 0)),
    series('bucket', { le: '+Inf' }, 1, 1),
    series('count', {}, 1, 1),
    series('sum', {}, QUICK_SECONDS, 10 * (metric.buckets.at(-1) ?? 1)),
  ];
}
