import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_DIRECT_MS } from '../../../src/model/windows.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { batches } from './cases.ts';
import { judge, type Judged } from './judge.ts';

/** The proof judges 258 cases of up to 33 hours instead of 12 of up to 17. */
const [BATCHES, SIZE, EVALUATIONS] = PROVES ? [43, 6, 1000] : [3, 4, 500];
const SEED = seedOr(20_261_123);

/** Seconds between two verdicts; infinite where only one has any. */
function distance(a: number | undefined, b: number | undefined): number {
  return a === b ? 0 : Math.abs((a ?? Infinity) - (b ?? Infinity));
}

test('the model and Prometheus agree on every first firing and resolution', { timeout: 3_600_000 }, async () => {
  const sample = fc.sample(batches(SIZE, EVALUATIONS), { numRuns: BATCHES, seed: SEED });
  const judged: Judged[] = [];
  // Two at a time: promtool uses one core.
  const queue = [...sample];
  const work = async (): Promise<void> => {
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) judged.push(...(await judge(batch)));
  };
  await Promise.all([work(), work()]);

  const fired = judged.filter(({ engine }) => engine.first !== undefined);
  const resolved = judged.filter(({ engine }) => engine.resolved !== undefined);
  const tiled = fired.filter(({ case: { rows }, level }) => rows.some((row) => row.level === level && row.long * 1000 > LONGEST_DIRECT_MS));
  const deviations = judged.flatMap(({ engine, model }) => [distance(engine.first, model.first), distance(engine.resolved, model.resolved)]);
  const bridged = judged.filter(({ engine, unguarded }) => engine.count !== unguarded.count).length;
  countedIn('the model of alerts and Prometheus', { cases: BATCHES * SIZE, alerts: judged.length, fired: fired.length, tiled: tiled.length, resolved: resolved.length, secondsApart: Math.max(...deviations), bridged });
  // More than asked for: every evaluation is the same, not only to within one.
  expect(judged.filter(({ engine, model }) => JSON.stringify(engine) !== JSON.stringify(model))).toEqual([]);
  // A law about nothing proves nothing.
  expect(fired.length).toBeGreaterThan(judged.length / 2);
  expect(resolved.length).toBeGreaterThan(judged.length / 3);
  expect(tiled.length).toBeGreaterThan(0);
  expect(bridged).toBeGreaterThan(judged.length / 10);
});
