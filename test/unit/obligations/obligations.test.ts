import { expect, test } from 'vitest';
import { obligationText } from '../../../src/obligations/obligation.ts';
import { obligationsOf } from '../../../src/obligations/obligations.ts';
import { baseModel, type SpecChanges } from '../../support/base-project.ts';

/** What is owed on one site, in words. */
function owedOf(instance: string, changes: SpecChanges = {}): readonly string[] {
  return obligationsOf(baseModel(changes))
    .filter((one) => one.instance === instance && one.site !== 'codfw')
    .map(({ owed, ...one }) => `${obligationText(one)}: ${owed.level} ${owed.withinMs / 60_000}m`);
}

test('what an intake owes follows from its contract and class', () => {
  expect(owedOf('eventgate-main')).toEqual([
    'eventgate-main eqiad outage: page 15m',
    'eventgate-main eqiad partial-outage: page 60m',
    'eventgate-main eqiad slow-burn: ticket 4320m',
    'eventgate-main eqiad latency: page 15m',
    // A living process that exports nothing may be idle.
    'eventgate-main eqiad series-absent: ticket 60m',
    'eventgate-main eqiad target-down: page 10m',
  ]);
});

test('without a target of its own an instance cannot be down, and its series are missed as soon as it is gone', () => {
  expect(owedOf('eventbus-eventgate-main')).toEqual([
    'eventbus-eventgate-main eqiad outage: page 15m',
    'eventbus-eventgate-main eqiad partial-outage: page 60m',
    'eventbus-eventgate-main eqiad slow-burn: ticket 4320m',
    'eventbus-eventgate-main eqiad series-absent: page 10m',
  ]);
});

test('streams are owed on all sites together, after their longest gap', () => {
  const owed = owedOf('eventgate-main', {
    'contracts/eventgate.yaml': [['  indicators:', '  traffic: { of: eventgate_events_produced_total, stream: stream }\n  indicators:']],
    'instances/eventgate-main.yaml': [['  team:', '  traffic: { minimum: 20/s }\n  streams: [{ name: rare, longestGap: 2h }]\n  team:']],
  });
  expect(owed).toContain('eventgate-main eqiad traffic-stop: page 15m');
  expect(owed).toContain('eventgate-main eqiad traffic-drop: page 15m');
  expect(owed.filter((one) => one.includes('stream-silent'))).toEqual([expect.stringMatching(/^eventgate-main all sites stream-silent rare: ticket \d+m$/)]);
});

test('each instance has its obligations on each of its sites', () => {
  const model = baseModel();
  for (const instance of model.instances) {
    for (const site of instance.sites) expect(obligationsOf(model).some((one) => one.subject === instance && one.site === site && one.hazard === 'outage')).toBe(true);
  }
});
