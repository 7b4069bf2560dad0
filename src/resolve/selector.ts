import { blind } from '../checks/blind.ts';
import { knownFromInventory } from '../checks/known-from-inventory.ts';
import { isPlain, notPlain } from '../checks/not-plain.ts';
import type { PlacedMatcher, Reading } from '../checks/reading.ts';
import { unknownLabel } from '../checks/unknown-label.ts';
import { unknownMetric } from '../checks/unknown-metric.ts';
import { unknownValue } from '../checks/unknown-value.ts';
import { wrongType } from '../checks/wrong-type.ts';
import type { Diagnostic, Sink } from '../diagnostics/diagnostic.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import type { Contract, KnownMetric } from '../model/contract.ts';
import type { Selector } from '../promql/ast.ts';
import { checkExpr } from '../promql/check.ts';
import { parseExpr } from '../promql/parse.ts';
import type { Version } from '../promql/version.ts';
import { promqlProblem } from './promql-faults.ts';

/** Where a text is written, or a part of it. */
export type Place = (span?: Span) => Location;

/** A plain selector of a contract, found sound against its metric. */
export interface PlacedSelector {
  readonly selector: Selector;
  readonly name: string;
  readonly metric: KnownMetric;
  readonly at: Location;
}

/** The ground that selectors are judged on. */
export interface SelectorGround {
  readonly contract: Contract;
  readonly siteLabel: string;
  /** Of the Prometheus that reads the rules. */
  readonly version: Version;
}

/** A metric with matchers, parsed; reported and undefined when it is anything else. */
export function plainSelector(text: string, version: Version, place: Place, sink: Sink): Selector | undefined {
  const { expr, errors } = parseExpr(text);
  const faults = expr === undefined || errors.length > 0 ? errors : checkExpr(expr, { version });
  for (const fault of faults) sink.report(promqlProblem(fault, place));
  if (faults.length > 0 || expr === undefined) return undefined;
  if (isPlain(expr)) return expr;
  for (const one of notPlain(expr, place(expr.span))) sink.report(one);
  return undefined;
}

/** A plain selector that has passed every check against the contract; problems are reported. */
export function soundSelector(text: string, wanted: Reading['wanted'], ground: SelectorGround, place: Place, sink: Sink): PlacedSelector | undefined {
  const selector = plainSelector(text, ground.version, place, sink);
  if (selector?.metric === undefined) return undefined;
  const start = selector.span?.start ?? 0;
  const reading: Reading = {
    ...ground,
    name: selector.metric,
    metric: ground.contract.metrics.get(selector.metric),
    nameAt: place({ start, end: start + selector.metric.length }),
    matchers: selector.matchers.map((matcher): PlacedMatcher => ({ matcher, at: place(matcher.span) })),
    wanted,
    query: undefined,
  };
  const problems = judgeSelector(reading);
  for (const one of problems) sink.report(one);
  if (reading.metric === undefined || problems.length > 0) return undefined;
  return { selector, name: selector.metric, metric: reading.metric, at: place(selector.span) };
}

/** Every check of one selector. */
export function judgeSelector(reading: Reading, per?: { readonly label: string; readonly at: Location }): readonly Diagnostic[] {
  const fromInventory = knownFromInventory(reading);
  return [...unknownMetric(reading), ...wrongType(reading), ...fromInventory, ...(fromInventory.length > 0 ? [] : unknownLabel(reading)), ...unknownValue(reading), ...blind(reading, per)];
}
