import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printExpr } from '../../../src/promql/print.ts';
import { compileRegex, matcherMatches } from '../../../src/promql/regex.ts';
import type { Matcher } from '../../../src/promql/ast.ts';
import * as promtool from '../../support/promtool.ts';
import { tempDir } from '../../support/temp.ts';

const VALUES = ['a', 'A', 'b', 'ab', 'aab', 'a b', 'a\nb', '\n', 'é', 'É', 'ß', 'k', '\u212a', '😀', 'x😀y', '5', '50', '500', '503', '5\u0663', 'a.b', 'a|b', '(a)', '^a$', '-', '_', 'eventgate-main', 'αβγ', ' ', '\t', '\\', '"'];

const REGEXES = [
  '', '.*', '.+', '.', '..', 'a|b', 'a', 'a.b', 'a b|5', '5..', '5\\d\\d', '\\d+', '(?i)A', '(?i)k', '(?i)é', '(?i:a)b', '(?s).*', '(?s)a.b', '(?m)^a$', 'a$', '^a', '^a$|^b$', '[[:alpha:]]+', '[^a]', '[^[:word:]]', '\\pL+', '\\p{Greek}+', '\\PL',
  '\\w+', '\\W', '\\s', '\\S+', 'a*', 'a{2}b', '(a|b)+', 'a.*b', '.*main', 'event.*', '.*gate.*', '[a-z-]+', '\\Qa|b\\E', '\\(a\\)', '\\^a\\$', 'x.y', '\\x{1f600}', '(?U)a+.*', 'a?b?', '|a', 'a||b', '.*\\n.*', '[\\s\\S]*', '\\bab\\b', '\\Bb', '(?:)',
];

const PIECES = ['a', 'b', 'é', '5', '.', '.*', '.+', '|', '\\d', '\\w', '\\pL', '[ab]', '[^a]', '(a|b)', '(?i)', '?', '*', '\\n', '(?s:.)', '^', '$', '\\b', '-', 'k'];

const random = fc.sample(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }), { numRuns: 300, seed: 42 }).map((pieces) => pieces.join(''));

test('Prometheus and Tocsin select the same values', async () => {
  const regexes = [...REGEXES, ...random].filter((regex) => !('error' in compileRegex(regex)));
  expect(regexes.length).toBeGreaterThan(200);
  const matchers = regexes.flatMap((value): Matcher[] => [{ label: 'b', op: '=~', value }, { label: 'b', op: '!~', value }]);
  const series = (value: string | undefined): string => printExpr({ kind: 'selector', metric: 'a', matchers: value === undefined ? [] : [{ label: 'b', op: '=', value }] });
  const queries = matchers.map((matcher) => ({
    expr: printExpr({ kind: 'selector', metric: 'a', matchers: [matcher] }),
    eval_time: '0s',
    exp_samples: [undefined, ...VALUES].filter((value) => matcherMatches(matcher, value)).map((value) => ({ labels: series(value), value: 1 })),
  }));
  const unitTest = { tests: [{ interval: '1m', input_series: [undefined, ...VALUES].map((value) => ({ series: series(value), values: '1' })), promql_expr_test: queries }] };
  const dir = tempDir({ 'test.yml': JSON.stringify(unitTest) });
  expect(await promtool.testRules([`${dir}/test.yml`])).toMatchObject({ status: 0 });
});
