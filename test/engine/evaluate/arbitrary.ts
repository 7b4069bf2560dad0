import fc from 'fast-check';
import type { At, BinaryOp, Expr, Matcher, Matching, Selector } from '../../../src/promql/ast.ts';
import { isBinaryOp } from '../../../src/promql/operators.ts';
import type { Scrape, ScrapedSeries } from '../../unit/evaluate/memory-storage.ts';

const SCRAPES = 81;

/** Seconds between two scrapes; the series last 40 minutes. */
export const SCRAPE_SECONDS = 30;

const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -4000, max: 4000 }).map((n) => n / 8) },
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 1e17, 1e-7, 0) },
);

/** Mostly there; a gap of a few scrapes, or an end and a new beginning, now and then. */
function scraped(values: fc.Arbitrary<readonly number[]>): fc.Arbitrary<readonly Scrape[]> {
  const gaps = fc.array(fc.tuple(fc.nat({ max: SCRAPES - 1 }), fc.integer({ min: 1, max: 16 }), fc.boolean()), { maxLength: 3 });
  return fc.tuple(values, gaps).map(([all, holes]) =>
    all.map((one, index): Scrape => {
      const hole = holes.find(([from, length]) => index >= from && index < from + length);
      if (hole === undefined) return one;
      return hole[2] && hole[0] === index ? 'stale' : '_';
    }),
  );
}

const gauge = scraped(fc.array(value, { minLength: SCRAPES, maxLength: SCRAPES }));
const constant = scraped(value.map((one) => Array.from({ length: SCRAPES }, () => one)));
const counter = scraped(
  fc.array(fc.oneof({ weight: 20, arbitrary: fc.nat({ max: 40 }) }, { weight: 1, arbitrary: fc.constant(-1) }), { minLength: SCRAPES, maxLength: SCRAPES }).map((steps) => {
    let sum = 0;
    return steps.map((step) => (sum = step < 0 ? 0 : sum + step));
  }),
);

function series(metric: string, labels: readonly Readonly<Record<string, string>>[], scrapes: fc.Arbitrary<readonly Scrape[]>): fc.Arbitrary<readonly ScrapedSeries[]> {
  return fc.tuple(...labels.map((one) => scrapes.map((all): ScrapedSeries => ({ metric, labels: one, scrapes: all }))));
}

const INSTANCES = [{ job: 'x', i: '1' }, { job: 'x', i: '2' }, { job: 'y', i: '1' }, { job: 'y', i: '3' }];
const BUCKETS = ['0.1', '1', '2.5', '+Inf'].flatMap((le) => ['x', 'y'].map((job) => ({ job, le })));

/** The world: gauges, counters, a histogram, a series without labels, one that is constant. */
export const world: fc.Arbitrary<readonly ScrapedSeries[]> = fc
  .tuple(
    series('a', INSTANCES, gauge),
    series('b', [{ job: 'x', i: '1' }, { job: 'y', i: '1' }, { job: 'z' }], gauge),
    series('c_total', INSTANCES, counter),
    series('h_bucket', BUCKETS, counter),
    series('g', [{}], gauge),
    series('k', [{ job: 'x' }, { job: 'y' }], constant),
  )
  .map((parts) => parts.flat());

const METRICS = ['a', 'b', 'c_total', 'h_bucket', 'g', 'k', 'nowhere'];
const LABELS = ['job', 'i', 'le', '__name__', 'other'];
const DURATIONS_MS = [30_000, 60_000, 90_000, 150_000, 300_000, 299_000, 420_000, 600_000, 1_200_000];
const ARITHMETIC: readonly BinaryOp[] = '+ - * / % atan2 ^'.split(' ').filter(isBinaryOp);
const COMPARISONS: readonly BinaryOp[] = '== != > < >= <='.split(' ').filter(isBinaryOp);
const SETS: readonly BinaryOp[] = 'and or unless'.split(' ').filter(isBinaryOp);

const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc.record({ label: fc.constantFrom('job', 'i'), op: fc.constantFrom('=' as const, '!=' as const), value: fc.constantFrom('x', 'y', '1', '') }),
  fc.record({ label: fc.constantFrom('job', 'le'), op: fc.constantFrom('=~' as const, '!~' as const), value: fc.constantFrom('x|z', '.+', '[xy]', '', '.*1.*') }),
);

const at: fc.Arbitrary<At> = fc.oneof(
  fc.record({ kind: fc.constant('timestamp' as const), text: fc.constantFrom('0', '600', '1234.5', '-60', '2100') }),
  fc.record({ kind: fc.constantFrom('start' as const, 'end' as const) }),
);

