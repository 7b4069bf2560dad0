import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runRules, type RecordingRule } from '../../../src/evaluate/rule-run.ts';
import type { Outcome } from '../../../src/evaluate/value.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { observeAll, type Answer } from '../../support/promtool-tests.ts';
import { memoryStorage, notation, type Scrape } from '../../unit/evaluate/memory-storage.ts';
import { meaning, SCRAPE_SECONDS, world } from './arbitrary.ts';

const WORLDS = PROVES ? 5 : 1;
const EXPRESSIONS = PROVES ? 300 : 150;
/** Whole scrapes and evaluations. */
const MOMENTS = [600, 1230, 1800];
const LATE_SECONDS = 1;
/** What depends on the clock, and not only on distances in time. */
const CLOCK = /\b(time|timestamp|hour|minute|\w*day\w*|month|year|predict_linear)\(|@/;

/** The same scrapes, so many seconds later, with a place for each second. */
function later(scrapes: readonly Scrape[], seconds: number): readonly Scrape[] {
  const gap = (length: number): readonly Scrape[] => Array.from({ length }, () => '_');
  return [...gap(seconds), ...scrapes.flatMap((scrape) => [scrape, ...gap(SCRAPE_SECONDS - 1)])];
}

test('an evaluation that steps come after, and scrapes after these, sees what promtool sees before a step that a scrape follows', { timeout: 240_000 }, async () => {
  const seed = seedOr(20_261_130);
  const counts = { asked: 0, judged: 0, moved: 0 };
  for (const [index, series] of fc.sample(world, { numRuns: WORLDS, seed }).entries()) {
    const texts = fc.sample(meaning, { numRuns: 2 * EXPRESSIONS, seed: seed + index }).map((expr) => printExpr(expr)).filter((text) => !CLOCK.test(text)).slice(0, EXPRESSIONS);
    const asked = texts.flatMap((text) => MOMENTS.map((at) => [text, at] as const));
    const simulation = { rules: [], evaluationSeconds: 60, intervalSeconds: 1, series: series.map(({ metric, labels, scrapes }) => ({ metric, labels, values: notation(later(scrapes, LATE_SECONDS)) })) };
    // promtool loads what was scraped as far as its last whole evaluation.
    const answers = await observeAll(simulation, [...asked.map(([text, at]) => [text, at - LATE_SECONDS] as const), ['vector(0)', 2400]]);
    const [here, atOnce] = [LATE_SECONDS * 1000, 0].map((lateMs) => runRules({ groups: [], raw: memoryStorage(series, SCRAPE_SECONDS * 1000), beginMs: 0, alertsFromMs: 0, lateMs }));
    for (const [place, [text, at]] of asked.entries()) {
      counts.asked += 1;
      const { expr } = parseExpr(text);
      if (expr === undefined) throw new Error(`not an expression: ${text}`);
      const seen = shown(here?.evaluate(expr, at * 1000));
      if (seen === 'unjudged') continue;
      counts.judged += 1;
      expect(seen, `seed ${seed + index}, at ${at} s: ${text}`).toEqual(told(answers[place] ?? []));
      if (JSON.stringify(seen) !== JSON.stringify(shown(atOnce?.evaluate(expr, at * 1000)))) counts.moved += 1;
    }
  }
  expect(counts.judged).toBeGreaterThan(0.9 * counts.asked);
  // Otherwise nothing was shown.
  expect(counts.moved).toBeGreaterThan(counts.asked / 10);
  countedIn('expressions evaluated before everything else', counts);
});

test.each([['its own', 0, 6], ['another', 1, 5]] as const)('of what %s group records a range has both ends only where they are always evaluated at one moment', (_, place, count) => {
  const recorded = (record: string, text: string): RecordingRule => ({ record, expr: parseExpr(text).expr ?? { kind: 'number', text: '0' }, labels: {} });
  const [one, other] = [{ name: 'one', intervalMs: 60_000, rules: [recorded('r', 'vector(time())')] }, { name: 'other', intervalMs: 60_000, rules: [] as RecordingRule[] }];
  const readers = [recorded('seen', 'count_over_time(r[5m])'), recorded('newest', 'r')];
  const groups = [place === 0 ? { ...one, rules: [...one.rules, ...readers] } : one, place === 1 ? { ...other, rules: readers } : other];
  const run = runRules({ groups, raw: memoryStorage([], 60_000), beginMs: 0, alertsFromMs: 0, lateMs: 1 });
  const seen = (metric: string): readonly string[] | string => shown(run.evaluate({ kind: 'selector', metric, matchers: [], offsetMs: 60_000 }, 1_860_000));
  expect(seen('seen')).toEqual([line({ __name__: 'seen' }, count)]);
  expect(seen('newest')).toEqual([line({ __name__: 'newest' }, place === 0 ? 1800 - 60 : 1800 - 120)]);
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
