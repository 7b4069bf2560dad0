import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runRules, type RecordingRule } from '../../../src/evaluate/rule-run.ts';
import type { Outcome } from '../../../src/evaluate/value.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { PROVES, seedOr } from '../../support/proof.ts';
import { observeAll, type Answer } from '../../support/promtool-tests.ts';
import { memoryStorage, notation, type Scrape } from '../../unit/evaluate/memory-storage.ts';
import { meaning, SCRAPE_SECONDS, world } from './arbitrary.ts';

const EXPRESSIONS = PROVES ? 300 : 100;
/** Seconds by which steps of subqueries come after the multiples of their step. */
const PHASES = PROVES ? [1, 17, 29] : [17];
const MOMENTS = [600, 1230, 1800];
/** What depends on the clock, and not only on distances in time. */
const CLOCK = /\b(time|timestamp|hour|minute|\w*day\w*|month|year|predict_linear)\(|@/;

/** The same scrapes but the first, so many seconds sooner, with a place for each second. */
function sooner([, ...scrapes]: readonly Scrape[], seconds: number): readonly Scrape[] {
  const gap = (length: number): readonly Scrape[] => Array.from({ length }, () => '_');
  return [...gap(SCRAPE_SECONDS - seconds), ...scrapes.flatMap((scrape) => [scrape, ...gap(SCRAPE_SECONDS - 1)])];
}

test('steps at a phase show what promtool shows where all that was scraped, and the question, is as much sooner', { timeout: 120_000 }, async () => {
  const seed = seedOr(20_261_130);
  const [all = []] = fc.sample(world, { numRuns: 1, seed });
  // Its first scrape would be before the beginning of time.
  const series = all.map((one) => ({ ...one, scrapes: one.scrapes.map((scrape, index) => (index === 0 ? '_' : scrape)) }));
  const texts = fc.sample(meaning, { numRuns: EXPRESSIONS * 20, seed }).map((expr) => printExpr(expr)).filter((text) => /\[\w+:/.test(text) && !CLOCK.test(text)).slice(0, EXPRESSIONS);
  const asked = texts.flatMap((text) => MOMENTS.map((at) => [text, at] as const));
  let moved = 0;
  let judged = 0;
  for (const phase of PHASES) {
    const simulation = { rules: [], evaluationSeconds: 60, intervalSeconds: 1, series: series.map(({ metric, labels, scrapes }) => ({ metric, labels, values: notation(sooner(scrapes, phase)) })) };
    // promtool loads what was scraped as far as its last whole evaluation.
    const answers = await observeAll(simulation, [...asked.map(([text, at]) => [text, at - phase] as const), ['vector(0)', 2400]]);
    const [here, plain] = [phase * 1000, 0].map((stepPhaseMs) => runRules({ groups: [], raw: memoryStorage(series, SCRAPE_SECONDS * 1000), beginMs: 0, alertsFromMs: 0, stepPhaseMs }));
    for (const [index, [text, at]] of asked.entries()) {
      const { expr } = parseExpr(text);
      if (expr === undefined) throw new Error(`not an expression: ${text}`);
      const seen = shown(here?.evaluate(expr, at * 1000));
      if (seen === 'unjudged') continue;
      judged += 1;
      expect(seen, `seed ${seed}, ${phase} s, at ${at} s: ${text}`).toEqual(told(answers[index] ?? []));
      if (JSON.stringify(seen) !== JSON.stringify(shown(plain?.evaluate(expr, at * 1000)))) moved += 1;
    }
  }
  // Otherwise nothing was shown.
  expect(judged).toBeGreaterThan(0.9 * asked.length * PHASES.length);
  expect(moved).toBeGreaterThan(EXPRESSIONS / 4);
});

const COUNTING = 'count sum avg min max last stddev present'.split(' ').map((name) => `${name}_over_time`);
const RANGES = ['30s', '1m', '90s', '5m', '10m'];

test('ranges without their older end show what promtool shows where all was scraped a second sooner', { timeout: 120_000 }, async () => {
  const [series = []] = fc.sample(world, { numRuns: 1, seed: seedOr(20_261_130) });
  const asked = [...[...COUNTING, 'changes', 'resets', 'idelta'].flatMap((func) => RANGES.map((range) => `${func}(a[${range}])`)), ...RANGES.map((range) => `c_total and rate(c_total[${range}])`)].flatMap((text) => [600, 1230, 1800].map((at) => [text, at] as const));
  const answers = await observeAll({ rules: [], evaluationSeconds: 60, intervalSeconds: 1, series: series.map(({ metric, labels, scrapes }) => ({ metric, labels, values: notation(sooner(scrapes, 1)) })) }, [...asked, ['vector(0)', 2400]]);
  const [here, closed] = [1, 0].map((openMs) => runRules({ groups: [], raw: memoryStorage(series, SCRAPE_SECONDS * 1000), beginMs: 0, alertsFromMs: 0, openMs }));
  let moved = 0;
  for (const [index, [text, at]] of asked.entries()) {
    const { expr } = parseExpr(text);
    if (expr === undefined) throw new Error(`not an expression: ${text}`);
    const seen = shown(here?.evaluate(expr, at * 1000));
    expect(seen, `at ${at} s: ${text}`).toEqual(told(answers[index] ?? []));
    if (JSON.stringify(seen) !== JSON.stringify(shown(closed?.evaluate(expr, at * 1000)))) moved += 1;
  }
  expect(moved).toBeGreaterThan(asked.length / 4);
});

test.each([['its own', 0, 6], ['another', 1, 5]] as const)('of what %s group records a range has both ends only where they are always evaluated at one moment', (_, place, count) => {
  const recorded = (record: string, text: string): RecordingRule => ({ record, expr: parseExpr(text).expr ?? { kind: 'number', text: '0' }, labels: {} });
  const [one, other] = [{ name: 'one', intervalMs: 60_000, rules: [recorded('r', 'vector(1)')] }, { name: 'other', intervalMs: 60_000, rules: [] as RecordingRule[] }];
  const reader = recorded('seen', 'count_over_time(r[5m])');
  const groups = [place === 0 ? { ...one, rules: [...one.rules, reader] } : one, place === 1 ? { ...other, rules: [reader] } : other];
  const run = runRules({ groups, raw: memoryStorage([], 60_000), beginMs: 0, alertsFromMs: 0, openMs: 1 });
  expect(shown(run.evaluate({ kind: 'selector', metric: 'seen', matchers: [] }, 1_800_000))).toEqual([line({ __name__: 'seen' }, count)]);
});

function shown(outcome: Outcome | undefined): readonly string[] | string {
  return outcome?.kind === 'vector' ? outcome.elements.map(({ labels, value }) => line(labels.toRecord(), value)).sort() : outcome?.kind ?? '';
}

function told(answer: Answer): readonly string[] | string {
  return 'error' in answer ? 'failed' : answer.map(({ labels, value }) => line(labels, value)).sort();
}

function line(labels: Readonly<Record<string, string>>, value: number): string {
  return `${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))} ${Number(value.toPrecision(8))}`;
}
