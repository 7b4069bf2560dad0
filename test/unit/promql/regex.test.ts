import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRegex, matcherMatches, type RegexDialect } from '../../../src/promql/regex.ts';

const DIALECTS: readonly RegexDialect[] = ['prometheus-2', 'prometheus-3', 'alertmanager'];

test.each<[regex: string, value: string, ...expected: [boolean | undefined, boolean | undefined, boolean | undefined]]>([
  ['a', 'a', true, true, true],
  ['a', 'ab', false, false, false],
  ['a|b', 'b', true, true, true],
  ['a.b', 'a\nb', false, true, false],
  ['(?s)a.b', 'a\nb', true, true, true],
  ['a.b', 'a😀b', true, true, true],
  ['(?i)É', 'é', true, true, true],
  [String.raw`\pL+`, 'äβ', true, true, true],
  ['', '', true, true, true],
  ['a)|(b', 'b', undefined, undefined, true],
  ['a)|(b', 'cb', undefined, undefined, true],
  ['(?<n>a)', 'a', undefined, true, undefined],
  ['[(?<n>]', '<', true, true, true],
  [String.raw`\(?<n>a`, '(<n>a', true, true, true],
  ['(?=a)', 'a', undefined, undefined, undefined],
  [String.raw`(a)\1`, 'aa', undefined, undefined, undefined],
  ['a{1000}', 'a'.repeat(1000), true, true, true],
  ['a{1001}', 'a', undefined, undefined, undefined],
  [String.raw`\Qa`, 'a', undefined, undefined, undefined],
])('%s with %j', (regex, value, ...expected) => {
  const found = DIALECTS.map((dialect) => {
    const compiled = compileRegex(regex, dialect);
    return 'error' in compiled ? undefined : compiled.matches(value);
  });
  expect(found).toEqual(expected);
});

test.each([
  ['=', 'a', 'a', true],
  ['=', 'a', undefined, false],
  ['=', '', undefined, true],
  ['!=', 'a', undefined, true],
  ['!=', '', undefined, false],
  ['=~', 'a?', undefined, true],
  ['=~', '.+', undefined, false],
  ['!~', '.+', undefined, true],
  ['!~', '.*', 'a', false],
] as const)('%s%j and the value %j', (op, wanted, value, passes) => {
  expect(matcherMatches({ op, value: wanted }, value)).toBe(passes);
});

test('a matcher that cannot be compiled is a mistake of the program', () => {
  expect(() => matcherMatches({ op: '=~', value: '(' }, 'a')).toThrow('missing closing )');
});

test('a list of words means what RE2 makes of it', () => {
  const word = fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'b', '0', '-', '_', ':', '/', ' ', '\\.') });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), fc.oneof(word, fc.constantFrom('a|b', '|', 'a\n', '\na', '.', 'a.0', '\\')), fc.constantFrom(...DIALECTS), (words, value, dialect) => {
      const list = compileRegex(words.join('|'), dialect);
      // Parentheses change nothing, but leave it to RE2.
      const byRe2 = compileRegex(`(?:${words.join('|')})`, dialect);
      if ('error' in list || 'error' in byRe2) throw new Error('a list of words compiles');
      for (const one of [value, ...words, ...words.map((text) => text.replaceAll('\\.', '.')), ...words.map((text) => text.replaceAll('\\.', 'a'))]) expect(list.matches(one)).toBe(byRe2.matches(one));
    }),
    { numRuns: 1000 },
  );
});
