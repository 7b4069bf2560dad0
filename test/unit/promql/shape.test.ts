import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr, printPretty } from '../../../src/promql/print.ts';
import { compileRegex, type RegexDialect } from '../../../src/promql/regex.ts';
import { shapeOf, treeWithoutPlaces } from '../../../src/promql/shape.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { expressions } from './arbitrary.ts';
import { bare } from './bare.ts';

const RUNS = PROVES ? 50_000 : 2000;

/** A parsed text as its meaning; undefined where it is no PromQL. */
function meaning(text: string): unknown {
  const { expr, errors } = parseExpr(text);
  return expr === undefined || errors.length > 0 ? undefined : bare(expr);
}

test(`a tree that is filled into a shape is the tree of the text: ${RUNS} expressions`, { timeout: 600_000 }, () => {
  let shared = 0;
  fc.assert(
    fc.property(expressions({ oddNames: true, illTypedOneIn: 6 }), fc.boolean(), (tree, isFlat) => {
      const text = isFlat ? printExpr(tree) : printPretty(tree);
      // The same with other values: it is filled into what the first left.
      const other = text.replace(/(!?=)"([^"\\\n]+)"/g, (_, op: string, value: string) => `${op}"${value}-2"`);
      if (other !== text && shapeOf(other).text === shapeOf(text).text) shared += 1;
      for (const one of [text, other]) {
        const filled = treeWithoutPlaces(one);
        expect(filled === undefined ? undefined : bare(filled)).toEqual(meaning(one));
      }
    }),
    { numRuns: RUNS, seed: seedOr(91) },
  );
  expect(shared).toBeGreaterThan(RUNS / 100);
  countedIn('trees filled into the shape of another text', { expressions: RUNS, shared });
});

test('equal values at equal places are one value, and others are not', () => {
  const shape = (text: string): string => shapeOf(text).text;
  expect(shape('up{a="x", b="x"}')).toBe(shape('up{a="y", b="y"}'));
  expect(shape('up{a="x", b="x"}')).not.toBe(shape('up{a="y", b="z"}'));
  expect(shape('up{a=""}')).not.toBe(shape('up{a="x"}'));
  expect(shape('up{a=~"x"}')).not.toBe(shape('up{a=~"y"}'));
});

test('patterns that are matched without RE2 match what RE2 matches', () => {
  const dialects: readonly RegexDialect[] = ['prometheus-2', 'prometheus-3', 'alertmanager'];
  const pattern = fc.array(fc.constantFrom('a', 'b', ':', ';', '-', ' ', '/', '.', '.*', '.+', '|', '@'), { maxLength: 7 }).map((parts) => parts.join(''));
  const value = fc.string({ unit: fc.constantFrom('a', 'b', ':', ';', '-', ' ', '/', '\n', '\r', '\u2028', '😀', '|', '.', '@', 'é'), maxLength: 6 });
  let matched = 0;
  fc.assert(
    fc.property(pattern, value, fc.constantFrom(...dialects), (text, against, dialect) => {
      const regex = compileRegex(text, dialect);
      const judge = RE2JS.compile(dialect === 'prometheus-3' ? `^(?s:${text})$` : `^(?:${text})$`);
      const expected = judge.test(against);
      if (expected) matched += 1;
      expect('error' in regex ? regex.error : regex.matches(against)).toBe(expected);
    }),
    { numRuns: PROVES ? 200_000 : 5000, seed: seedOr(92) },
  );
  expect(matched).toBeGreaterThan(100);
});
