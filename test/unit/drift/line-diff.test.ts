import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffLines, shorten } from '../../../src/drift/line-diff.ts';

const print = (before: string, after: string, context = 1): readonly string[] =>
  shorten(diffLines(before.split(''), after.split('')), context).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-', skip: '.' }[kind]}${text}`);

/** The length of a longest common subsequence, the plain way. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const one of a) {
    const next = [0];
    for (const [j, other] of b.entries()) next.push(one === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('a diff', () => {
  test.each([
    ['', '', []],
    ['a', 'a', ['.1 unchanged line']],
    ['', 'ab', ['+a', '+b']],
    ['ab', '', ['-a', '-b']],
    ['abcdefg', 'abcXefg', ['.2 unchanged lines', ' c', '-d', '+X', ' e', '.2 unchanged lines']],
    ['abc', 'axbxc', [' a', '+x', ' b', '+x', ' c']],
  ])('of %j and %j', (before, after, lines) => {
    expect(print(before, after)).toEqual(lines);
  });

  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 });

  test('leads from the one to the other with the fewest edits', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        expect(lines.filter(({ kind }) => kind !== 'added').map((one) => one.text)).toEqual(before);
        expect(lines.filter(({ kind }) => kind !== 'removed').map((one) => one.text)).toEqual(after);
        expect(lines.filter(({ kind }) => kind === 'same')).toHaveLength(commonLength(before, after));
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  test('of two long texts with nothing in common ends before its time limit', () => {
    const lines = (letter: string): readonly string[] => Array.from({ length: 200_000 }, (_, at) => `${letter}${at}`);
    expect(diffLines(lines('a'), lines('b'))).toHaveLength(400_000);
  });
});