type Part<K extends string, T> = { readonly [P in K]?: T };

function maybe<K extends string, T>(key: K, one: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<Part<K, T>> {
  const there = one.map((some) => ({ [key]: some }) as Part<K, T>);
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant({} as Part<K, T>) }, { weight: 1, arbitrary: there });
}

const extent = fc
  .tuple(maybe('offsetMs', fc.constantFrom(...DURATIONS_MS, -60_000, -300_000, 10_000, 45_500), 4), maybe('at', at, 9))
  .map(([offset, moment]) => ({ ...offset, ...moment }));

const instantSelector: fc.Arbitrary<Selector> = fc
  .tuple(fc.constantFrom(...METRICS), fc.array(matcher, { maxLength: 2 }), extent)
  .map(([metric, matchers, more]) => ({ kind: 'selector', metric, matchers, ...more }));

const rangeSelector: fc.Arbitrary<Selector> = fc.tuple(instantSelector, fc.constantFrom(...DURATIONS_MS)).map(([selector, rangeMs]) => ({ ...selector, rangeMs }));

const number: fc.Arbitrary<Expr> = fc.constantFrom('0', '1', '2', '3', '0.5', '10', '0x1F', '017', '1e3', 'Inf', 'NaN').map((text) => ({ kind: 'number', text }));

function call(func: string, ...args: readonly Expr[]): Expr {
  return { kind: 'call', func, args };
}

function text(one: string): Expr {
  return { kind: 'string', value: one };
}

const labels = fc.uniqueArray(fc.constantFrom(...LABELS), { maxLength: 3 });

const matching: fc.Arbitrary<Matching> = fc
  .tuple(fc.constantFrom('on' as const, 'ignoring' as const), labels, maybe('group', fc.record({ side: fc.constantFrom('left' as const, 'right' as const), labels: fc.constantFrom([], [], ['i'], ['other'], ['le', 'i']) }), 2))
  .map(([kind, names, group]) => ({ kind, labels: names, ...group, ...(group.group === undefined ? {} : { group: { ...group.group, labels: kind === 'on' ? group.group.labels.filter((name) => !names.includes(name)) : group.group.labels } }) }));

const OF_RANGE = 'rate increase delta irate idelta deriv resets changes sum_over_time avg_over_time min_over_time max_over_time count_over_time stddev_over_time stdvar_over_time last_over_time present_over_time absent_over_time'.split(' ');
const OF_INSTANT = 'abs absent ceil floor exp ln log2 log10 sqrt sgn sort sort_desc timestamp sin cos atan deg rad sinh asinh acosh tanh hour minute day_of_week day_of_month day_of_year days_in_month month year'.split(' ');
const AGGREGATIONS = 'sum avg count min max group stddev stdvar'.split(' ');

