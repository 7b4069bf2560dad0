import { beforeAll, describe, expect, test } from 'vitest';
import { counted, eventPod, run, type EventPod } from './event-counts.ts';
import { project, type Project } from './project.ts';
import { bornAt, ramp, switching } from './scrapes.ts';
import { sampled } from '../../support/proof.ts';

const good = ramp({ from: 1200, to: 2400, perSecond: 1, start: 1e6 });
const END = 4500;

/** A wrong rule: text of the right one and its replacement, with pods that show the difference, and the right count. */
type Mutant = readonly [from: string | RegExp, to: string, pods: readonly EventPod[], right: string];

const MUTANTS: Readonly<Record<string, Mutant>> = {
  'births are forgotten': [/ or\n +requests_total\{[^}]*\} offset 10s\n +and on[\s\S]*?== 1/g, '', [{ good, bad: bornAt(1500, () => 40) }], '40/1240'],
  'births are counted without asking whether the target was there': [/== 1$/gm, '>= 0', [{ good }, { instance: '10.0.0.2:80', good: () => 5e6, lives: [1500, 1e6], failed: [[1500, 1560]] }], '0/1200'],
  'only the last scrape proves that a target was there': [/max_over_time/g, 'last_over_time', [{ good, bad: switching(1500, () => 90, () => 4), failed: [[1500, 1540]] }], '4/1204'],
  'what was before is what is now': [/offset 1m10s/g, 'offset 10s', [{ good, bad: () => 5 }], '0/1200'],
  'a scrape that is missed ends a series': [/\[5m\] offset 1m10s/g, '[45s] offset 1m10s', [{ good, bad: () => 5, failed: [[1800, 1840]] }], '0/1200'],
  'a fall is taken for events taken back': [/>= 0\n/g, '>= -Inf\n', [{ good: switching(1800, good, () => 10), bad: () => 5 }], '0/580'],
  'an error that has never happened is not zero': [/\n +or on \(\)[\s\S]*?(?=\n +labels:)/g, '', [{ good }], '0/1200'],
  'pods are averaged': [/\bsum\(/g, 'avg(', [{ good }, { instance: '10.0.0.2:80', good }], '0/2400'],
  'a window holds its older end, too': [/\[59m59s\]/g, '[1h]', [{ good: ramp({ from: -1e4, to: 1e4, perSecond: 1, start: 1e6 }), bad: () => 5 }], '0/3600'],
};

describe('a rule that is wrong is seen by its counts', () => {
  let shop: Project;
  beforeAll(async () => {
    shop = await project({ objectives: [{ name: 'good', indicator: 'total-bad' }] });
  });

  test.each(sampled(Object.entries(MUTANTS), 3))('%s', async (_, [from, to, pods, right]) => {
    const wrong = shop.rules.replaceAll(from, to);
    expect(wrong).not.toBe(shop.rules);
    const all = pods.map((pod) => eventPod(shop, pod));
    const seen = await Promise.all([shop.rules, wrong].map((rules) => counted({ rules }, all, END, '1h')));
    expect(seen[0]).toEqual({ good: right });
    expect(seen[1]).not.toEqual({ good: right });
  });

  test('a threshold that is ten times too high is silent', async () => {
    const pods = [eventPod(shop, { good, bad: ramp({ from: 1200, to: 2400, perSecond: 0.1, start: 9 }) })];
    const firing = async (rules: string): Promise<readonly (string | undefined)[]> => {
      const seen = await run({ rules }, pods, 2400, { firing: ['ALERTS{alertstate="firing", hazard="error-burn", severity="page"}', 2400] });
      return seen.firing.map(({ labels }) => labels['alertname']);
    };
    expect(await firing(shop.rules)).toEqual(['ShopGoodBurnPage']);
    expect(await firing(shop.rules.replace(/\(14\.4 \* 0\.001\)/g, '(14.4 * 0.01)').replace(/\(6 \* 0\.001\)/g, '(6 * 0.02)'))).toEqual([]);
  });
});
