import { fixedWindow } from '../checks/fixed-window.ts';
import { groupLost } from '../checks/group-lost.ts';
import { mixedUnits, unitOf } from '../checks/mixed-units.ts';
import type { Reading } from '../checks/reading.ts';
import { shortRange } from '../checks/short-range.ts';
import { unselectedInstance } from '../checks/unselected-instance.ts';
import { problem, type Diagnostic, type Sink } from '../diagnostics/diagnostic.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import type { KnownMetric } from '../model/contract.ts';
import { formatDuration } from '../model/duration.ts';
import type { Query } from '../model/indicator.ts';
import type { Expr } from '../promql/ast.ts';
import { checkExpr } from '../promql/check.ts';
import { parseExpr } from '../promql/parse.ts';
import { printMatcher } from '../promql/print-parts.ts';
import { selectorsOf } from '../promql/selectors.ts';
import { shapeOf, treeWithoutPlaces } from '../promql/shape.ts';
import { renderQuery, type RenderedQuery } from '../texts/query.ts';
import type { QueryText } from './indicators.ts';
import { promqlProblem } from './promql-faults.ts';
import { judgeSelector } from './selector.ts';
import type { Use } from './use.ts';

/** A query rendered for an instance and found sound, with the metrics of the contract it reads. */
export interface SoundQuery {
  readonly query: Query;
  readonly metrics: ReadonlyMap<string, KnownMetric>;
}

/** Window that queries are rendered for: the shortest in which a rate is sure to hold two scrapes, and one may be late. */
export function queryWindowMs(use: Use): number {
  return 4 * use.settings.scrapeIntervalMs;
}

/** The metrics of queries that were found sound, by the shape of what was rendered and how it is used. */
const foundSound = new WeakMap<QueryText, Map<string, ReadonlyMap<string, KnownMetric>>>();

/** What decides whether a rendered query is sound, but for the identity: that stands in it as the tool put it there. Undefined where another value could hide in it. */
function judgedBy(text: string, { group, per, where }: Use): string | undefined {
  const shape = shapeOf(text);
  return shape.values.length === 0 ? undefined : JSON.stringify([shape.text, group, per?.label, where.map(({ matcher }) => printMatcher(matcher))]);
}

/** An expression typed by hand, rendered for the instance, parsed and checked; problems are reported in the template. */
export function soundExpr(written: QueryText, use: Use, sink: Sink): { readonly expr: Expr; readonly rendered: RenderedQuery; readonly metrics: ReadonlyMap<string, KnownMetric> } | undefined {
  const { settings, contract } = use;
  const isGlobal = settings.scope === 'global';
  const variables = {
    window: formatDuration(queryWindowMs(use)),
    identity: [...use.identityMatchers, ...use.where.map(({ matcher }) => matcher)].map(printMatcher).join(', '),
    group: use.group.join(', '),
  };
  const { rendered, problems } = renderQuery(written.text, variables);
  for (const one of problems) sink.report(problem('TOC422', one.message, { at: written.place(one.span), suggestion: one.suggestion, help: one.help }));
  if (rendered === undefined) return undefined;
  const key = judgedBy(rendered.text, use);
  const before = foundSound.get(written) ?? new Map<string, ReadonlyMap<string, KnownMetric>>();
  foundSound.set(written, before);
  const known = key === undefined ? undefined : before.get(key);
  const alike = known === undefined ? undefined : treeWithoutPlaces(rendered.text);
  if (known !== undefined && alike !== undefined) return { expr: alike, rendered, metrics: known };
  const place = (span: Span | undefined): Location => written.place(span === undefined ? undefined : rendered.toTemplate(span));
  const { expr, errors } = parseExpr(rendered.text);
  const faults = expr === undefined || errors.length > 0 ? errors : checkExpr(expr, { version: settings.prometheus });
  for (const fault of faults) sink.report(promqlProblem(fault, place));
  if (expr === undefined || faults.length > 0) return undefined;
  const selectors = selectorsOf(expr);
  const metrics = new Map<string, KnownMetric>();
  const found: Diagnostic[] = [...shortRange(selectors, settings.scrapeIntervalMs, place), ...unselectedInstance(selectors, contract.identityLabel, place)];
  for (const selector of selectors) {
    const known = knownAs(selector.metric ?? '', contract.metrics);
    if (known !== undefined) metrics.set(known.name, known.metric);
    const start = selector.span?.start ?? 0;
    const reading: Reading = {
      contract,
      siteLabel: settings.labels.site,
      version: settings.prometheus,
      name: selector.metric ?? '',
      metric: known?.metric,
      nameAt: place(selector.metric === undefined ? selector.span : { start, end: start + selector.metric.length }),
      matchers: selector.matchers.map((matcher) => ({ matcher, at: place(matcher.span) })),
      wanted: 'any',
      query: { identity: use.identity, siteIsLabel: isGlobal },
    };
    found.push(...judgeSelector(reading, use.per));
  }
  found.push(...groupLost(expr, use.group, place(expr.span)));
  for (const one of found) sink.report(one);
  if (found.length > 0) return undefined;
  if (key !== undefined) before.set(key, metrics);
  return { expr, rendered, metrics };
}

/** A query of events over a window. */
export function soundQuery(written: QueryText, use: Use, sink: Sink): SoundQuery | undefined {
  const sound = soundExpr(written, use, sink);
  if (sound === undefined) return undefined;
  const at = written.place();
  const problems = [...fixedWindow(sound.rendered.used, at), ...mixedUnits(sound.expr, at)];
  for (const one of problems) sink.report(one);
  const unit = unitOf(sound.expr);
  return unit === undefined || problems.length > 0 ? undefined : { query: { kind: 'query', expr: sound.expr, windowMs: queryWindowMs(use), unit }, metrics: sound.metrics };
}

/** A metric by the name of one of its samples: a histogram's are `_bucket`, `_count` and `_sum`. */
function knownAs(sample: string, metrics: ReadonlyMap<string, KnownMetric>): { readonly name: string; readonly metric: KnownMetric } | undefined {
  const base = sample.replace(/_(bucket|count|sum)$/, '');
  for (const name of [sample, base]) {
    const metric = metrics.get(name);
    if (metric !== undefined && (name === sample || metric.type === 'histogram')) return { name, metric };
  }
  return undefined;
}