/** Expressions that pass the type check, over the series of the world; a few of them fail when they are evaluated. */
export const meaning: fc.Arbitrary<Expr> = fc.letrec<{ scalar: Expr; instant: Expr; range: Expr }>((tie) => {
  const scalar = tie('scalar');
  const instant = tie('instant');
  const range = tie('range');
  const binary = (ops: readonly BinaryOp[], clause: fc.Arbitrary<Part<'matching', Matching>>, bool: fc.Arbitrary<Part<'bool', true>>, left: fc.Arbitrary<Expr>, right: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> =>
    fc.tuple(fc.constantFrom(...ops), clause, bool, left, right).map(([op, one, two, l, r]): Expr => ({ kind: 'binary', op, ...one, ...two, left: l, right: r }));
  const none = fc.constant({});
  const clause = maybe('matching', matching, 2);
  const ungrouped = maybe('matching', matching.map(({ kind, labels: names }): Matching => ({ kind, labels: names })), 2);
  const maybeBool = maybe('bool', fc.constant(true as const), 4);
  const aggregate = (ops: readonly string[], param: fc.Arbitrary<Part<'param', Expr>>, operand = instant): fc.Arbitrary<Expr> =>
    fc
      .tuple(fc.constantFrom(...ops), param, maybe('grouping', fc.record({ kind: fc.constantFrom('by' as const, 'without' as const), labels }), 2), operand)
      .map(([op, first, grouping, expr]): Expr => ({ kind: 'aggregate', op, ...first, ...grouping, expr }));
  return {
    scalar: fc.oneof({ depthSize: 'small' }, { weight: 4, arbitrary: number }, fc.constantFrom(call('time'), call('pi')), instant.map((one) => call('scalar', one)), binary(ARITHMETIC, none, none, scalar, scalar), binary(COMPARISONS, none, fc.constant({ bool: true as const }), scalar, scalar)),
    range: fc.oneof(
      { depthSize: 'small' },
      { weight: 4, arbitrary: rangeSelector },
      fc.tuple(instant, fc.constantFrom(...DURATIONS_MS), maybe('stepMs', fc.constantFrom(30_000, 60_000, 45_000, 300_000), 2), extent).map(([expr, rangeMs, step, more]): Expr => ({ kind: 'subquery', expr, rangeMs, ...step, ...more })),
    ),
    instant: fc.oneof(
      { depthSize: 'small' },
      { weight: 6, arbitrary: instantSelector },
      { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...OF_RANGE), range).map(([func, one]) => call(func, one)) },
      { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...OF_INSTANT), instant).map(([func, one]) => call(func, one)) },
      { weight: 4, arbitrary: aggregate(AGGREGATIONS, none) },
      { weight: 2, arbitrary: aggregate(['topk', 'bottomk', 'quantile'], fc.constantFrom('1', '2', '0.3', '0', '-1').map((n) => ({ param: n.startsWith('-') ? { kind: 'unary', op: '-', expr: { kind: 'number', text: n.slice(1) } } : { kind: 'number', text: n } } satisfies Part<'param', Expr>))) },
      { weight: 1, arbitrary: aggregate(['count_values'], fc.constantFrom('value', 'job').map((name) => ({ param: text(name) })), instantSelector) },
      { weight: 5, arbitrary: binary(ARITHMETIC, clause, none, instant, instant) },
      { weight: 4, arbitrary: binary(COMPARISONS, clause, maybeBool, instant, instant) },
      { weight: 4, arbitrary: binary(SETS, ungrouped, none, instant, instant) },
      { weight: 2, arbitrary: binary(ARITHMETIC, none, none, instant, scalar) },
      { weight: 2, arbitrary: binary(COMPARISONS, none, maybeBool, instant, scalar) },
      { weight: 2, arbitrary: fc.oneof(binary(ARITHMETIC, none, none, scalar, instant), binary(COMPARISONS, none, maybeBool, scalar, instant)) },
      { weight: 1, arbitrary: instant.map((expr): Expr => ({ kind: 'unary', op: '-', expr })) },
      { weight: 1, arbitrary: fc.tuple(scalar, range).map(([q, one]) => call('quantile_over_time', q, one)) },
      { weight: 1, arbitrary: fc.tuple(range, scalar).map(([one, ahead]) => call('predict_linear', one, ahead)) },
      { weight: 1, arbitrary: fc.tuple(range, fc.constantFrom('0.3', '0.9', '2')).map(([one, factor]) => call('holt_winters', one, { kind: 'number', text: factor }, { kind: 'number', text: '0.4' })) },
      { weight: 2, arbitrary: fc.tuple(scalar, fc.constantFrom('h_bucket', 'c_total')).map(([q, metric]) => call('histogram_quantile', q, { kind: 'selector', metric, matchers: [] })) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('clamp_min', 'clamp_max', 'round'), instant, scalar).map(([func, one, limit]) => call(func, one, limit)) },
      { weight: 1, arbitrary: fc.tuple(instant, scalar, scalar).map((args) => call('clamp', ...args)) },
      { weight: 1, arbitrary: scalar.map((one) => call('vector', one)) },
      { weight: 1, arbitrary: fc.constantFrom('hour', 'minute', 'month').map((func) => call(func)) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(instant, fc.constantFrom('job', 'new', '__name__'), fc.constantFrom('$1', 'v-${1}', '', '$$1', '${n}_$2x', '$', 'k'), fc.constantFrom('job', 'i', 'nothing'), fc.constantFrom('(.*)', '(?P<n>[xy])', 'x', '', '(1|2)(.*)', 'x|y'))
          .map(([one, ...rest]) => call('label_replace', one, ...rest.map(text))),
      },
      { weight: 1, arbitrary: fc.tuple(instant, fc.constantFrom('job', 'new'), fc.constantFrom('', '-'), fc.constantFrom(['job'], ['i', 'job'], ['nothing', 'i'])).map(([one, to, by, from]) => call('label_join', one, ...[to, by, ...from].map(text))) },
    ),
  };
}).instant;
