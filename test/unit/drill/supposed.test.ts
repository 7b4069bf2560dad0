import { expect, test } from 'vitest';
import { drillText, readText, shippedModel } from './reading.ts';

const model = shippedModel();
const exported = shippedModel(['contracts/eventgate.yaml', '      proposed: the job that sends synthetic events tells of failure by mail only; it would count each event and how the intake answered\n', '']);

function canary(key = ''): string {
  return drillText(`  for: 1h\n  objective: canary\n${key}  series: [{ events: canary, labels: { stream: a }, burst: { events: 1, every: 15m } }]\n  expect: [{ from: 0s, quiet: canary-failing }]\n`);
}

test('a drill of what nothing exports is not run, and says what it needs', () => {
  const read = readText(canary(), model);
  expect(new Set(read.codes)).toEqual(new Set(['TOC804']));
  expect(read.scenarios).toEqual([]);
  expect(read.wanting).toMatchObject([{ name: 'test', metrics: ['canary_events_total'] }]);
});

test('other faults of such a drill are told all the same', () => {
  const read = readText(canary('  step: 7m\n'), model);
  expect(read.codes).toContain('TOC805');
  expect(read.wanting).toEqual([]);
});

test('what is supposed to be exported is drilled, and what is missing today is kept', () => {
  const supposing = canary('  supposes: [canary_events_total]\n');
  const read = readText(supposing, model, exported);
  expect(read).toMatchObject({ codes: [], wanting: [], scenarios: [{ supposed: ['canary_events_total'], needs: ['canary_events_total'] }] });
  // Once it is exported there is nothing to suppose any more.
  expect(readText(supposing, exported)).toMatchObject({ codes: [], scenarios: [{ needs: [] }] });
});

test('a metric that no contract knows cannot be supposed', () => {
  const read = readText(canary('  supposes: [canary_event_total]\n'), exported);
  expect(read).toMatchObject({ codes: ['TOC802'], suggestions: ['canary_events_total'] });
});
