import fc from 'fast-check';
import { expect, test } from 'vitest';
import { narrowed, runsAtOnce } from '../../../src/cli/drill-choice.ts';
import { Progress } from '../../../src/cli/progress.ts';
import type { Scenario } from '../../../src/drill/scenario.ts';
import { seedOr } from '../../support/proof.ts';
import { scenarioOf, shippedModel } from '../drill/reading.ts';

const model = shippedModel();

function drill(name: string, expects: string): Scenario {
  return scenarioOf(
    `apiVersion: tocsin/v1
kind: Drill
metadata: { name: ${name} }
spec:
  instance: eventgate-main
  for: 1h
  series: [{ events: availability, rate: 10/s }]
  expect: [{ ${expects} }]
`,
    model,
  );
}

const DRILLS = [drill('b', 'by: 1h, firing: page error-burn'), drill('a', 'by: 1h, firing: target-down'), drill('c', 'at: 1h, quiet: any'), drill('d', 'by: 1h, firing: page')];

test('a hazard chooses the drills that expect an alert of it', () => {
  expect(narrowed({ scenarios: DRILLS, obligations: [] }, { hazard: 'error-burn' })).toEqual({ scenarios: [DRILLS[0]], obligations: [] });
  expect(narrowed({ scenarios: DRILLS, obligations: [] }, {})).toEqual({ scenarios: DRILLS, obligations: [] });
  expect(narrowed({ scenarios: DRILLS, obligations: [] }, { hazard: 'eror-burn' })).toMatchObject({ kind: 'could-not-run', message: '--hazard eror-burn: there is no such hazard; did you mean `error-burn`?' });
  expect(narrowed({ scenarios: DRILLS, obligations: [] }, { hazard: 'stream-silent' })).toMatchObject({ kind: 'could-not-run' });
});

test('shards are disjoint, together all, and of nearly one size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 30 }), (of, names) => {
      const [one] = DRILLS;
      if (one === undefined) throw new Error('there are drills');
      const drills = names.map((name) => ({ ...one, name }));
      const shards = Array.from({ length: of }, (_, index) => narrowed({ scenarios: drills, obligations: [] }, { shard: `${index + 1}/${of}` })).map((shard) => ('kind' in shard ? [] : shard.scenarios.map(({ name }) => name)));
      expect(shards.flat().sort()).toEqual([...names].sort());
      const sizes = shards.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
    { seed: seedOr(6), numRuns: 50 },
  );
});

test.each(['0/3', '4/3', '3', '1/0', '-1/3', '1.5/3', '1/3/3', ''])('`--shard %s` is none', (shard) => {
  expect(narrowed({ scenarios: DRILLS, obligations: [] }, { shard })).toMatchObject({ kind: 'could-not-run' });
});

test('how many run at once is a whole number', () => {
  expect([undefined, '1', '16'].map((text) => runsAtOnce(text))).toEqual([undefined, 1, 16]);
  for (const text of ['0', '-1', '1.5', 'many', '1000']) expect(runsAtOnce(text), text).toMatchObject({ kind: 'could-not-run' });
});

test('progress says what is done, what fails and how long it takes, on one line that is taken away', () => {
  const written: string[] = [];
  let now = 0;
  const progress = new Progress({ write: (text) => written.push(text), now: () => now }, 4);
  now = 1000;
  progress.did(true);
  now = 6000;
  progress.did(false);
  now = 20_000;
  progress.did(true);
  progress.did(true);
  progress.end();
  expect(written.map((text) => text.replace('\r\u001b[K', ''))).toEqual(['0 of 4 runs done, none failing', '1 of 4 runs done, none failing', '2 of 4 runs done, 1 failing, about 6s left', '3 of 4 runs done, 1 failing, about 7s left', '4 of 4 runs done, 1 failing', '']);
  expect(written.every((text) => text.startsWith('\r\u001b[K'))).toBe(true);
});

test('without a terminal nothing is said', () => {
  const progress = new Progress(undefined, 3);
  progress.did(true);
  progress.end();
});
