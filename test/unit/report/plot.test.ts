import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../src/model/duration.ts';
import { axis, bar, curve, type Span } from '../../../src/report/plot.ts';

const span: Span = { fromMs: -10 * MINUTE, untilMs: HOUR + 10 * MINUTE, columns: 40 };

describe('a curve', () => {
  test('is full only above 1', () => {
    expect(curve({ fromMs: 0, untilMs: 10, columns: 10 }, (ms) => Math.floor(ms) / 8)).toBe(' ▁▂▃▄▅▆▇▇█');
  });

  test('shows the least of what there is, and nothing of what there is not', () => {
    expect(curve({ fromMs: 0, untilMs: 4, columns: 4 }, (ms) => [0, 1e-9, undefined, Infinity][Math.floor(ms)])).toBe(' ▁ █');
  });

  test('shows a peak that is shorter than a column', () => {
    expect(curve({ fromMs: 0, untilMs: 40, columns: 4 }, (ms) => (ms >= 15 && ms < 18 ? 2 : 0))).toBe(' █  ');
  });
});

describe('a bar', () => {
  test('is as long as its time', () => {
    expect(bar({ fromMs: 0, untilMs: 10, columns: 10 }, [{ fromMs: 2, untilMs: 5 }, { fromMs: 8, untilMs: 99 }])).toBe('  ━━━   ━━');
  });

  test('never vanishes', () => {
    expect(bar(span, [{ fromMs: 0, untilMs: 1 }]).replace(/ /g, '')).toBe('━');
  });
});

describe('an axis', () => {
  test('counts from 0, with room for its labels', () => {
    expect(axis(span)).toEqual(['─────┴──────────────┴──────────────┴────', '     0              30m            1h']);
  });

  test.each([1, MINUTE, HOUR, 1000 * HOUR, 20_000 * HOUR])('of %d ms fits its columns', (length) => {
    const lines = axis({ fromMs: -length / 20, untilMs: length, columns: 78 });
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(78);
  });
});
