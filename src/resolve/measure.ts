import { blind } from '../checks/blind.ts';
import { knownFromInventory } from '../checks/known-from-inventory.ts';
import { labelMissing } from '../checks/label-missing.ts';
import type { Reading } from '../checks/reading.ts';
import { unknownLabel } from '../checks/unknown-label.ts';
import { unknownValue } from '../checks/unknown-value.ts';
import type { Diagnostic, Sink } from '../diagnostics/diagnostic.ts';
import type { KnownMetric } from '../model/contract.ts';
import type { Counter, Events, Measure, Part } from '../model/indicator.ts';
import type { Matcher, Selector } from '../promql/ast.ts';
import { equal, matches } from '../promql/build.ts';
import type { QueryText, ReadIndicator } from './indicators.ts';
import { nativeLatency } from './native-latency.ts';
import { soundExpr, soundQuery } from './queries.ts';
import type { PlacedSelector } from './selector.ts';
import type { Use } from './use.ts';

/** A measure, and every metric it reads by name. */
export interface Measured {
  readonly measure: Measure;
  readonly metrics: ReadonlyMap<string, KnownMetric>;
}

/** Puts an indicator to use; problems of `where`, `per` and of queries are reported. */
export function measureOf(indicator: ReadIndicator, use: Use, sink: Sink): Measured | undefined {
  const problems: Diagnostic[] = [];
  const narrowed = (placed: PlacedSelector): Selector => {
    problems.push(...judgeUse(placed, use));
    return { ...placed.selector, matchers: [...placed.selector.matchers, ...use.where.map(({ matcher }) => matcher)] };
  };
  if (use.per !== undefined && indicator.metrics.size > 0) problems.push(...labelMissing(use.per, indicator.metrics));
  const measured = measure();
  for (const one of problems) sink.report(one);
  return problems.length === 0 ? measured : undefined;

  function measure(): Measured | undefined {
    switch (indicator.form) {
      case 'events': {
        const part = (placed: PlacedSelector | undefined): Counter | undefined => (placed === undefined ? undefined : counter(narrowed(placed), placed.metric));
        const events = eventsOf(part(indicator.sides.total), part(indicator.sides.good), part(indicator.sides.bad));
        return events === undefined ? undefined : { measure: { kind: 'events', events }, metrics: indicator.metrics };
      }
      case 'latency': {
        const selector = narrowed(indicator.histogram);
        const { metric } = indicator.histogram;
        if (metric.type === 'native-histogram') return { measure: { kind: 'events', events: nativeLatency(selector, indicator.withinSeconds, use) }, metrics: indicator.metrics };
        const total = counter({ ...selector, metric: `${indicator.histogram.name}_count` }, metric);
        const within = { ...selector, metric: `${indicator.histogram.name}_bucket`, matchers: [...selector.matchers, boundMatcher(indicator.withinSeconds)] };
        return { measure: { kind: 'events', events: { kind: 'total-good', total, good: counter(within, metric), bornTogether: true } }, metrics: indicator.metrics };
      }
      case 'gauge':
        return { measure: { kind: 'gauge', selector: narrowed(indicator.gauge) }, metrics: indicator.metrics };
      case 'query':
        return queryMeasure(indicator.sides, use, sink);
      case 'ratio': {
        const sound = soundExpr(indicator.query, use, sink);
        return sound === undefined ? undefined : { measure: { kind: 'ratio', side: indicator.side, expr: sound.expr }, metrics: sound.metrics };
      }
    }
  }
}

/** The measure of two queries. */
export function queryMeasure(sides: Readonly<Partial<Record<'total' | 'good' | 'bad', QueryText>>>, use: Use, sink: Sink): Measured | undefined {
  const metrics = new Map<string, KnownMetric>();
  const part = (written: QueryText | undefined): Part | undefined => {
    const sound = written === undefined ? undefined : soundQuery(written, use, sink);
    for (const [name, metric] of sound?.metrics ?? []) metrics.set(name, metric);
    return sound?.query;
  };
  const events = eventsOf(part(sides.total), part(sides.good), part(sides.bad));
  return events === undefined ? undefined : { measure: { kind: 'events', events }, metrics };
}

function eventsOf(total: Part | undefined, good: Part | undefined, bad: Part | undefined): Events | undefined {
  if (total !== undefined && bad !== undefined) return { kind: 'total-bad', total, bad };
  if (total !== undefined && good !== undefined) return { kind: 'total-good', total, good, bornTogether: false };
  if (good !== undefined && bad !== undefined) return { kind: 'good-bad', good, bad };
  return undefined;
}

function counter(selector: Selector, metric: KnownMetric): Counter {
  return { kind: 'counter', selector, labels: [...metric.labels.keys()].sort() };
}

/** An upper bound as exporters write it: Prometheus' own format says `1`, OpenMetrics `1.0`. */
function boundMatcher(seconds: number): Matcher {
  return Number.isInteger(seconds) ? matches('le', `${seconds}|${seconds}\\.0`) : equal('le', String(seconds));
}

/** Checks what `where` and `per` add to a selector. */
function judgeUse(placed: PlacedSelector, use: Use): readonly Diagnostic[] {
  const reading: Reading = {
    contract: use.contract,
    siteLabel: use.settings.labels.site,
    version: use.settings.prometheus,
    name: placed.name,
    metric: placed.metric,
    nameAt: placed.at,
    matchers: use.where,
    wanted: 'any',
    query: undefined,
  };
  const fromInventory = knownFromInventory(reading);
  const blindHere = placed.metric.blind === undefined ? [] : blind({ ...reading, metric: { ...placed.metric, blind: { ...placed.metric.blind, value: false } } }, use.per);
  return [...fromInventory, ...(fromInventory.length > 0 ? [] : unknownLabel(reading)), ...unknownValue(reading), ...blindHere];
}
