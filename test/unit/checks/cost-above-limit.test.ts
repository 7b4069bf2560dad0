import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeOutput, type Output } from '../../../src/compile/back.ts';
import { readModel } from '../../../src/compile/front.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { BASE } from '../../invalid/fixture.ts';

const SPECS = join(BASE, 'slo-specs');

/** The base project with limits of its own, and what is made of it. */
function limited(limits: object): { readonly messages: readonly string[]; readonly rules: Output['rules'] } {
  const names = readdirSync(SPECS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const sources = names.map((name) => ({ path: `slo-specs/${name}`, text: readFileSync(join(SPECS, name), 'utf8').replace('retention: 90d }', `retention: 90d, limits: ${JSON.stringify(limits)} }`) }));
  const sink = new Sink();
  const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink);
  if (model === undefined) throw new Error('no model');
  const { rules } = makeOutput(model, undefined, sink);
  return { rules, messages: sink.sorted.map(({ code, message }) => `${code} ${message}`) };
}

const { rules } = limited({});
const most = Math.max(...rules.map(({ cost }) => cost.recordedSamplesPerHour));
const inEqiad = rules.filter(({ sites }) => sites.includes('eqiad')).reduce((sum, { cost }) => sum + cost.recordedSeries, 0);

test('what costs exactly the limit is allowed, and one more is not', () => {
  expect(rules.length).toBeGreaterThan(2);
  expect(limited({ instance: { samplesPerHour: most }, all: { series: inEqiad } }).messages).toEqual([]);
  const { messages } = limited({ instance: { samplesPerHour: most - 1 }, all: { series: inEqiad - 1 } });
  expect(messages.length).toBeGreaterThanOrEqual(2);
  expect(messages.every((one) => one.startsWith('TOC525 '))).toBe(true);
  expect(messages.filter((one) => one.includes('allowed an instance'))).toHaveLength(1);
  expect(messages.some((one) => one.includes(`in eqiad record ${inEqiad} series`))).toBe(true);
});

test('an instance that has less than others is not told of, and those above are counted', () => {
  const second = [...new Set(rules.map(({ cost }) => cost.rules))].sort((a, b) => a - b).at(-2) ?? 0;
  const above = rules.filter(({ cost }) => cost.rules > second).length;
  const { messages } = limited({ instance: { rules: second } });
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(above === 1 ? `${second} are allowed an instance` : `and ${above - 1} more are above that`);
});
