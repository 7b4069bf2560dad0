import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { evaluate } from '../../../src/evaluate/evaluate.ts';
import type { Outcome } from '../../../src/evaluate/value.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { observeAll, type Answer } from '../../support/promtool-tests.ts';
import { memoryStorage, notation } from '../../unit/evaluate/memory-storage.ts';
import { meaning, SCRAPE_SECONDS, world } from './arbitrary.ts';

const WORLDS = PROVES ? 10 : 1;
const EXPRESSIONS = PROVES ? 300 : 150;
const EVALUATION_SECONDS = 60;
/** Seconds: at a scrape, at an evaluation between gaps, between two scrapes, near the end. */
const MOMENTS = [600, 1217, 1830];

test(`${WORLDS * EXPRESSIONS} random expressions over random series have the value that Prometheus gives them`, async () => {
  const seed = seedOr(20_261_125);
  let values = 0;
  let failures = 0;
  let unjudged = 0;
  const differences: string[] = [];
  for (const [index, series] of fc.sample(world, { numRuns: WORLDS, seed }).entries()) {
    const texts = fc.sample(meaning, { numRuns: EXPRESSIONS, seed: seed + index }).map((expr) => printExpr(expr));
    const simulation = {
      rules: [],
      evaluationSeconds: EVALUATION_SECONDS,
      intervalSeconds: SCRAPE_SECONDS,
      series: series.map(({ metric, labels, scrapes }) => ({ metric, labels, values: notation(scrapes) })),
    };
    const asked = texts.flatMap((text) => MOMENTS.map((at) => [text, at] as const));
    const answers = await observeAll(simulation, [...asked, ['vector(0)', 2400]]);
    const storage = memoryStorage(series, SCRAPE_SECONDS * 1000);
    for (const [place, [text, at]] of asked.entries()) {
      const { expr } = parseExpr(text);
      if (expr === undefined) throw new Error(`not an expression: ${text}`);
      const outcome = evaluate(expr, at * 1000, { storage, defaultStepMs: EVALUATION_SECONDS * 1000 });
      const answer = answers[place] ?? { error: 'no answer' };
      if (outcome.kind === 'unjudged') {
        unjudged += 1;
        continue;
      }
      const difference = differenceOf(outcome, answer);
      if (difference !== undefined) differences.push(`${difference}; seed ${seed + index}, at ${at} s: ${text}\npromtool: ${JSON.stringify(answer)}\nhere: ${shown(outcome)}`);
      if ('error' in answer) failures += 1;
      else values += answer.length;
    }
  }
  expect(differences).toEqual([]);
  // Dates of numbers that are none are the only thing of these that is not judged.
  expect(unjudged).toBeLessThan(0.04 * WORLDS * EXPRESSIONS * MOMENTS.length);
  expect(values).toBeGreaterThan(WORLDS * EXPRESSIONS);
  countedIn('expressions evaluated', { expressions: WORLDS * EXPRESSIONS, values, failures, unjudged });
});

function shown(outcome: Outcome): string {
  return JSON.stringify(outcome.kind === 'vector' ? outcome.elements.map(({ labels, value }) => [labels.toRecord(), String(value)]) : outcome);
}

function differenceOf(outcome: Outcome, answer: Answer): string | undefined {
  if ('error' in answer) return outcome.kind === 'failed' ? undefined : 'promtool fails';
  if (outcome.kind !== 'vector') return outcome.kind;
  const here = new Map(outcome.elements.map(({ labels, value }) => [keyOf(labels.toRecord()), value]));
  const there = new Map(answer.map(({ labels, value }) => [keyOf(labels), value]));
  if (here.size !== there.size || outcome.elements.length !== answer.length) return 'number of series';
  for (const [key, value] of there) {
    const found = here.get(key);
    if (found === undefined) return `series ${key}`;
    if (!isNear(found, value)) return `value of ${key}`;
  }
  return undefined;
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isNear(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
