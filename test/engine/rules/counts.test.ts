import { beforeAll, describe, expect, test } from 'vitest';
import { counted, everyForm, eventPod, FORM_OBJECTIVES, type EventPod } from './event-counts.ts';
import { project, type Project } from './project.ts';
import { bornAt, ramp, switching, type Course } from './scrapes.ts';
import { sampled } from '../../support/proof.ts';

const OLD = 1e6;
/** Grows by 1,800 between two moments of rest, so that every scrape and window can see all of it. */
const good = ramp({ from: 1800, to: 3600, perSecond: 1, start: OLD });
const idle: Course = () => OLD;
const one = (pod: EventPod): readonly EventPod[] => [pod];
const restarted = (at: number, before: Course, growth: number): Course => switching(at, before, ramp({ from: 300, to: 300 + growth, perSecond: 1, start: 0 }));

/** What happens, to which pods, and how many events of how many must be counted as bad, once. */
const CASES: Readonly<Record<string, readonly [pods: readonly EventPod[], count: string]>> = {
  'no error series ever': [one({ good }), '0/1800'],
  'idle': [one({ good: idle, bad: idle }), '0/0'],
  'steady errors': [one({ good, bad: ramp({ from: 1800, to: 2400, perSecond: 0.5, start: OLD }) }), '300/2100'],
  'errors born with a value, on an old pod': [one({ good, bad: bornAt(2400, () => 40) }), '40/1840'],
  'errors born with a value, on a pod of 20 minutes': [one({ good, bad: bornAt(2400, () => 40), lives: [1200, Infinity] }), '40/1840'],
  'all events born with a value': [one({ good: bornAt(2400, () => 25), bad: bornAt(3000, () => 15) }), '15/40'],
  'only bad events, ever': [one({ bad: bornAt(2400, () => 40) }), '40/40'],
  'a restart': [one({ good: restarted(2700, ramp({ from: 1200, to: 2400, perSecond: 1, start: OLD }), 500), bad: restarted(2700, () => 70, 60) }), '60/1760'],
  'a restart that a scrape falls into': [
    one({ good: restarted(2700, ramp({ from: 1200, to: 2400, perSecond: 1, start: OLD }), 500), bad: restarted(2700, () => 70, 60), failed: [[2640, 2760]] }),
    '60/1760',
  ],
  'a restart after which the first scrape finds events': [one({ good: switching(2700, idle, () => 33), bad: switching(2700, () => 500, () => 4), failed: [[2700, 2740]] }), '4/37'],
  'errors born anew soon after a restart': [one({ good, bad: switching(2700, () => 100, bornAt(120, () => 6)) }), '6/1806'],
  'all pods replaced': [
    [
      { instance: '10.0.0.1:80', good: idle, bad: () => 5, lives: [0, 2700] },
      { instance: '10.0.0.2:80', good, bad: () => 5, lives: [0, 2700] },
      { instance: '10.0.0.3:80', good: ramp({ from: 3000, to: 3300, perSecond: 1, start: 17 }), bad: () => 3, lives: [2760, Infinity] },
      { instance: '10.0.0.4:80', phase: 45, good: idle, bad: bornAt(3000, () => 2), lives: [2745, Infinity] },
    ],
    // The second pod's last scrape is that of 2670.
    '2/1172',
  ],
  'one more pod, with large counters': [[{ good }, { instance: '10.0.0.9:80', phase: 15, good: () => 5e6, bad: () => 4e6, lives: [2400, Infinity] }], '0/1800'],
  'a pod whose first scrape fails': [[{ good }, { instance: '10.0.0.9:80', phase: 15, good: () => 5e6, bad: () => 4e6, lives: [2400, Infinity], failed: [[2400, 2460]] }], '0/1800'],
  'a label added to a target': [
    [
      { good, bad: () => 90, lives: [0, 2700] },
      { good, bad: () => 90, lives: [2700, Infinity], extra: { zone: 'a' } },
    ],
    '0/1800',
  ],
  'a label added to a target whose old series are seen on': [
    [
      { good, bad: () => 90, lives: [0, 2700], fades: true },
      { good, bad: () => 90, lives: [2700, Infinity], extra: { zone: 'a' } },
    ],
    '0/1800',
  ],
  'a target that two jobs scrape counts twice': [[{ good, bad: ramp({ from: 1800, to: 2400, perSecond: 0.5, start: 5 }) }, { job: 'more-pods', good, bad: ramp({ from: 1800, to: 2400, perSecond: 0.5, start: 5 }) }], '600/4200'],
  'one missed scrape': [one({ good, bad: ramp({ from: 1800, to: 2400, perSecond: 0.5, start: 5 }), failed: [[2070, 2100]] }), '300/2100'],
  'a gap of 10 minutes without events': [one({ good: ramp({ from: 1200, to: 2100, perSecond: 1, start: OLD }), bad: () => 60, failed: [[2400, 3000]] }), '0/900'],
  // Those of the gap are lost, good and bad alike: of 1,800, those between the scrapes of 2370 and 3030.
  'a gap of 10 minutes with events': [one({ good, bad: () => 60, failed: [[2400, 3000]] }), '0/1140'],
  'a target that flaps': [one({ good, bad: () => 60, failed: Array.from({ length: 20 }, (_, index) => [1830 + index * 120, 1890 + index * 120] as const) }), '0/1800'],
  'errors born while the target flaps': [one({ good, bad: bornAt(2400, () => 40), failed: Array.from({ length: 20 }, (_, index) => [1830 + index * 120, 1890 + index * 120] as const) }), '40/1840'],
  'Prometheus down for 10 minutes': [one({ good: ramp({ from: 1200, to: 2100, perSecond: 1, start: OLD }), bad: () => 60, unseen: [[2400, 3000]] }), '0/900'],
  'Prometheus down for 3 minutes, with events': [one({ good, bad: bornAt(2500, () => 8), unseen: [[2400, 2580]] }), '8/1808'],
  // Errors that are born beside others of the same known labels count for what they exceed them by.
  'a label that the contract does not know': [
    [
      { good, bad: bornAt(2400, () => 40), extra: { method: 'GET' } },
      { good: ramp({ from: 1800, to: 2100, perSecond: 0.5, start: 12 }), bad: ramp({ from: 1800, to: 2100, perSecond: 0.1, start: 3 }), extra: { method: 'POST' } },
    ],
    '37/1987',
  ],
};

