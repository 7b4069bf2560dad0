import { describe, expect, test } from 'vitest';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { bare } from './bare.ts';

const a = { kind: 'selector', metric: 'a', matchers: [] };
const b = { kind: 'selector', metric: 'b', matchers: [] };
const c = { kind: 'selector', metric: 'c', matchers: [] };
const one = { kind: 'number', text: '1' };

describe('trees', () => {
  test.each<[string, object]>([
    ['1e3', { kind: 'number', text: '1e3' }],
    ['Inf', { kind: 'number', text: 'Inf' }],
    ['-1', { kind: 'unary', op: '-', expr: one }],
    [String.raw`"\u00e9\x41\xc3\xa9\n"`, { kind: 'string', value: 'éAé\n' }],
    ['`\\n`', { kind: 'string', value: '\\n' }],
    [
      String.raw`a{b="\"", on=~'x|y'}`,
      { ...a, matchers: [{ label: 'b', op: '=', value: '"' }, { label: 'on', op: '=~', value: 'x|y' }] },
    ],
    ['{__name__="a"}', { kind: 'selector', matchers: [{ label: '__name__', op: '=', value: 'a' }] }],
    ['{"a.b", "c.d"="e"}', { kind: 'selector', metric: 'a.b', matchers: [{ label: 'c.d', op: '=', value: 'e' }] }],
    ['a[1h30m] offset -5m @ 1.5', { ...a, rangeMs: 5_400_000, offsetMs: -300_000, at: { kind: 'timestamp', text: '1.5' } }],
    ['a[300] offset 1.5', { ...a, rangeMs: 300_000, offsetMs: 1500 }],
    ['a @ START() [5m]', { ...a, rangeMs: 300_000, at: { kind: 'start' } }],
    ['a[1y2w3d4h5m6s7ms]', { ...a, rangeMs: 33_019_506_007 }],
    ['a[1h:] @ end()', { kind: 'subquery', expr: a, rangeMs: 3_600_000, at: { kind: 'end' } }],
    ['a[1h:1m]', { kind: 'subquery', expr: a, rangeMs: 3_600_000, stepMs: 60_000 }],
    ['a + b offset 1s', { kind: 'binary', op: '+', left: a, right: { ...b, offsetMs: 1000 } }],
    ['-a[1s:]', { kind: 'unary', op: '-', expr: { kind: 'subquery', expr: a, rangeMs: 1000 } }],
    ['-a ^ b', { kind: 'unary', op: '-', expr: { kind: 'binary', op: '^', left: a, right: b } }],
    ['-a * b', { kind: 'binary', op: '*', left: { kind: 'unary', op: '-', expr: a }, right: b }],
    ['a ^ b ^ c', { kind: 'binary', op: '^', left: a, right: { kind: 'binary', op: '^', left: b, right: c } }],
    ['a - b - c', { kind: 'binary', op: '-', left: { kind: 'binary', op: '-', left: a, right: b }, right: c }],
    ['a or b and c', { kind: 'binary', op: 'or', left: a, right: { kind: 'binary', op: 'and', left: b, right: c } }],
    [
      'a >= bool on (x) group_right (y) b',
      { kind: 'binary', op: '>=', bool: true, matching: { kind: 'on', labels: ['x'], group: { side: 'right', labels: ['y'] } }, left: a, right: b },
    ],
    ['a * ignoring () group_left b', { kind: 'binary', op: '*', matching: { kind: 'ignoring', labels: [], group: { side: 'left', labels: [] } }, left: a, right: b }],
    ['SUM(a) BY (x,)', { kind: 'aggregate', op: 'sum', grouping: { kind: 'by', labels: ['x'] }, expr: a }],
    ['topk without (x) (1, a)', { kind: 'aggregate', op: 'topk', grouping: { kind: 'without', labels: ['x'] }, param: one, expr: a }],
    ['f(a, 1)', { kind: 'call', func: 'f', args: [a, one] }],
    ['sum', { kind: 'selector', metric: 'sum', matchers: [] }],
  ])('%s', (text, tree) => {
    const { expr, errors } = parseExpr(text);
    expect(errors).toEqual([]);
    expect(expr && bare(expr)).toEqual(tree);
  });

  test('every node has the span of its text', () => {
    const text = ' sum by (x) ( rate(a{b="c"}[5m] offset 1m) ) / (  b ) ';
    const { expr } = parseExpr(text);
    const slices: string[] = [];
    JSON.stringify(expr, (_key, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'span' in value) {
        const { start, end } = value.span as { start: number; end: number };
        slices.push(text.slice(start, end));
      }
      return value;
    });
    expect(slices).toEqual([
      'sum by (x) ( rate(a{b="c"}[5m] offset 1m) ) / (  b )',
      'sum by (x) ( rate(a{b="c"}[5m] offset 1m) )',
      'by (x)',
      'rate(a{b="c"}[5m] offset 1m)',
      'a{b="c"}[5m] offset 1m',
      'b="c"',
      '(  b )',
      'b',
    ]);
  });
});

