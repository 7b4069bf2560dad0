import { describe, expect, test } from 'vitest';
import type { Question } from '../../support/promtool-tests.ts';
import { eventPod, run } from './event-counts.ts';
import { gained, type Rhythm } from './model.ts';
import { project, type Project } from './project.ts';
import { bornAt, type Course } from './scrapes.ts';
import { PROVES, sampled } from '../../support/proof.ts';

/** Whole numbers that grow unevenly, so that no two stretches of the same length hold as many. */
const good: Course = (at) => 1e6 + Math.floor(at ** 2 / 5000);
const bad: Course = (at) => 500 + Math.floor(at ** 2 / 90_000);

const SECONDS: Readonly<Record<string, number>> = { '5m': 300, '6m': 360, '30m': 1800, '1h': 3600, '2h': 7200, '6h': 21_600, '1d': 86_400, '3d': 259_200 };

function shop(rhythm: Rhythm): Promise<Project> {
  return project({ objectives: [{ name: 'good', indicator: 'total-bad' }], scrape: `${rhythm.every}s`, evaluation: `${rhythm.evaluation}s` });
}

/** What the windows hold at a second, and what they must: `bad/total`. */
async function held(rhythm: Rhythm, windows: readonly string[], at: number): Promise<readonly [seen: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>]> {
  const made = await shop(rhythm);
  const questions: Record<string, Question> = {};
  for (const window of windows) {
    questions[`bad ${window}`] = [`tocsin:events_bad:increase${window}`, at];
    questions[`total ${window}`] = [`tocsin:events_total:increase${window}`, at];
  }
  const answers = await run(made, [eventPod(made, { good, bad, everySeconds: rhythm.every, phase: rhythm.phase })], at, questions, rhythm.evaluation);
  const wanted = (window: string): string => {
    const length = SECONDS[window] ?? 0;
    const end = length > 21_600 ? Math.floor(at / 300) * 300 : at;
    const failed = gained(bad, end, length, rhythm);
    return `${failed}/${failed + gained(good, end, length, rhythm)}`;
  };
  return [
    Object.fromEntries(windows.map((window) => [window, `${answers[`bad ${window}`]?.[0]?.value ?? 'no'}/${answers[`total ${window}`]?.[0]?.value ?? 'no'}`])),
    Object.fromEntries(windows.map((window) => [window, wanted(window)])),
  ];
}

describe('a window holds the events of its length exactly', () => {
  const rhythms = [
    { every: 60, phase: 0, evaluation: 60 },
    { every: 60, phase: 15, evaluation: 60 },
    { every: 60, phase: 45, evaluation: 60 },
    { every: 60, phase: 30, evaluation: 30 },
    { every: 60, phase: 45, evaluation: 30 },
    { every: 60, phase: 30, evaluation: 120 },
    { every: 15, phase: 0, evaluation: 60 },
    { every: 30, phase: 15, evaluation: 120 },
    { every: 75, phase: 15, evaluation: 60 },
  ];
  test.each(sampled(rhythms, 2))('scraped every $every s from $phase s on, evaluated every $evaluation s', async (rhythm) => {
    // Five minutes are no whole number of evaluations of two: the window is as much longer as its name says.
    const [seen, wanted] = await held(rhythm, [rhythm.evaluation === 120 ? '6m' : '5m', '30m', '1h', '2h'], 8040);
    expect(seen).toEqual(wanted);
  });

  if (PROVES) test('of 6 hours, and of a day by tiles', { timeout: 300_000 }, async () => {
    const [seen, wanted] = await held({ every: 60, phase: 30, evaluation: 120 }, ['6h', '1d'], 90_000 + 240);
    expect(seen).toEqual(wanted);
  });

  if (PROVES) test('of days by tiles, evaluated each minute', { timeout: 300_000 }, async () => {
    const [seen, wanted] = await held({ every: 60, phase: 30, evaluation: 60 }, ['6h', '1d', '3d'], 265_000 + 140);
    expect(seen).toEqual(wanted);
  });
});

test('errors born with a value are in every window for its length, once', { timeout: 300_000 }, async () => {
  const made = await shop({ every: 60, phase: 30, evaluation: 60 });
  // Born at 2400, scraped at 2430, seen by the evaluation of 2460.
  const lengths = [300, 1800, 3600, 7200, 21_600];
  const questions = Object.fromEntries(
    Object.entries(SECONDS)
      .filter(([, length]) => lengths.includes(length))
      .flatMap(([window, length]) => [2400, 2460, 2400 + length, 2460 + length].map((at): [string, Question] => [`${window} at ${at - 2460}`, [`tocsin:events_bad:increase${window}`, at]])),
  );
  const seen = await run(made, [eventPod(made, { good: () => 1e6, bad: bornAt(2400, () => 40) })], 24_120, questions);
  expect(Object.fromEntries(Object.entries(seen).map(([key, [sample]]) => [key, sample?.value]))).toEqual(
    Object.fromEntries(
      Object.keys(questions).map((key) => {
        const [window, at] = [key.split(' ')[0] ?? '', Number(key.split(' ')[2])];
        return [key, at >= 0 && at < (SECONDS[window] ?? 0) ? 40 : 0];
      }),
    ),
  );
});

test('the ratio of each window is that of its events, however traffic changes', { timeout: 300_000 }, async () => {
  const made = await shop({ every: 60, phase: 30, evaluation: 120 });
  const half = 43_200;
  const rush: Course = (at) => 1e9 + 1000 * Math.min(at, half);
  const trickle: Course = (at) => Math.max(0, at - half);
  const ratio = (window: string, at: number): Question => [`tocsin:events_bad:increase${window} / tocsin:events_total:increase${window}`, at];
  const seen = await run(made, [eventPod(made, { good: rush, bad: trickle })], 86_400, {
    'soon 6m': ratio('6m', half + 600),
    'soon 30m': ratio('30m', half + 600),
    'soon 1h': ratio('1h', half + 600),
    'soon 6h': ratio('6h', half + 600),
    '6h': ratio('6h', 86_400),
    '1d': ratio('1d', 86_400),
  }, 120);
  const value = (key: keyof typeof seen): number => seen[key][0]?.value ?? NaN;
  // Ten minutes after the switch the windows have seen the scrapes of 9.5 minutes of it.
  const soon = (length: number): number => 570 / (570 + 1000 * (length - 570));
  expect(value('soon 6m')).toBe(1);
  expect(value('soon 30m') / soon(1800)).toBeCloseTo(1, 2);
  expect(value('soon 1h') / soon(3600)).toBeCloseTo(1, 2);
  expect(value('soon 6h') / soon(21_600)).toBeCloseTo(1, 2);
  expect(value('6h')).toBe(1);
  expect(value('1d') / (half / (half + 1000 * half))).toBeCloseTo(1, 2);
});
