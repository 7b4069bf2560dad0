import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InhibitRule, Matcher } from '../../../src/alertmanager/config.ts';
import type { ExpectedAlert } from '../../../src/coverage/alerts.ts';
import { Inhibitions } from '../../../src/coverage/inhibitions.ts';
import { inhibitionsOf } from '../../../src/routing/inhibition.ts';
import { exactly, type Labels } from '../../../src/routing/labels.ts';
import { PROVES, seedOr } from '../../support/proof.ts';

const NAMES = ['alertname', 'service', 'site', 'severity'];
const value = fc.constantFrom('a', 'b', 'c');
const matcher: fc.Arbitrary<Matcher> = fc.record({ label: fc.constantFrom(...NAMES), op: fc.constantFrom('=', '!=', '=~', '!~'), value: fc.constantFrom('a', 'b', '', 'a|b', '.+') });
const rule: fc.Arbitrary<InhibitRule> = fc.record({ sourceMatchers: fc.array(matcher, { minLength: 1, maxLength: 2 }), targetMatchers: fc.array(matcher, { minLength: 1, maxLength: 2 }), equal: fc.subarray(NAMES) });
const labels: fc.Arbitrary<Labels> = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), { selector: ([name]) => name, maxLength: NAMES.length }).map((pairs) => Object.fromEntries(pairs));

function alert(own: Labels, at: number): ExpectedAlert {
  // Some of its labels are known before its expression is read.
  const early = Object.fromEntries(Object.entries(own).slice(0, at % 3));
  return { name: String(at), path: 'rules.yaml', group: 'alerts', own: early, labels: exactly(own), external: {} };
}

test('of alerts whose labels are all known it says what Alertmanager does', () => {
  let silenced = 0;
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 3 }), fc.array(labels, { minLength: 1, maxLength: 6 }), (rules, firing) => {
      const inhibitions = new Inhibitions(rules, firing.map(alert), NAMES);
      for (const [at, own] of firing.entries()) {
        const found = inhibitions.of(exactly(own)).map(({ rule: by, source }) => `${rules.indexOf(by)} ${source.name}`);
        const expected = inhibitionsOf(rules, firing, at).map(({ rule: by, source }) => `${rules.indexOf(by)} ${source}`);
        silenced += expected.length;
        expect(found.sort()).toEqual(expected.sort());
      }
    }),
    { seed: seedOr(5), numRuns: PROVES ? 20_000 : 500 },
  );
  expect(silenced).toBeGreaterThan(100);
});

test('a label that is not known may be the one that silences', () => {
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), labels, labels, fc.constantFrom(...NAMES), (rules, source, target, unknown) => {
      const named = new Map(exactly(target).named);
      named.set(unknown, { kind: 'any' });
      const isSilenced = ['', 'a', 'b', 'c'].some((text) => inhibitionsOf(rules, [source, { ...target, [unknown]: text }], 1).some(({ source: at }) => at === 0));
      if (isSilenced) expect(new Inhibitions(rules, [alert(source, 0)], NAMES).of({ named, others: 'missing' })).not.toEqual([]);
    }),
    { seed: seedOr(6), numRuns: PROVES ? 20_000 : 500 },
  );
});