describe('faults', () => {
  /** The fault stands between « and ». */
  test.each([
    ['rate«(»a[5m]', 'TOC401', 'unclosed parenthesis: expected an operator, a comma or `)` before the end', undefined],
    ['«(»a + b', 'TOC401', 'unclosed parenthesis: expected an operator or `)` before the end', undefined],
    ['a«{»b="c"', 'TOC401', 'unclosed brace: expected a comma or `}` before the end', undefined],
    ['a«[»5m', 'TOC401', 'unclosed bracket: expected `]` after the duration before the end', undefined],
    ['a«)»', 'TOC401', '`)` closes nothing', undefined],
    ['«  »', 'TOC401', 'there is no expression', undefined],
    ['a +«»', 'TOC401', 'expected an expression, found the end', undefined],
    ['a + «*» b', 'TOC401', 'expected an expression, found `*`', undefined],
    ['a «adn» b', 'TOC401', 'expected an operator or the end, found `adn`', 'and'],
    ['a «offest» 5m', 'TOC401', 'expected an operator or the end, found `offest`', 'offset'],
    ['a «=» b', 'TOC401', 'expected an operator or the end, found `=`', '=='],
    ['a{b«==»"c"}', 'TOC401', 'expected `=`, `!=`, `=~` or `!~` after the label name, found `==`', '='],
    ['a{b=«c»}', 'TOC401', 'expected a label value in quotes, found `c`', undefined],
    ['a{b="c" «d»="e"}', 'TOC401', 'expected a comma or `}`, found `d`', undefined],
    ['a{b=«"c}»', 'TOC401', 'the text that starts here with " is not closed', undefined],
    [String.raw`a{b="x«\d»"}`, 'TOC401', '`\\d` is not an escape of PromQL', undefined],
    [String.raw`a{b="«\400»"}`, 'TOC401', '`\\400` is not an escape of PromQL', undefined],
    ['«1e999»', 'TOC401', '`1e999` is too large for a number', undefined],
    ['a + «atan2»', 'TOC401', 'expected an expression, found `atan2`', undefined],
    ['unless«(»a)', 'TOC401', 'expected an operator or the end, found `(`', undefined],
    ['sum by («1») (a)', 'TOC401', 'expected a label name, found the number `1`', undefined],
    ['sum by («a:b») (a)', 'TOC401', '`a:b` is not a label name: labels have no colon', undefined],
    ['a «by» (x)', 'TOC401', '`by` belongs to an aggregation, once, as in `sum by (job) (up)`', undefined],
    ['a * «group_left» b', 'TOC401', '`group_left` needs `on (…)` or `ignoring (…)` before it', undefined],
    ['a[«30m1h»]', 'TOC401', '`30m1h` is not a duration: its units go from large to small, each once: `y w d h m s ms`', undefined],
    ['a[«1.5h»]', 'TOC401', '`1.5h` is not a duration: it has whole numbers only, as in `1h30m`', undefined],
    ['a[«5x»]', 'TOC401', '`5x` is neither a number nor a duration', undefined],
    ['a[«300y»]', 'TOC401', '`300y` is longer than the 292 years that Prometheus can hold', undefined],
    ['a offset«»', 'TOC401', 'expected a duration such as `5m`, found the end', undefined],
    ['a offset 5m «offset 6m»', 'TOC401', '`offset` is set twice', undefined],
    ['a offset 5m«[5m]»', 'TOC401', '`offset` goes after the range', undefined],
    ['a @ «time»()', 'TOC401', 'expected a timestamp in seconds, `start()` or `end()`, found `time`', undefined],
    ['a«$»', 'TOC401', 'unexpected character `$`', undefined],
    ['a«\u00a0»+ b', 'TOC401', 'unexpected character U+00A0', undefined],
    ['a{b=«"\ud800"»}', 'TOC401', 'this text has half a surrogate pair, which is not Unicode', undefined],
    ['sum(a)«[5m]»', 'TOC402', 'a range belongs directly to a selector; over an expression it is a subquery, as in `[5m:]`', undefined],
    ['a[5m]«[5m]»', 'TOC402', 'a range belongs directly to a selector; over an expression it is a subquery, as in `[5m:]`', undefined],
    ['rate(a[5m]) «offset 1h»', 'TOC402', '`offset` belongs directly to a selector or a subquery', undefined],
    ['topk«(a)»', 'TOC402', '`topk` takes two arguments, the parameter and the vector, and got 1', undefined],
    ['a[5m «+» 1m]', 'TOC404', 'arithmetic with durations is for Prometheus 3.14 and newer, and Tocsin does not read it', undefined],
    ['rate(a[5m] «smoothed»)', 'TOC404', '`smoothed` is for Prometheus 3.7 and newer, and Tocsin does not read it', undefined],
    ['a + «fill»(0) b', 'TOC404', '`fill(…)` is experimental from Prometheus 3.10 on, and Tocsin does not read it', undefined],
  ])('%s', (marked, code, message, suggestion) => {
    const text = marked.replace(/[«»]/g, '');
    const span = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
    const { expr, errors } = parseExpr(text);
    expect(expr).toBeUndefined();
    expect(errors).toEqual([{ code, message, span, ...(suggestion === undefined ? {} : { suggestion }) }]);
  });

  test('reading goes on after a fault that lets it', () => {
    expect(parseExpr('sum() + (a) offset 5m + topk(b)').errors.map(({ code }) => code)).toEqual(['TOC402', 'TOC402', 'TOC402']);
  });
});

describe('size', () => {
  test('a thousand operands are read and printed', () => {
    const text = Array.from({ length: 1000 }, (_, at) => `a${at}`).join(' + ');
    const { expr } = parseExpr(text);
    expect(expr && printExpr(expr)).toBe(text);
  });

  test('a chain without end is refused', () => {
    expect(parseExpr('a+'.repeat(50_000)).errors).toMatchObject([{ message: 'more than 10000 words and signs in one expression' }]);
  });

  test.each([
    ['parentheses', `${'('.repeat(2000)}a${')'.repeat(2000)}`],
    ['signs', `${'-'.repeat(2000)}a`],
    ['powers', `${'a ^ '.repeat(2000)}a`],
    ['calls', `${'f('.repeat(2000)}a${')'.repeat(2000)}`],
  ])('too many nested %s are refused', (_name, text) => {
    expect(parseExpr(text).errors).toMatchObject([{ message: 'more than 300 levels of nesting' }]);
  });
});
