import fc from 'fast-check';
import { AGGREGATORS } from '../../../src/promql/aggregators.ts';
import type { At, BinaryOp, Expr, Matcher, Matching, Selector } from '../../../src/promql/ast.ts';
import { FUNCTIONS, type FunctionType, type ValueType } from '../../../src/promql/functions.ts';
import { isBinaryOp } from '../../../src/promql/operators.ts';

/** How far a tree may stray from what Prometheus takes. */
export interface Wildness {
  /** Label, metric and function names that no server, or only newer ones, read. */
  readonly oddNames: boolean;
  /** One in this many operands is of any type, instead of the one that is wanted. */
  readonly illTypedOneIn: number;
}

const METRICS = ['up', 'a', 'job:x:rate5m', 'sum', 'offset', 'by', 'start', 'unless', 'fill', 'step'];
const ODD_METRICS = ['a.b', 'é', 'my metric', '1a'];
const LABELS = ['job', 'le', 'instance', 'on', 'by', 'sum', 'bool', 'group_left', 'end'];
const ODD_LABELS = ['a.b', 'without', 'inf', 'ü', '__name__', 'x:y'];
const OPERATORS: readonly BinaryOp[] = 'or and unless == != > < >= <= + - * / % atan2 ^'.split(' ').filter(isBinaryOp);
const REGEXES = ['a|b', '.*', '.+', 'x.y', '5..', '(?i)a', '\\d+', '[a-c]+', '\\pL', '', 'a{2,3}', '(a|b)?', 'a"b', '\\.'];
const ODD_REGEXES = ['(', '*', '(?=a)', 'a{1001}', '[z-a]', '\\8', 'a)|(b', '(?<n>a)', '\\Qa', 'a**'];
const DURATIONS_MS = [1, 999, 1000, 60_000, 299_000, 300_000, 3_599_000, 5_400_000, 86_400_000, 604_800_000, 1_209_600_001, 31_536_000_000];

/** Any text that Prometheus can hold: half surrogate pairs are left out. */
export const text = fc.oneof(
  fc.constantFrom('', 'a', 'b c', '"', "'", '`', '\\', '\n', '\r\n', '\t', '\0', '{{ $labels.x }}', '#', '\\d', 'é', '😀', '\u2028', '\ufeff', '$1', '%', 'x"}) or up{a="'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }).filter((one) => !/[\ud800-\udfff]/u.test(one)),
);

function names(plain: readonly string[], odd: readonly string[], { oddNames }: Wildness): fc.Arbitrary<string> {
  return oddNames ? fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...plain) }, { weight: 1, arbitrary: fc.constantFrom(...odd) }) : fc.constantFrom(...plain);
}

function matchers(wild: Wildness): fc.Arbitrary<Matcher> {
  const label = names(LABELS, ODD_LABELS, wild);
  const regex = wild.oddNames ? fc.oneof({ weight: 10, arbitrary: fc.constantFrom(...REGEXES) }, { weight: 1, arbitrary: fc.constantFrom(...ODD_REGEXES) }) : fc.constantFrom(...REGEXES);
  return fc.oneof(
    fc.record({ label, op: fc.constantFrom('=' as const, '!=' as const), value: text }),
    fc.record({ label, op: fc.constantFrom('=~' as const, '!~' as const), value: regex }),
  );
}

const at: fc.Arbitrary<At> = fc.oneof(
  fc.record({ kind: fc.constant('timestamp' as const), text: fc.constantFrom('0', '1700000000', '-5', '+1e3', '1.5', '0x10') }),
  fc.record({ kind: fc.constantFrom('start' as const, 'end' as const) }),
);

function maybe<K extends string, T>(key: K, value: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<{ [P in K]?: T }> {
  const without: { [P in K]?: T } = {};
  const withKey = value.map((one) => ({ [key]: one }) as { [P in K]?: T });
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(without) }, { weight: 1, arbitrary: withKey });
}

const extent = fc
  .tuple(maybe('offsetMs', fc.oneof(fc.constantFrom(...DURATIONS_MS), fc.constantFrom(...DURATIONS_MS).map((ms) => -ms)), 5), maybe('at', at, 8))
  .map(([offset, moment]) => ({ ...offset, ...moment }));

function selectors(wild: Wildness, rangeMs: fc.Arbitrary<{ rangeMs?: number }>): fc.Arbitrary<Selector> {
  const named = fc.record({ metric: names(METRICS, ODD_METRICS, wild), matchers: fc.array(matchers(wild), { maxLength: 3 }) });
  const unnamed = fc.record({ matchers: fc.array(matchers(wild), { minLength: 1, maxLength: 3 }) });
  return fc
    .tuple(fc.oneof({ weight: 5, arbitrary: named }, { weight: 1, arbitrary: unnamed }), rangeMs, extent)
    .map(([body, range, more]) => ({ kind: 'selector', ...body, ...range, ...more }) satisfies Selector);
}

