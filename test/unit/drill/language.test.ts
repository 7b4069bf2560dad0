import { expect, test } from 'vitest';
import { MINUTE } from '../../../src/model/duration.ts';
import { drillText, readText, scenarioOf, shippedModel } from './reading.ts';

const model = shippedModel();
const FLOW = '  series: [{ events: availability, rate: 1/s }]\n';
const QUIET = '  expect: [{ from: 0s, quiet: page }]\n';

test.each([
  ['a misspelt key', `  for: 1h\n  series: [{ events: availability, rat: 1/s }]\n${QUIET}`, ['TOC101'], 'rate'],
  ['a key of a change', `  for: 1h\n  series: [{ events: availability, changes: [{ at: 1m, error: 5% }] }]\n${QUIET}`, ['TOC101'], 'errors'],
  ['a state that is none', `  for: 1h\n  targets: [{ changes: [{ at: 1m, state: dwon }] }]\n${FLOW}${QUIET}`, ['TOC104'], 'down'],
  ['an objective', `  for: 1h\n  series: [{ events: avalability, rate: 1/s }]\n${QUIET}`, ['TOC801'], 'availability'],
  ['a metric', `  for: 1h\n  series: [{ metric: eventgate_event_produced_total, rate: 1/s }]\n${QUIET}`, ['TOC802'], 'eventgate_events_produced_total'],
  ['a label', `  for: 1h\n  series: [{ events: availability, labels: { steam: a }, rate: 1/s }]\n${QUIET}`, ['TOC802'], 'stream'],
  ['a group of targets', `  for: 1h\n  targets: [{ name: canary }]\n  series: [{ events: availability, on: canry, rate: 1/s }]\n${QUIET}`, ['TOC801'], 'canary'],
  ['a hazard', `  for: 1h\n${FLOW}  expect: [{ from: 0s, quiet: target-dwn }]\n`, ['TOC806'], 'target-down'],
])('%s that is nearly right is told with the right one', (_, body, codes, suggestion) => {
  const read = readText(drillText(body), model);
  expect(read.codes).toEqual(codes);
  expect(read.suggestions).toEqual([suggestion]);
});

test.each([
  ['two things at once', '{ at: 1m, firing: page, quiet: page }', 'TOC105'],
  ['no time', '{ quiet: page }', 'TOC105'],
  ['two times', '{ at: 1m, by: 2m, firing: page }', 'TOC105'],
  ['a value without a window', '{ at: 1m, value: bad, is: 0 }', 'TOC105'],
  ['a value without a number', '{ at: 1m, value: bad, window: 1h }', 'TOC105'],
  ['a window of an alert', '{ at: 1m, quiet: page, window: 1h }', 'TOC105'],
  ['a span that ends before it begins', '{ from: 10m, until: 5m, quiet: page }', 'TOC805'],
  ['a level that is none', '{ at: 1m, quiet: "page!" }', 'TOC105'],
])('an expectation of %s is refused', (_, expectation, code) => {
  expect(readText(drillText(`  for: 1h\n${FLOW}  expect: [${expectation}]\n`), model).codes).toEqual([code]);
});

test.each([
  ['a gauge', 'rate: 1/s', 'value'],
  ['a counter', 'value: 1', 'rate'],
])('%s does not take what the other takes', (kind, wrong, right) => {
  const withGauge = shippedModel(['contracts/eventgate.yaml', '  metrics:\n', '  metrics:\n    eventgate_pods: { type: gauge, labels: {} }\n']);
  const metric = kind === 'a gauge' ? 'eventgate_pods' : 'eventgate_events_produced_total';
  expect(readText(drillText(`  for: 1h\n  series: [{ metric: ${metric}, ${wrong} }]\n${QUIET}`), withGauge).codes).toEqual(['TOC803']);
  expect(readText(drillText(`  for: 1h\n  series: [{ metric: ${metric}, ${right}: ${right === 'rate' ? '1/s' : '1'} }]\n${QUIET}`), withGauge).codes).toEqual([]);
});

test.each([
  ['2h', MINUTE],
  ['25h', MINUTE],
  ['26h', 2 * MINUTE],
  ['5d', 5 * MINUTE],
  ['14d', 5 * MINUTE],
])('a drill of %s is evaluated every %i ms', (duration, stepMs) => {
  expect(scenarioOf(drillText(`  for: ${duration}\n${FLOW}${QUIET}`), model).stepMs).toBe(stepMs);
});

test('a written step is taken, where it fits', () => {
  expect(scenarioOf(drillText(`  for: 1h\n  step: 30s\n${FLOW}${QUIET}`), model).stepMs).toBe(30_000);
  for (const step of ['7m', '10m', '7s']) expect(readText(drillText(`  for: 1h\n  step: ${step}\n${FLOW}${QUIET}`), model).codes).toEqual(['TOC805']);
});

test('shifts multiply, and every problem of a drill is told at once', () => {
  expect(scenarioOf(drillText(`  for: 1h\n  vary: { scrapes: [0s, 20s, 40s], bursts: [0s, 5m] }\n${FLOW}${QUIET}`), model).variants).toHaveLength(6);
  const read = readText(drillText('  for: 1h\n  series: [{ events: nothing, rate: 1/s }, { metric: nothing, rate: 1/s }]\n  expect: [{ at: 2h, quiet: page }, { at: 1m, quiet: nothing }]\n'), model);
  expect([...read.codes].sort()).toEqual(['TOC801', 'TOC802', 'TOC805', 'TOC806']);
});

test('a target may not be given a label that tells its series apart already', () => {
  for (const label of ['instance', 'service', 'stream', 'site']) {
    expect(readText(drillText(`  for: 1h\n  targets: [{ changes: [{ at: 1m, labels: { ${label}: x } }] }]\n${FLOW}${QUIET}`), model).codes, label).toEqual(['TOC802']);
  }
});
