import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printExpr } from '../../../src/promql/print.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { expressions } from '../../unit/promql/arbitrary.ts';
import { differences, verdicts, type Verdicts } from './judge.ts';

const COUNT = PROVES ? 20_000 : 500;
const SEED = seedOr(42);
/** Milliseconds: the judge reads some ten thousand files a second. */
const TIMEOUT = { timeout: 30_000 + 20 * COUNT };

/** Pieces that a hand could drop into an expression. */
const PIECES = [
  '(', ')', '[', ']', '{', '}', ',', ':', '=', '==', '=~', '!', '+', '-', '^', '@', '"', "'", '`', '\\', '.', '#', '\n', ' ', '0', '5m', '1h30m', '300', '1e3', '0x1',
  'by', 'on', 'ignoring', 'bool', 'offset', 'group_left', 'group_right', 'without', 'and', 'unless', 'atan2', 'sum', 'rate', 'a', 'a:b', 'inf', 'start()', 'end()', 'é', '"x"', '[5m]', '{}', '()', '_', '$',
];

const trees = (illTypedOneIn: number): fc.Arbitrary<string> => expressions({ oddNames: true, illTypedOneIn }).map(printExpr);

/** An expression with a few slips of the hand: a piece dropped in, a part taken out, two parts exchanged. */
const slips = fc
  .tuple(
    expressions({ oddNames: false, illTypedOneIn: 50 }).map(printExpr),
    fc.array(fc.tuple(fc.constantFrom('insert', 'delete', 'replace', 'swap'), fc.nat(), fc.constantFrom(...PIECES)), { minLength: 1, maxLength: 3 }),
  )
  .map(([start, edits]) => edits.reduce((now, [edit, where, piece]) => slip(now, edit, where, piece), start));

function slip(expression: string, edit: string, where: number, piece: string): string {
  const parts = expression.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  const at = where % (parts.length + 1);
  if (edit === 'swap') return [...parts.slice(0, at), ...parts.slice(at, at + 2).reverse(), ...parts.slice(at + 2)].join('');
  return [...parts.slice(0, at), ...(edit === 'delete' ? [] : [piece]), ...parts.slice(edit === 'insert' ? at : at + 1)].join('');
}

/** Nothing but pieces. */
const soup = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join(' '));

const REGEX_PIECES = [
  'a', 'b', '0', '-', '.', '*', '+', '?', '|', '(', ')', '[', ']', '[^', '{', '}', '{2}', '{2,}', '{1,3}', '{0,1001}', ',', '^', '$', '\\', '\\d', '\\W', '\\b', '\\pL', '\\p{Lu}', '\\P{Greek}', '\\p{', '\\x41',
  '\\x{1f600}', '\\Q', '\\E', '\\A', '\\z', '\\Z', '\\C', '\\1', '\\7', '\\012', '\\.', '\\-', '[:alpha:]', '[:^space:]', '[:x:]', '(?i)', '(?s', ':', '(?:', '(?P<n>', '(?<n>', '(?=', '(?!', '(?-U)', 'é', ' ', '\n', '"', '/', '=', '<', '_', '&',
];

/** Matchers with regular expressions in any order of their pieces. */
const regexes = fc
  .array(fc.constantFrom(...REGEX_PIECES), { minLength: 1, maxLength: 8 })
  .map((pieces) => printExpr({ kind: 'selector', metric: 'a', matchers: [{ label: 'b', op: '=~', value: pieces.join('') }] }));

/** The reasons that STRICTER in corpus.ts gives. */
function isStricter({ promtool, ours }: Verdicts): boolean {
  return promtool === undefined && ours !== undefined && (ours === 'the escapes of this text are not UTF-8' || /^expected `\]` after the duration, found `[a-zA-Z_]/.test(ours));
}

test.each([
  ['trees that are mostly good', trees(100), [0.3, 1]],
  ['trees of any types', trees(6), [0.1, 0.9]],
  ['slips of the hand', slips, [0.05, 0.8]],
  ['pieces in any order', soup, [0.001, 0.5]],
  ['regular expressions', regexes, [0.1, 0.9]],
] as const)('promtool and Tocsin say the same of %s', TIMEOUT, async (name, arbitrary, [least, most]) => {
  const all = await verdicts(fc.sample(arbitrary, { numRuns: COUNT, seed: SEED }));
  expect(differences(all).filter((one) => !isStricter(one)).slice(0, 20)).toEqual([]);
  countedIn(`promtool's verdict on ${name}`, { expressions: all.length, good: all.filter((one) => one.promtool === undefined).length, stricter: all.filter(isStricter).length, differences: differences(all).filter((one) => !isStricter(one)).length });
  const good = all.filter((one) => one.promtool === undefined).length / COUNT;
  expect(good).toBeGreaterThan(least);
  expect(good).toBeLessThan(most);
});
