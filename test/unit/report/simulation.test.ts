import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../src/model/duration.ts';
import { renderSimulation, type Asked } from '../../../src/report/simulation.ts';
import { outage } from '../../../src/simulate/outage.ts';
import { MINUTELY, workbook } from '../simulate/promises.ts';

function rendered({ errorRatio, forMs, rate, beforeMs, width, color, target }: { errorRatio: number; forMs: number; rate: number; beforeMs: number | undefined; width: number; color: boolean; target: string }): string {
  const asked: Asked = { instance: 'shop', sites: ['east', 'west'], errorRatio, forMs, rate, rateText: `${rate}/s`, beforeMs };
  const promised = workbook(target);
  return renderSimulation(asked, [{ objective: 'availability', promised, period: '30d', told: outage(promised, MINUTELY, asked), notes: [] }], { color, width });
}

test('whatever is asked, it fits 100 columns, and a plot its terminal', () => {
  const asked = fc.record({
    errorRatio: fc.double({ min: 0.0001, max: 1, noNaN: true }),
    forMs: fc.integer({ min: 1, max: 1440 }).map((minutes) => minutes * MINUTE),
    rate: fc.constantFrom(0.001, 0.1, 100),
    beforeMs: fc.constantFrom(undefined, MINUTE, DAY),
    width: fc.integer({ min: 60, max: 300 }),
    color: fc.constant(false),
    target: fc.constantFrom('99%', '99.9%', '99.99%'),
  });
  fc.assert(
    fc.property(asked, (one) => {
      const lines = rendered(one).split('\n');
      const plot = lines.findIndex((line) => line.includes('outage  '));
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
      expect(Math.max(...lines.slice(plot, -2).map((line) => line.length))).toBeLessThanOrEqual(one.width);
      expect(lines.some((line) => line.endsWith(' '))).toBe(false);
    }),
    { numRuns: 12, seed: 3 },
  );
});

test('what fires is coloured by its level, where colours are wanted', () => {
  const asked = { errorRatio: 1, forMs: 30 * MINUTE, rate: 100, beforeMs: undefined, width: 100, target: '99.9%' };
  const [plain, colored] = [false, true].map((color) => rendered({ ...asked, color })) as [string, string];
  const marked = colored.split('\u001b[').filter((part) => part.startsWith('1;'));
  expect(marked.map((part) => part.replace(/ +/g, ' ').replace(/━+/, '━'))).toEqual(['1;31m fires ━', '1;33m fires ━']);
  expect(colored.split('\u001b[').map((part, index) => (index === 0 ? part : part.replace(/^[\d;]*m/, ''))).join('')).toBe(plain);
});