/** Second of an evaluation that has seen everything. */
const END = 4500;

describe('every pair of selectors counts every event, once', () => {
  let shop: Project;
  beforeAll(async () => {
    shop = await project({ objectives: FORM_OBJECTIVES, fewRows: true });
  });

  test.each(sampled(Object.entries(CASES), 6))('%s', async (_, [pods, count]) => {
    const all = pods.map((pod) => eventPod(shop, pod));
    expect(await counted(shop, all, END)).toEqual(everyForm(count));
  });
});

describe('targets that `up` does not tell of', () => {
  let shop: Project;
  beforeAll(async () => {
    shop = await project({ objectives: FORM_OBJECTIVES, target: 'none', fewRows: true });
  });

  test.each([
    ['births are not counted', { good, bad: bornAt(2400, switching(2700, () => 40, () => 47)) }, '7/1807'],
    ['a restart loses what its first scrape finds, and counts nothing twice', { good: switching(2700, idle, ramp({ from: 300, to: 360, perSecond: 1, start: 9 })), bad: () => 5 }, '0/60'],
    ['an exporter that is gone for 10 minutes', { good, bad: () => 60, failed: [[2400, 3000] as const] }, '0/1140'],
  ])('%s', async (_, pod, count) => {
    expect(await counted(shop, [eventPod(shop, pod)], END)).toEqual(everyForm(count));
  });
});