function matching(wild: Wildness): fc.Arbitrary<Matching> {
  const labels = fc.array(names(LABELS, ODD_LABELS, wild), { maxLength: 3 });
  const group = maybe('group', fc.record({ side: fc.constantFrom('left' as const, 'right' as const), labels }), 3);
  return fc.tuple(fc.record({ kind: fc.constantFrom('on' as const, 'ignoring' as const), labels }), group).map(([clause, side]) => ({ ...clause, ...side }));
}

/** Arguments for a function, now and then one too few or too many. */
function argumentTypes({ args, variadic }: FunctionType, extra: number): readonly ValueType[] {
  const last = args.at(-1);
  if (extra > 0 && last !== undefined) return [...args, last];
  return extra < 0 || (variadic !== undefined && extra === 0 && args.length > 1) ? args.slice(0, -1) : args;
}

/** Trees of which most are good, with nothing of the parser's in them: spans, parentheses and newer forms. */
export function expressions(wild: Wildness): fc.Arbitrary<Expr> {
  const functions = [...FUNCTIONS].filter(([, type]) => type.since === undefined || type.since[0] < 3 || wild.oddNames);
  const byReturn = (type: ValueType): readonly (readonly [string, FunctionType])[] => functions.filter(([, known]) => known.returns === type);

  const { scalar, string, instant, range } = fc.letrec<Record<ValueType, Expr>>((tie) => {
    const any = fc.oneof(tie('scalar'), tie('string'), tie('instant'), tie('range'));
    const of = (type: ValueType): fc.Arbitrary<Expr> =>
      fc.oneof({ weight: wild.illTypedOneIn - 1, arbitrary: tie(type) }, { weight: 1, arbitrary: any });
    const call = (returns: ValueType): fc.Arbitrary<Expr> =>
      fc
        .tuple(fc.constantFrom(...byReturn(returns)), fc.constantFrom(...(wild.illTypedOneIn < 100 ? [0, 0, 0, 0, 0, 0, 1, -1] : [0])))
        .chain(([[func, type], extra]) => fc.tuple(...argumentTypes(type, extra).map(of)).map((args): Expr => ({ kind: 'call', func, args })));
    const aggregate = fc
      .tuple(fc.constantFrom(...AGGREGATORS.keys()), maybe('grouping', fc.record({ kind: fc.constantFrom('by' as const, 'without' as const), labels: fc.array(names(LABELS, ODD_LABELS, wild), { maxLength: 3 }) }), 2))
      .chain(([op, grouping]) => {
        const wanted = AGGREGATORS.get(op)?.param;
        const param = wanted === undefined ? fc.constant({}) : of(wanted).map((one) => ({ param: one }));
        return fc.tuple(param, of('instant')).map(([first, expr]): Expr => ({ kind: 'aggregate', op, ...grouping, ...first, expr }));
      });
    const binary = (left: ValueType, right: ValueType): fc.Arbitrary<Expr> =>
      fc
        .tuple(fc.constantFrom(...OPERATORS), of(left), of(right), maybe('matching', matching(wild), left === 'instant' && right === 'instant' ? 2 : 12), maybe('bool', fc.constant(true as const), 5))
        .map(([op, l, r, clause, bool]): Expr => ({ kind: 'binary', op, ...bool, ...clause, left: l, right: r }));
    const unary = (type: ValueType): fc.Arbitrary<Expr> =>
      fc.record({ kind: fc.constant('unary' as const), op: fc.constantFrom('+' as const, '-' as const), expr: of(type) });
    const number: fc.Arbitrary<Expr> = fc.record({ kind: fc.constant('number' as const), text: fc.constantFrom('0', '1', '0.001', '14.4', '1e-3', '.5', '5.', 'Inf', 'NaN', '0x1F') });
    const subquery = fc
      .tuple(of('instant'), fc.constantFrom(...DURATIONS_MS), maybe('stepMs', fc.constantFrom(...DURATIONS_MS), 2), extent)
      .map(([expr, rangeMs, step, more]): Expr => ({ kind: 'subquery', expr, rangeMs, ...step, ...more }));
    const deep = { depthSize: 'small' as const, withCrossShrink: true };
    return {
      scalar: fc.oneof(deep, number, unary('scalar'), binary('scalar', 'scalar'), call('scalar')),
      string: fc.record({ kind: fc.constant('string' as const), value: text }),
      instant: fc.oneof(deep, selectors(wild, fc.constant({})), aggregate, call('instant'), binary('instant', 'instant'), binary('instant', 'scalar'), binary('scalar', 'instant'), unary('instant')),
      range: fc.oneof(deep, selectors(wild, fc.constantFrom(...DURATIONS_MS).map((rangeMs) => ({ rangeMs }))), subquery),
    };
  });
  return fc.oneof({ weight: 6, arbitrary: instant }, { weight: 2, arbitrary: scalar }, { weight: 1, arbitrary: range }, { weight: 1, arbitrary: string });
}
