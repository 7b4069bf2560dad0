import { expect, test } from 'vitest';
import type { Matcher } from '../../../src/alertmanager/config.ts';
import { drillName } from '../../../src/hazards/hazard-case.ts';
import { standingOf } from '../../../src/hazards/outcome.ts';
import { renderHazards } from '../../../src/hazards/render.ts';
import { HAZARD_TEST } from '../../../src/hazards/run.ts';
import type { Cell } from '../../../src/proof/verdict.ts';
import { baseProject } from '../../support/base-project.ts';
import { cellsAtWhole, drilled, faultsOf, outputBack } from '../../support/hazard-drills.ts';
import { PROVES } from '../../support/proof.ts';
import { testRules } from '../../support/promtool.ts';
import { tempDir } from '../../support/temp.ts';

/** Windows of two hours instead of three days: without `TOCSIN_PROVE` the tests take seconds. */
const project = baseProject({ 'tocsin.yaml': PROVES ? [] : [['budget: 10%, long: 3d', 'budget: 10%, long: 2h']] });
const read = outputBack(project);
const cells = cellsAtWhole(project);
const OUTAGE = 'eventgate-main/eqiad/outage';
const DOWN = 'eventgate-main/eqiad/target-down';

/** Replaces a text that must be there, in the file of one instance. */
function replaced(from: string | RegExp, to: string): (text: string) => string {
  return (text) => text.replaceAll(from, to);
}

test('promtool tells of every failure as claimed, and its own verdict on the tests that are kept is the same', { timeout: PROVES ? 900_000 : 120_000 }, async () => {
  const wanted = PROVES ? '.*' : `eventgate-main/eqiad/(outage|target-down|series-absent)`;
  const kept: Record<string, string>[] = [];
  const results = await drilled(project, wanted, {}, kept);
  expect(results.length).toBeGreaterThan(PROVES ? 10 : 2);
  expect(faultsOf(results)).toEqual([]);
  expect(results.map(standingOf).filter((one) => one !== 'wanting').every((one) => one === 'met')).toBe(true);
  const outcomes = results.flatMap((one) => one.outcomes);
  for (const { claim, firesMs, ending, overMs } of outcomes) {
    expect(firesMs).toBe(claim.told.firesMs);
    // What counts errors ends as computed, everything else sooner than in the worst case.
    if (ending.kind === 'within' && claim.failure.kind === 'events-fail') expect(overMs).toBe(ending.withinMs);
    else if (ending.kind === 'within') expect(overMs).toBeLessThanOrEqual(ending.withinMs);
  }
  expect(outcomes.filter(({ overMs }) => overMs !== undefined).length).toBeGreaterThan(2);
  const first = kept.find((files) => files[HAZARD_TEST]?.includes('BurnPage'));
  expect(await testRules([`${tempDir(first)}/${HAZARD_TEST}`])).toMatchObject({ status: 0 });
});

// Each is a mistake in rules that were right when they were proved.
test.each([
  ['a selector of another name', OUTAGE, replaced('service="eventgate-main"', 'service="eventage-main"'), /does not fire within/],
  ['an alert that waits longer', OUTAGE, replaced(/( {6}- alert: EventgateMainAvailabilityBurnPage\n {8}expr: [^]*?\n)( {8}labels:)/g, '$1        for: 15m\n$2'), /fires after .*, claimed|does not fire within/],
  ['a group that is evaluated less often', OUTAGE, replaced('interval: 1m', 'interval: 2m'), /evaluated every 2m, and promtool evaluates all groups every 1m/],
  ['an alert of another name', DOWN, replaced('alert: EventgateMainTargetDown', 'alert: EventgateMainTargetsDown'), /no rule of this name is loaded/],
  ['targets of another job', DOWN, replaced('job="k8s-pods"', 'job="k8s-pod"'), /before anything fails/],
  ['a ticket instead of a page', DOWN, replaced('severity: page', 'severity: task'), /it ends at|it is a ticket/],
  ['an alert of all that is called alike', OUTAGE, replaced('service: eventgate-main', 'service: eventbus-eventgate-main'), /others fire|does not fire/],
  ['an alert that goes on', DOWN, replaced(/( {6}- alert: EventgateMainTargetDown\n {8}expr: [^]*?\n)( {8}labels:)/g, '$1        keep_firing_for: 10m\n$2'), /still fires at the end, claimed 2m/],
  ['a short window that is long', OUTAGE, replaced('[4m59s]', '[44m59s]'), /after all is well again|still fires at the end/],
  ['an alert that ends too soon', DOWN, (text: string) => text.replaceAll('[7m:1m]', '[10m:1m]').replaceAll('>= 7', '== 7'), /it stops after/],
])('%s is found', { timeout: PROVES ? 600_000 : 60_000 }, async (_, name, edit, found) => {
  const before = [...read.sources.values()].map(({ text }) => text).join('');
  const after = [...read.sources.values()].map(({ text }) => edit(text)).join('');
  expect(after, 'the rules hold what is changed').not.toBe(before);
  const results = await drilled(project, name, { edit });
  expect(results.map(standingOf)).toEqual(['not-met']);
  expect(faultsOf(results).join('\n')).toMatch(found);
});

test('a claim that is better than what is measured is found, and the drill says what it saw', { timeout: PROVES ? 600_000 : 60_000 }, async () => {
  const claimed = cells.map((cell): Cell => {
    const { verdict } = cell;
    if (verdict.kind !== 'proved' || drillName(cell.obligation) !== OUTAGE) return cell;
    const sooner = <T extends { readonly firesMs: number; readonly withinMs: number }>(told: T): T => ({ ...told, firesMs: told.firesMs - 120_000, withinMs: told.withinMs - 120_000 });
    return { ...cell, verdict: { ...verdict, told: sooner(verdict.told), claims: verdict.claims.map((claim) => ({ ...claim, told: sooner(claim.told) })) } };
  });
  const results = await drilled(project, OUTAGE, { claimed });
  expect(faultsOf(results).join()).toMatch(/^it fires after .*, claimed/);
  const told = renderHazards(results, { paint: (_, text) => text, again: (name) => `tocsin drill --only ${name}` });
  expect(told).toMatch(/NOT SO$/m);
  expect(told).toMatch(/^ {2}seen: it fires after /m);
  expect(told).toMatch(/^ {2}bad share over \w+ +[·▁-█]+ {2}at most [\d.]+%$/m);
  expect(told).toContain(`  again: tocsin drill --only ${OUTAGE}\n`);
});

test('what fires must silence nobody else', { timeout: PROVES ? 600_000 : 60_000 }, async () => {
  const [rule] = read.config.inhibitRules;
  if (rule === undefined) throw new Error('the base has a rule');
  const severity = (value: string): Matcher => ({ label: 'severity', op: '=', value });
  const config = { ...read.config, inhibitRules: [...read.config.inhibitRules, { ...rule, sourceMatchers: [severity('page')], targetMatchers: [severity('task')], equal: [] }] };
  expect(faultsOf(await drilled(project, DOWN, { config })).join('\n')).toMatch(/it silences others/);
});
