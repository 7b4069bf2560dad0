import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newerPromtool } from '../../support/newer-promtool.ts';
import { observe, type InputSeries, type Question, type Sample } from '../../support/promtool-tests.ts';
import { ROOT } from '../../support/root.ts';
import { project, targetOf } from './project.ts';

/** The promtool that judges everything else has no notation for native histograms. */
const promtool = await newerPromtool();

/** Observations of a minute: up to half a second, from there to a second, and from one to two. */
type Observed = readonly [quick: number, middling: number, slow: number];

const MINUTE = 60;

/** Buckets of schema 0 end at powers of two; the first of these at half a second. */
function histogram([quick, middling, slow]: Observed): string {
  return `{{schema:0 count:${quick + middling + slow} sum:${quick * 0.4 + middling * 0.8 + slow * 1.5} buckets:[${quick} ${middling} ${slow}] offset:-1}}`;
}

/** A native histogram and its target: so many minutes of each kind, from nothing on; after that it is gone. */
function observed(stretches: readonly (readonly [minutes: number, each: Observed])[], from: Observed = [0, 0, 0]): readonly InputSeries[] {
  let at = from;
  const values = stretches.flatMap(([minutes, each]) =>
    Array.from({ length: minutes }, () => {
      const now = histogram(at);
      at = [at[0] + each[0], at[1] + each[1], at[2] + each[2]];
      return now;
    }),
  );
  const target = targetOf('10.0.0.1:80');
  return [
    { metric: 'answer_native_seconds', labels: { ...target, service: 'shop-main', path: '/' }, values: values.join(' ') },
    { metric: 'up', labels: { ...target, namespace: 'shop-main' }, values: '1+0x400' },
  ];
}

/** What the rules of an objective on the indicator make of it. */
async function seen<K extends string>(indicator: 'native-latency' | 'native-between', series: readonly InputSeries[], questions: Readonly<Record<K, Question>>): Promise<Readonly<Record<K, readonly Sample[]>>> {
  const { rules } = await project({ fewRows: true, objectives: [{ name: 'n', indicator }] });
  return observe({ rules: [rules], evaluationSeconds: MINUTE, intervalSeconds: MINUTE, series }, questions, promtool);
}

const count = (counted: 'bad' | 'total', minutes: number): Question => [`tocsin:events_${counted}:increase6h{tocsin_objective="n"}`, minutes * MINUTE];
const firing = (minutes: number): Question => ['ALERTS{alertstate="firing"}', minutes * MINUTE];
const alertsOf = (samples: readonly Sample[]): readonly (string | undefined)[] => samples.map(({ labels }) => labels['alertname']);
const valueOf = ([sample, ...others]: readonly Sample[]): number => (sample === undefined || others.length > 0 ? NaN : sample.value);

// A skipped test ends the whole check; what must hold where there is no judge is that nothing is claimed.
if (promtool === undefined) test('nothing judges native histograms here, as the page says of such a machine', () => {
  expect(readFileSync(join(ROOT, 'docs/rules.md'), 'utf8')).toContain('where no newer promtool can be had');
});
else describe('a native histogram, judged by a newer promtool', () => {
  test('counts all observations and those above a bound that its buckets have, within 1%, and pages', async () => {
    const { total, bad, before, after } = await seen('native-latency', observed([[120, [60, 0, 0]], [60, [30, 15, 15]]]), { total: count('total', 180), bad: count('bad', 180), before: firing(120), after: firing(180) });
    expect(Math.abs(valueOf(total) / (180 * 60) - 1)).toBeLessThan(0.01);
    // A rate lags behind by its window: some of the last minutes are still to come.
    expect(valueOf(bad)).toBeGreaterThan(15 * 57);
    expect(valueOf(bad)).toBeLessThanOrEqual(15 * 60);
    expect(alertsOf(before)).toEqual([]);
    expect(alertsOf(after)).toEqual(['ShopNBurnPage']);
  });

  test('between two bounds, only the observations of that bucket are estimated', async () => {
    const { bad } = await seen('native-between', observed([[180, [30, 15, 15]]]), { bad: count('bad', 180) });
    expect(valueOf(bad)).toBeGreaterThan(15 * 175);
    expect(valueOf(bad)).toBeLessThan(30 * 180);
  });

  test('without observations has no bad ones, is not absent, and leaves no NaN', async () => {
    const { total, bad, alerts } = await seen('native-latency', observed([[60, [60, 0, 0]], [120, [0, 0, 0]]]), { total: count('total', 180), bad: count('bad', 180), alerts: firing(180) });
    expect(Math.abs(valueOf(total) / (60 * 60) - 1)).toBeLessThan(0.02);
    expect(Math.abs(valueOf(bad))).toBeLessThan(1e-6);
    expect(alertsOf(alerts)).toEqual([]);
  });

  test('of a process that began anew counts what came since', async () => {
    const [first, up] = observed([[60, [60, 0, 0]]], [9000, 0, 0]);
    const [second] = observed([[120, [60, 0, 0]]]);
    if (first === undefined || second === undefined || up === undefined) throw new Error('there are two series');
    const { total, bad } = await seen('native-latency', [{ ...first, values: `${first.values} ${second.values}` }, up], { total: count('total', 180), bad: count('bad', 180) });
    expect(Math.abs(valueOf(total) / (180 * 60) - 1)).toBeLessThan(0.02);
    expect(Math.abs(valueOf(bad))).toBeLessThan(1e-6);
  });

  test('that is gone is missed after half an hour', async () => {
    const { early, late } = await seen('native-latency', observed([[60, [60, 0, 0]]]), { early: firing(90), late: firing(100) });
    expect(alertsOf(early)).toEqual([]);
    expect(alertsOf(late)).toEqual(['ShopNSeriesAbsent']);
  });
});
