import { expect, test } from 'vitest';
import { alertPlaces, findAlert } from '../../../src/explain/find-alert.ts';
import { explainAlert } from '../../../src/explain/explain-alert.ts';
import { explanationData, renderExplanation } from '../../../src/report/explanation.ts';
import { eachRuleFile } from '../../../src/rules/plan.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { runCli } from '../../support/cli.ts';
import { ROOT } from '../../support/root.ts';
import { copiedSpecs } from '../../support/specs.ts';
import { shippedModel } from '../drill/reading.ts';

interface Told {
  readonly level: string;
  readonly hazard: string;
  readonly about: { readonly name: string };
  readonly patienceSeconds: number | null;
  readonly burn: { readonly rows: readonly { readonly long: string; readonly threshold: number; readonly badEvents: number; readonly minimumBad: number }[]; readonly detection: readonly { readonly errorRatio: number; readonly fires: { readonly soonest: number; readonly latest: number } }[] } | null;
  readonly caveats: readonly { readonly metric: string; readonly kind: string }[];
  readonly witnesses: readonly { readonly instance: string }[];
  readonly told: readonly { readonly receivers: readonly string[]; readonly silencedBy: readonly string[] }[];
  readonly rules: readonly { readonly path: string; readonly expr: string }[];
  readonly drills: readonly string[];
}

async function told(name: string, cwd = ROOT): Promise<Told> {
  const { status, stdout, stderr } = await runCli(['explain', name, '--format', 'json'], { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Told;
}

test('a burn-rate page: its numbers are those of the rule, its times those of the simulation', async () => {
  const one = await told('EventgateMainAvailabilityBurnPage');
  expect(one).toMatchObject({ level: 'page', hazard: 'error-burn', about: { name: 'eventgate-main' } });
  // 1.44% of 100 a second for an hour.
  expect(one.burn?.rows.map(({ long, threshold, badEvents, minimumBad }) => [long, threshold, badEvents, minimumBad])).toEqual([['1h', 0.0144, 5184, 4], ['6h', 0.006, 12_960, 6]]);
  // All phases are looked at here, some by the simulation.
  const asked = await runCli(['simulate', '--instance', 'eventgate-main', '--objective', 'availability', '--error-ratio', '10%', '--for', '1h', '--format', 'json'], { cwd: ROOT });
  const { objectives } = JSON.parse(asked.stdout) as { objectives: [{ alerts: [{ fires: { soonest: number; latest: number } }] }] };
  const [simulated, fires] = [objectives[0].alerts[0].fires, one.burn?.detection.find(({ errorRatio }) => errorRatio === 0.1)?.fires];
  expect(simulated).toMatchObject(fires ?? {});
  expect(one.burn?.detection.map(({ errorRatio }) => errorRatio)).toEqual([1, 0.1, 0.01]);
  expect(one.caveats.map(({ metric, kind }) => [metric, kind])).toContainEqual(['express_router_request_duration_seconds', 'blind']);
  expect(one.witnesses.map(({ instance }) => instance)).toEqual(['eventbus-eventgate-main']);
  expect(one.told.map(({ receivers }) => receivers)).toEqual([['logger', 'data-platform-page'], ['logger', 'data-platform-page']]);
  expect(one.drills).toContain('tocsin drill --only total-outage');
  expect(one.rules[0]?.path).toBe('rules/team-data-engineering/eventgate-main_codfw.yaml');
});

test('patience is told, whether it stands in `for` or in the expression', async () => {
  // 10m, less a scrape, its time-out, two evaluations and the group wait.
  expect((await told('EventgateMainTargetDown')).patienceSeconds).toBe(360);
  expect((await told('EventgateMainAvailabilitySeriesAbsent')).patienceSeconds).toBe(1800);
});

test('alerts that silence it are named', async () => {
  const cwd = copiedSpecs({ 'alertmanager.base.yml': [[/^inhibit_rules:\n/m, 'inhibit_rules:\n  - { source_matchers: [hazard="target-down", severity="page"], target_matchers: [hazard="error-burn"], equal: [service] }\n']] });
  const { told: places } = await told('EventgateMainAvailabilityBurnPage', cwd);
  expect(places[0]?.silencedBy).toContain('EventgateMainTargetDown');
  expect(places[0]?.silencedBy).not.toContain('EventgateAnalyticsTargetDown');
});

test.each(['site', 'global'])('every alert that is generated can be explained, in scope %s', (scope) => {
  const model = shippedModel(['tocsin.yaml', 'scope: site', `scope: ${scope}`], ['tocsin.yaml', 'allSites: true', `allSites: ${scope === 'site'}`]);
  const places = alertPlaces(eachRuleFile(model, new Sink()));
  expect(places.size).toBeGreaterThan(50);
  for (const name of places.keys()) {
    const found = findAlert(model, places, name);
    if (found === undefined) throw new Error(`${name} is not found`);
    const explanation = explainAlert(model, found, { told: undefined, drills: [] });
    const text = renderExplanation(explanation, { color: false, width: 80 });
    expect(text).toMatch(/^What it means$/m);
    expect(text).toMatch(/^What to look at first$/m);
    expect(text).not.toMatch(/\{(?:instance|objective|team|sites)\}|undefined|NaN/);
    expect(JSON.stringify(explanationData(explanation))).not.toContain('NaN');
    expect(explanation.burn !== undefined).toBe(found.hazard === 'error-burn' || found.hazard === 'canary-failing');
  }
});

test('specs with problems are not explained', async () => {
  const broken = await runCli(['explain', 'EventgateMainTargetDown'], { cwd: copiedSpecs({ 'tocsin.yaml': [['scope: site', 'scope: sites']] }) });
  expect({ status: broken.status, stdout: broken.stdout }).toEqual({ status: 1, stdout: '' });
  expect(broken.stderr).toMatch(/Not explained: the specs have problems\.\n$/);
});
