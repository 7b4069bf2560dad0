import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../src/model/duration.ts';
import { firstTold, latestTold, type Told } from '../../../src/drill/told.ts';
import { drillText, readText, scenarioOf, shippedModel } from './reading.ts';

const model = shippedModel();
const BODY = '  series: [{ events: availability, rate: 1/s }]\n  expect: [{ from: 0s, quiet: any }]\n';

function scenario(incident: string): ReturnType<typeof scenarioOf> {
  return scenarioOf(drillText(`  for: 1h\n  incident: ${incident}\n${BODY}`), model);
}

const alert = (alertname: string, severity: string): { readonly labels: Readonly<Record<string, string>>; readonly value: number } => ({ labels: { alertname, severity, hazard: 'error-burn' }, value: 1 });

test('how long it took then is a duration, never, or not known', () => {
  expect(scenario('{ from: 5m, told: 259d22h }').incident).toEqual({ fromMs: 5 * MINUTE, told: (259 * 24 + 22) * HOUR });
  expect(scenario('{ from: 0s, told: never }').incident?.told).toBe('never');
  expect(readText(drillText(`  for: 1h\n  incident: { from: 2h, told: unknown }\n${BODY}`), model).codes).toEqual(['TOC805']);
  expect(readText(drillText(`  for: 1h\n  incident: { from: 5m, told: soon }\n${BODY}`), model).codes).toEqual(['TOC105']);
});

test('the first page or ticket after the beginning tells it; a heartbeat and what fired before do not', () => {
  const firing = [[alert('Early', 'page'), alert('D', 'task')], [alert('Watchdog', 'none')], [alert('D', 'task')], [alert('B', 'task'), alert('C', 'page'), alert('A', 'page')]];
  expect(firstTold(scenario('{ from: 1m, told: never }'), model.settings, firing)).toEqual({ afterMs: 2 * MINUTE, alert: 'A', level: 'page', hazard: 'error-burn' });
  expect(firstTold(scenario('{ from: 4m, told: never }'), model.settings, firing)).toBeUndefined();
  expect(firstTold(scenarioOf(drillText(`  for: 1h\n${BODY}`), model), model.settings, firing)).toBeUndefined();
});

test('of several sites the first counts, of several variants the last', () => {
  const told = (afterMs: number): Told => ({ afterMs, alert: 'A', level: 'page', hazard: 'error-burn' });
  const runs = [{ variant: 1, told: told(9) }, { variant: 1, told: told(3) }, { variant: 2, told: undefined }, { variant: 2, told: told(5) }];
  expect(latestTold(runs)?.afterMs).toBe(5);
  expect(latestTold([...runs, { variant: 3, told: undefined }])).toBeUndefined();
  expect(latestTold([])).toBeUndefined();
});
