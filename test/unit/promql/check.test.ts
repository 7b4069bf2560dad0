import { describe, expect, test } from 'vitest';
import { binary, selector } from '../../../src/promql/build.ts';
import { checkExpr } from '../../../src/promql/check.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import type { PromqlError } from '../../../src/promql/promql-error.ts';

function faults(text: string, [major, minor]: readonly [number, number], experimental = false): readonly PromqlError[] {
  const { expr, errors } = parseExpr(text);
  return expr === undefined ? errors : checkExpr(expr, { version: { major, minor }, experimental });
}

describe('what is reported', () => {
  test.each([
    ['«foo»(a)', 'TOC403', 'there is no function `foo`', undefined],
    ['«RATE»(a[5m])', 'TOC403', 'there is no function `RATE`', 'rate'],
    ['«incraese»(a[5m])', 'TOC403', 'there is no function `incraese`', 'increase'],
    ['«mad_ovr_time»(a[5m])', 'TOC403', 'there is no function `mad_ovr_time`', 'max_over_time'],
    ['«histogram_avg»(a)', 'TOC404', '`histogram_avg` needs Prometheus 2.51, and the project declares 2.42', undefined],
    ['«limitk»(1, a)', 'TOC404', '`limitk` needs Prometheus 2.54, and the project declares 2.42', undefined],
    ['a > «5m»', 'TOC404', 'the duration `5m` as a number needs Prometheus 2.54, and the project declares 2.42', undefined],
    ['rate(a[«300»])', 'TOC404', 'a duration without a unit needs Prometheus 2.54, and the project declares 2.42', undefined],
    ['{«"up"»}', 'TOC404', 'a name in quotes needs Prometheus 3.0, and the project declares 2.42', undefined],
    ['a{«"b.c"="d"»}', 'TOC404', 'the label name `b.c` needs Prometheus 3.0, and the project declares 2.42', undefined],
    ['rate(«a»)', 'TOC402', 'argument 1 of `rate` is a range vector, and this is an instant vector', undefined],
    ['«rate()»', 'TOC402', '`rate` takes 1 argument, and got 0', undefined],
    ['sum(«1»)', 'TOC402', '`sum` takes an instant vector, and this is a number', undefined],
    ['topk(«a», a)', 'TOC402', '`topk` takes a number first, and this is an instant vector', undefined],
    ['1 «>» 2', 'TOC402', 'two numbers are compared with `> bool`, since there is no series to drop', undefined],
    ['a «+» bool b', 'TOC402', '`bool` belongs to comparisons, and `+` is none', undefined],
    ['a «and» 1', 'TOC402', '`and` joins instant vectors, and the right side is a number', undefined],
    ['a + «"b"»', 'TOC402', '`+` joins numbers and instant vectors, and this is a text', undefined],
    ['a + «on (x)» 1', 'TOC402', '`on (…)` pairs series, and one side is not an instant vector', undefined],
    ['a and on (x) «group_left» b', 'TOC402', '`and` pairs many with many by itself, so `group_left` has no place', undefined],
    ['a * on (x) «group_left (x)» b', 'TOC402', 'the label `x` is both in `on (…)` and in `group_left (…)`', undefined],
    ['a{«__name__="b"»}', 'TOC402', 'the metric name is set twice: `a` and `b`', undefined],
    ['«{b=~".*"}»', 'TOC402', 'a selector needs a metric name or a matcher that the empty text does not pass, or it selects everything', undefined],
    ['«a[0s]»', 'TOC402', 'a range must be longer than 0', undefined],
    ['a @ «Inf»', 'TOC401', '`Inf` is out of bounds for a timestamp', undefined],
    ['a{«b=~"(?=x)"»}', 'TOC405', 'not a regular expression of RE2: invalid or unsupported Perl syntax: `(?=`', undefined],
  ])('%s', (marked, code, message, suggestion) => {
    const text = marked.replace(/[«»]/g, '');
    const span = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
    expect(faults(text, [2, 42])).toEqual([{ code, message, span, ...(suggestion === undefined ? {} : { suggestion }) }]);
  });

  test('every fault of an expression', () => {
    expect(faults('rate(a) + foo(b) and sum("c")', [2, 42]).map(({ code }) => code)).toEqual(['TOC402', 'TOC403', 'TOC402']);
  });

  test('a tree that was built has no places', () => {
    const expr = binary('and', selector('a.b'), selector('c'));
    expect(checkExpr(expr, { version: { major: 2, minor: 42 } })).toMatchObject([{ code: 'TOC404', span: { start: 0, end: 0 } }]);
  });
});

test.each(['1 + on () 2', 'a + on () 2', 'a * ignoring (x) group_left (x) b', 'a * on (x) group_left (y, y) b', '{a="", b="c"}', 'a @ start() [5m]', 'hour()', '((a[5m]))'])(
  'Prometheus takes %s, odd as it is',
  (text) => {
    expect(faults(text, [2, 42])).toEqual([]);
  },
);

describe('the last version that refuses and the first that takes', () => {
  test.each<[string, readonly [number, number], readonly [number, number]]>([
    ['group(a)', [2, 19], [2, 20]],
    ['last_over_time(a[5m])', [2, 25], [2, 26]],
    ['a atan2 b', [2, 30], [2, 31]],
    ['a @ 1', [2, 32], [2, 33]],
    ['a offset -1s', [2, 32], [2, 33]],
    ['histogram_fraction(0, 1, a)', [2, 39], [2, 40]],
    ['histogram_stddev(a)', [2, 46], [2, 47]],
    ['histogram_avg(a)', [2, 50], [2, 51]],
    ['1_000', [2, 53], [2, 54]],
    ['time() > bool 5m', [2, 53], [2, 54]],
    ['a offset 0s', [2, 53], [2, 54]],
    ['a[60]', [2, 53], [2, 54]],
    ['{"a.b"}', [2, 55], [3, 0]],
    ['sum by ("a.b") (c)', [2, 55], [3, 0]],
    ['a + on ("b.c") d', [2, 55], [3, 0]],
    ['a + on ("b") d', [2, 55], [3, 0]],
    ['first_over_time(a[5m])', [3, 13], [3, 14]],
  ])('%s', (text, last, first) => {
    expect(faults(text, last)).toMatchObject([{ code: 'TOC404' }]);
    expect(faults(text, first)).toEqual([]);
  });

  test.each<[string, readonly [number, number]]>([
    ['info(a)', [2, 55]],
    ['limitk(1, a)', [2, 54]],
    ['sort_by_label(a, "b")', [2, 49]],
    ['double_exponential_smoothing(a[5m], 0.5, 0.5)', [3, 0]],
    ['ts_of_max_over_time(a[5m])', [3, 5]],
    ['first_over_time(a[5m])', [3, 7]],
    ['step()', [3, 12]],
    ['min_of(1, 2)', [3, 13]],
  ])('%s is behind a feature flag', (text, version) => {
    expect(faults(text, version)).toMatchObject([{ code: 'TOC404', message: expect.stringContaining('experimental') as string }]);
    expect(faults(text, version, true)).toEqual([]);
  });

  test('holt_winters has another name since Prometheus 3', () => {
    const text = 'holt_winters(a[5m], 0.5, 0.5)';
    expect(faults(text, [2, 55])).toEqual([]);
    expect(faults(text, [3, 0])).toMatchObject([{ code: 'TOC404', suggestion: 'double_exponential_smoothing' }]);
  });
});
