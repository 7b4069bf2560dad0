import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/model/duration.ts';
import { LONGEST_DIRECT_MS, tileMs, wholeWindowMs } from '../../../src/model/windows.ts';

test.each([
  [5 * MINUTE, MINUTE, 5 * MINUTE],
  [5 * MINUTE, 2 * MINUTE, 6 * MINUTE],
  [HOUR, 7 * SECOND, 515 * 7 * SECOND],
  [DAY, MINUTE, DAY],
  [3 * DAY, 2 * MINUTE, 3 * DAY],
  [DAY, 70 * SECOND, 247 * 350 * SECOND],
])('a window of %d ms, evaluated every %d ms, holds %d ms', (windowMs, evaluationMs, wholeMs) => {
  expect(wholeWindowMs(windowMs, evaluationMs)).toBe(wholeMs);
});

test('a whole window is made of whole evaluations, and a long one of whole tiles, with no part to spare', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 60, max: 400_000 }), (evaluation, length) => {
      const [evaluationMs, windowMs] = [evaluation * SECOND, length * SECOND];
      const part = windowMs <= LONGEST_DIRECT_MS ? evaluationMs : tileMs(evaluationMs);
      const whole = wholeWindowMs(windowMs, evaluationMs);
      expect(whole % part).toBe(0);
      expect(whole - windowMs).toBeGreaterThanOrEqual(0);
      expect(whole - windowMs).toBeLessThan(part);
    }),
  );
});
