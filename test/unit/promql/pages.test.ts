import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkExpr } from '../../../src/promql/check.ts';
import { parseExpr } from '../../../src/promql/parse.ts';

/** Lines of the first and the second example of a page. */
function examples(code: string): readonly (readonly string[])[] {
  const page = readFileSync(new URL(`../../../docs/diagnostics/${code}.md`, import.meta.url), 'utf8');
  return Array.from(page.matchAll(/```promql\n([^`]+)```/g), ([, lines = '']) => lines.trim().split('\n'));
}

function codes(text: string): readonly string[] {
  const { expr, errors } = parseExpr(text);
  return (expr === undefined ? errors : checkExpr(expr, { version: { major: 2, minor: 42 } })).map(({ code }) => code);
}

test.each(['TOC401', 'TOC402', 'TOC403', 'TOC404', 'TOC405'])('the examples of %s are what the page says', (code) => {
  const [bad = [], good = [], ...more] = examples(code);
  expect(bad.length > 0 && good.length > 0 && more.length === 0).toBe(true);
  for (const line of bad) expect([line, codes(line)]).toEqual([line, [code]]);
  for (const line of good) expect([line, codes(line)]).toEqual([line, []]);
});
