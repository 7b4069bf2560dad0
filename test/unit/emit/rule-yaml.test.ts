import fc from 'fast-check';
import { dump, load } from 'js-yaml';
import { expect, test } from 'vitest';
import { groupObject, groupsText, ruleObject, writeGroup, writeRule } from '../../../src/emit/rule-yaml.ts';
import { scalar } from '../../../src/emit/scalar.ts';
import { number } from '../../../src/promql/build.ts';
import type { Rule, RuleGroup } from '../../../src/rules/rule.ts';
import { countedIn, PROVES } from '../../support/proof.ts';

const RUNS = PROVES ? 100_000 : 1500;

/** Texts that YAML readers have taken for something else, and the signs they are made of. */
const TRAPS = [
  'yes', 'No', 'on', 'OFF', 'y', 'N', 'true', 'False', 'null', 'Null', '~', '=', '<<', '-', '- a', '?', '? a', ':', 'a:', 'a: b', 'a :b', 'a #b', '#', '#a', 'a#b', '&a', '*a', '!a', '!!str a', '%a', '@a', '`a', '|', '|-', '>', '[', ']', '{', '}', ',', '[a]', '{a: b}',
  '---', '...', '--- a', '... a', '0', '1', '-1', '+1', '0x1f', '0o17', '0b1', '017', '1_000', '1e3', '1.', '.5', '.inf', '-.Inf', '.NaN', '1:30', '190:20:30.15', '2001-12-14', '2001-12-14t21:59:43.10-05:00', '1m', '30s', '1h30m', 'e1', 'Infinity', 'NaN',
  "'", '"', "''", '""', "it's", 'say "a"', '\\', '\\n', ' ', '  ', ' a', 'a ', 'a  b', '\t', 'a\tb', '\n', '\n\n', 'a\n', 'a\n\n', '\na', 'a\nb', 'a\n b', ' a\nb', 'a \nb', 'a\n\nb', 'a\n---\nb', 'a\n...\n', 'a\n# b', '\r', 'a\r\nb', '\u0085', '\u00a0', '\u00ad', '\u2028', '\u2029', '\ufeff', '\ufeffa', '\u200b', '\0', '\u001b', '\u007f', 'é', 'ÿ', '‘a’', '– a', '…', '€', '日本', '😀', '{{ $value }}', '{{ $labels.x }}: a',
];
const hostile = fc.oneof(
  fc.constantFrom(...TRAPS),
  fc.array(fc.oneof(fc.constantFrom(...TRAPS), fc.string({ maxLength: 4 }), fc.string({ maxLength: 4, unit: 'binary' })), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...TRAPS), { minLength: 2, maxLength: 4 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...TRAPS), { minLength: 2, maxLength: 3 }).map((parts) => parts.join('\n')),
  fc.stringMatching(/^[ -~]{0,12}$/),
  fc.stringMatching(/^[a-z:# '\n]{0,10}$/),
);
const texts = fc.dictionary(hostile, hostile, { maxKeys: 3 });
const rules: fc.Arbitrary<{ rule: Rule; expr: string }> = fc.record({
  expr: hostile,
  rule: fc.oneof(
    fc.record({ kind: fc.constant('record' as const), record: hostile, expr: fc.constant(number('1')), labels: texts }),
    fc.record(
      { kind: fc.constant('alert' as const), alert: hostile, expr: fc.constant(number('1')), forMs: fc.constantFrom(1, 30_000, 600_000, 90_000, 86_400_000), labels: texts, annotations: texts },
      { requiredKeys: ['kind', 'alert', 'expr', 'labels', 'annotations'] },
    ),
  ),
});
const groups = fc.record({ name: hostile, rules: fc.array(rules, { maxLength: 3 }) });

test(`what is written by hand is, byte for byte, what the library writes, and reads back as it was: ${RUNS} groups`, { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(fc.array(groups, { maxLength: 3 }), (all) => {
      const object = { groups: all.map((one) => ({ ...groupObject(groupOf(one.name)), rules: one.rules.map(({ rule, expr }) => ruleObject(rule, expr)) })) };
      const text = groupsText(all.map((one) => ({ head: writeGroup(groupOf(one.name)), rules: one.rules.map(({ rule, expr }) => writeRule(rule, expr)) })));
      expect(withoutEnd(text)).toBe(withoutEnd(dump(object, { lineWidth: -1, noRefs: true })));
      expect(load(text)).toEqual(object);
    }),
    { numRuns: RUNS },
  );
  countedIn('rule files as js-yaml writes them', { documents: RUNS });
});

function groupOf(name: string): RuleGroup {
  return { name, intervalMs: 60_000, rules: [] };
}

/** The library closes a document that ends in kept line breaks; both forms say the same. */
function withoutEnd(text: string): string {
  return text.replace(/\n\.\.\.\n$/, '\n');
}

test('parts of one shape differ in nothing but texts', () => {
  const shape = (labels: Readonly<Record<string, string>>, expr: string) => writeRule({ kind: 'record', record: 'a:b', expr: number('1'), labels }, expr).shape;
  expect(shape({ team: 'one' }, 'up')).toBe(shape({ team: 'two words' }, 'down > 1'));
  expect(shape({ team: 'one' }, 'up')).not.toBe(shape({ teams: 'one' }, 'up'));
  expect(shape({ team: 'one' }, 'up')).not.toBe(shape({ team: '# one' }, 'up'));
  expect(shape({ team: 'one' }, 'up')).not.toBe(shape({ team: 'one' }, 'up\nor down'));
  // What the library wrote is of a shape of its own, so that it is always read back.
  expect(shape({ team: 'yes' }, 'up')).not.toBe(shape({ team: 'no' }, 'up'));
});

test.each([
  ['service-0', 'plain'],
  ['tocsin:events_bad:increase5m{a="b", c!="d"}[5m]', 'plain'],
  ['1h30m', 'plain'],
  ['is told by #page', 'quoted'],
  ['{{ $value }} of it', 'quoted'],
  ['a: b', 'quoted'],
  ["'tis", 'quoted'],
  ['up\nor\n  down', 'block'],
])('%j is %s', (text, style) => {
  expect(scalar(text, '\n  ')?.style).toBe(style);
});

test.each(['yes', 'N', 'null', '10', '1e3', '0x1', '~', '', ' a', 'a ', 'a\n', '\na', 'a\n\nb', ' a\nb', 'a\tb', 'a\u2028b', '日本', '-', '=', '<<', '2001-12-14', '.inf'])('%j is left to the library', (text) => {
  expect(scalar(text, '\n  ')).toBeUndefined();
});
