import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_GROUP_WAIT_MS, absencePatienceMs, RESTORED_FROM_MS, soonestAbsenceMs } from '../../../src/model/deadline.ts';
import { MINUTE, SECOND } from '../../../src/model/duration.ts';

const seconds = (most: number) => fc.integer({ min: 1, max: most }).map((count) => count * SECOND);
const pace = fc.record({ scrapeIntervalMs: seconds(300), scrapeTimeoutMs: seconds(60), evaluationIntervalMs: seconds(120), groupWaitMs: fc.option(seconds(600), { nil: undefined }) });

test('a deadline that is not refused is met in the worst case, by an alert as patient as it allows', () => {
  fc.assert(
    fc.property(pace, seconds(7200), (one, slackMs) => {
      const withinMs = soonestAbsenceMs(one) + slackMs - SECOND;
      const patienceMs = absencePatienceMs(withinMs, one);
      // A patience that is no `for` may take one evaluation more.
      const lag = patienceMs < RESTORED_FROM_MS ? one.evaluationIntervalMs : 0;
      const others = lag + one.scrapeIntervalMs + one.scrapeTimeoutMs + one.evaluationIntervalMs + (one.groupWaitMs ?? DEFAULT_GROUP_WAIT_MS);
      expect(others + patienceMs).toBeLessThanOrEqual(withinMs);
      if (patienceMs + one.evaluationIntervalMs !== RESTORED_FROM_MS) expect(others + patienceMs + one.evaluationIntervalMs).toBeGreaterThan(withinMs);
      expect(patienceMs % one.evaluationIntervalMs).toBe(0);
    }),
  );
});

test('the soonest deadline leaves one evaluation', () => {
  const one = { scrapeIntervalMs: MINUTE, scrapeTimeoutMs: 10 * SECOND, evaluationIntervalMs: MINUTE, groupWaitMs: undefined };
  expect(soonestAbsenceMs(one)).toBe(280 * SECOND);
  expect(absencePatienceMs(280 * SECOND, one)).toBe(MINUTE);
  expect(absencePatienceMs(10 * MINUTE, one)).toBe(6 * MINUTE);
});
