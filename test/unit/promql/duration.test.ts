import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/promql/duration.ts';

test.each([
  ['0s', 0],
  ['1ms', 1],
  ['59m59s', 3_599_000],
  ['1h30m', 5_400_000],
  ['1d', 86_400_000],
  ['1w', 604_800_000],
  ['8d', 691_200_000],
  ['90d', 7_776_000_000],
  ['4w', 2_419_200_000],
  ['1y', 31_536_000_000],
  ['365d1s', 31_536_001_000],
  ['-5m', -300_000],
])('%s', (text, ms) => {
  expect(formatDuration(ms)).toBe(text);
  if (ms >= 0) expect(parseDuration(text)).toBe(ms);
});

test.each(['', '5', 'm', '5M', '1.5h', '1h1h', '1m1h', '1h 1m', '-1h', '5msm'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('what is printed is read as the same', () => {
  fc.assert(
    fc.property(fc.nat({ max: 9_223_372_036_854 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});

test('only whole milliseconds are printed', () => {
  expect(() => formatDuration(0.5)).toThrow(RangeError);
});
