import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr, printPretty } from '../../../src/promql/print.ts';
import { readRuleText } from '../../../src/proof/rule-text.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { expressions } from '../promql/arbitrary.ts';
import { bare } from '../promql/bare.ts';

const RUNS = PROVES ? 50_000 : 2000;

function formOf(text: string): string {
  return JSON.stringify(readRuleText(text).form);
}

/** The text with these values in turn, in the places of its own. */
function withValues(text: string, values: readonly string[]): string {
  let at = 0;
  return text.replace(/(!?=)"([^"\\\n]+)"/g, (_, op: string) => `${op}"${values[at++ % values.length] ?? ''}"`);
}

/** What a text means; where it is no PromQL, the text. */
function meaning(text: string): string {
  const { expr, errors } = parseExpr(text);
  return expr === undefined || errors.length > 0 ? text : JSON.stringify(bare(expr));
}

test(`texts of one form mean the same: ${RUNS} expressions, each in three layouts`, { timeout: 600_000 }, () => {
  const meanings = new Map<string, string>();
  let again = 0;
  fc.assert(
    fc.property(expressions({ oddNames: true, illTypedOneIn: 6 }), fc.array(fc.constantFrom('x', 'y'), { minLength: 5, maxLength: 5 }), (tree, values) => {
      const layouts = [printExpr(tree), printPretty(tree), printPretty(tree, 30)];
      // Few values, so that they come twice, and at other places.
      const valued = [values, values.toReversed()].flatMap((all) => layouts.map((text) => withValues(text, all)));
      for (const text of [...layouts, ...valued]) {
        const form = formOf(text);
        const before = meanings.get(form);
        if (before !== undefined) {
          again += 1;
          expect(meaning(text)).toBe(before);
        }
        meanings.set(form, meaning(text));
      }
    }),
    { numRuns: RUNS, seed: seedOr(93) },
  );
  expect(again).toBeGreaterThan(RUNS / 2);
  countedIn('rule texts of one form', { expressions: RUNS, again });
});

test.each([
  ['up{a="b"} > 1', 'up{a="b"}\n> 1'],
  ['sum by (a) (rate(x{a="b"}[5m]))', 'sum by (a) (\n  rate(x{a="b"}[5m])\n)'],
  ['max_over_time((a > 0)[1h:1m])', 'max_over_time(\n  (a > 0)[1h : 1m]\n)'],
])('%s is of the form of the same in other lines', (one, other) => {
  expect(formOf(one)).toBe(formOf(other));
});

test.each([
  ['label_replace(up, "a", "b c", "d", "")', 'label_replace(up, "a", "b  c", "d", "")'],
  ['up{a="b"} # > 1\n> 2', 'up{a="b"} # > 1 > 2'],
  ['up > 1', 'up > = 1'],
  ['up{a="b", c="d"}', 'up{a="d", c="b"}'],
])('%s is not of the form of %s', (one, other) => {
  expect(formOf(one)).not.toBe(formOf(other));
});
