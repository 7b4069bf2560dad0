import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { subtreeText } from '../../../src/alertmanager/alone.ts';
import type { Matcher } from '../../../src/alertmanager/config.ts';
import { parseMatchers } from '../../../src/alertmanager/matchers.ts';
import { printMatcher, scalar } from '../../../src/alertmanager/print.ts';
import { subtree } from '../../../src/alertmanager/subtree.ts';
import { PLAN } from './plan.ts';

const NASTY = ['', '"', '\\', '\\"', '\\n', '\n', 'a",b="c', '{{ .x }}', '}', '{', ',', "'", "''", '# x', ': ', '- ', 'yes', 'null', '~', '1', ' a ', '\t', '\u2028', '\u0085', '\uFEFF', 'é', '😀', '*a', '&a', '!a', '%', '@', '`', '|', '>', '...', '---'];
const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...NASTY)).map((parts) => parts.join('')));
const matcher: fc.Arbitrary<Matcher> = fc.record({ label: fc.constantFrom('team', '_a', 'a1'), op: fc.constantFrom('=', '!=', '=~', '!~'), value: text });

test('a printed matcher reads as one matcher with the same value', () => {
  fc.assert(fc.property(matcher, (one) => { expect(parseMatchers(printMatcher(one))).toEqual([one]); }), { numRuns: 2_000 });
});

test('a scalar reads as the same text, in a list and in a mapping', () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(load(`a: ${scalar(one)}\nb: [${scalar(one)}, ${scalar(one)}]\n`)).toEqual({ a: one, b: [one, one] });
      expect(scalar(one)).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
    }),
    { numRuns: 2_000 },
  );
});

test('the subtree alone', () => {
  expect(subtreeText(subtree({ ...PLAN, teams: PLAN.teams.slice(0, 1), timing: { groupWait: '30s', repeatInterval: '4h' } }))).toBe(`# >>> tocsin: generated, do not edit
# Merge by hand: the item of \`routes\` goes among the children of your root route, before the first of them
# that has no \`continue: true\`; the items of \`inhibit_rules\` go to the end of yours.
routes:
  - matchers: ['tocsin="production"']
    receiver: pager
    group_by: [alertname, service, site]
    group_wait: '30s'
    repeat_interval: '4h'
    routes:
      - matchers: ['team="sre"']
        receiver: pager
        routes:
          - matchers: ['severity="page"']
            receiver: pager
          - matchers: ['severity="task"']
            receiver: task
          # any other severity
          - receiver: pager
      # any other team
      - receiver: pager
        routes:
          - matchers: ['severity="page"']
            receiver: pager
          - matchers: ['severity="task"']
            receiver: chat
          # any other severity
          - receiver: pager
inhibit_rules:
  # a page silences the ticket of the same objective to the same team, and nothing else
  - source_matchers: ['tocsin="production"', 'severity="page"', 'service!=""', 'site!=""', 'slo!=""', 'team!=""']
    target_matchers: ['tocsin="production"', 'severity="task"', 'service!=""', 'site!=""', 'slo!=""', 'team!=""']
    equal: [service, site, slo, team]
`);
});
