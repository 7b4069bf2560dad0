import { expect, test } from 'vitest';
import type { Matcher } from '../../../src/alertmanager/config.ts';
import { runUnit, type Ask } from '../../../src/cli/hazard-drills.ts';
import { readOutputBack, type OutputRead } from '../../../src/cli/prove-output.ts';
import { readReport } from '../../../src/drill/promtool-report.ts';
import { readRuleFile } from '../../../src/drift/rule-file.ts';
import { runTest } from '../../../src/engines/promtool-tests.ts';
import { drillName } from '../../../src/hazards/hazard-case.ts';
import { faultText, standingOf, type HazardResult } from '../../../src/hazards/outcome.ts';
import { planHazardDrills } from '../../../src/hazards/plan.ts';
import { renderHazards } from '../../../src/hazards/render.ts';
import { HAZARD_TEST } from '../../../src/hazards/run.ts';
import { groundOf, type GivenRules } from '../../../src/proof/ground.ts';
import type { Cell } from '../../../src/proof/verdict.ts';
import { baseProject, TODAY } from '../../support/base-project.ts';
import { engines } from '../../support/engines.ts';
import { PROVES } from '../../support/proof.ts';
import { testRules } from '../../support/promtool.ts';
import { tempDir } from '../../support/temp.ts';

/** Windows of two hours instead of three days: without `TOCSIN_PROVE` the tests take seconds. */
const project = baseProject({ 'tocsin.yaml': PROVES ? [] : [['budget: 10%, long: 3d', 'budget: 10%, long: 2h']] });
const read = back();
const { cells } = project.proved.proof;
const OUTAGE = 'eventgate-main/eqiad/outage';
const DOWN = 'eventgate-main/eqiad/target-down';

function back(): OutputRead {
  const found = readOutputBack(project.model, project.output);
  if (found === undefined) throw new Error('the base has routes');
  return found;
}

interface Changed {
  /** Changes a rule file's text after the proof has read it: only the engine sees it. */
  readonly edit?: (text: string) => string;
  readonly claimed?: readonly Cell[];
  readonly config?: OutputRead['config'];
}

/** Drills some obligations in promtool; `kept` takes the tests that pass where all is as claimed. */
async function drilled(wanted: string, { edit, claimed = cells, config = read.config }: Changed = {}, kept: Record<string, string>[] = []): Promise<readonly HazardResult[]> {
  const rules = edit === undefined ? read.rules : read.rules.map((file): GivenRules => ({ ...file, groups: readRuleFile(edit(read.sources.get(file.path)?.text ?? '')) ?? [] }));
  const ground = groundOf({ model: project.model, rules, config, from: Date.parse(`${TODAY}T00:00Z`) });
  const plan = planHazardDrills({ model: project.model, ground, config, cells: claimed }, (name) => new RegExp(`^${wanted}$`).test(name));
  const ask: Ask = async (run) => {
    kept.push({ ...run.files, [HAZARD_TEST]: run.standing });
    const report = await runTest({ kind: 'promtool', path: engines().promtool, version: '' }, { name: wanted, files: run.files, test: HAZARD_TEST }, new AbortController().signal);
    if (report.kind === 'could-not-run') throw new Error(report.message);
    const verdict = readReport(report.text, run.judges, run.observations);
    if (verdict.kind === 'unreadable') throw new Error(verdict.text);
    return verdict;
  };
  const outcomes = await Promise.all(plan.units.map((unit) => runUnit(plan, unit, ask)));
  return plan.results(new Map(outcomes.flatMap((one) => ('kind' in one ? [] : [...one]))));
}

/** Texts of all that was not as claimed. */
function faultsOf(results: readonly HazardResult[]): readonly string[] {
  return results.flatMap(({ outcomes }) => outcomes.flatMap(({ faults }) => faults.map(faultText)));
}

/** Replaces a text that must be there, in the file of one instance. */
function replaced(from: string | RegExp, to: string): (text: string) => string {
  return (text) => text.replaceAll(from, to);
}

test('promtool tells of every failure as claimed, and its own verdict on the tests that are kept is the same', { timeout: PROVES ? 900_000 : 120_000 }, async () => {
  const wanted = PROVES ? '.*' : `eventgate-main/eqiad/(outage|target-down|series-absent)`;
  const kept: Record<string, string>[] = [];
  const results = await drilled(wanted, {}, kept);
  expect(results.length).toBeGreaterThan(PROVES ? 10 : 2);
  expect(faultsOf(results)).toEqual([]);
  expect(results.map(standingOf).filter((one) => one !== 'wanting').every((one) => one === 'met')).toBe(true);
  for (const { outcomes } of results) for (const { claim, firesMs } of outcomes) expect(firesMs).toBe(claim.told.firesMs);
  const first = kept.find((files) => files[HAZARD_TEST]?.includes('BurnPage'));
  expect(await testRules([`${tempDir(first)}/${HAZARD_TEST}`])).toMatchObject({ status: 0 });
});

// Each is a mistake in rules that were right when they were proved.
test.each([
  ['a selector of another name', OUTAGE, replaced('service="eventgate-main"', 'service="eventage-main"'), /does not fire within/],
  ['an alert that waits longer', OUTAGE, replaced(/( {6}- alert: EventgateMainAvailabilityBurnPage\n {8}expr: [^]*?\n)( {8}labels:)/g, '$1        for: 15m\n$2'), /fires after .*, claimed|does not fire within/],
  ['an alert of another name', DOWN, replaced('alert: EventgateMainTargetDown', 'alert: EventgateMainTargetsDown'), /no rule of this name is loaded/],
  ['targets of another job', DOWN, replaced('job="k8s-pods"', 'job="k8s-pod"'), /before anything fails/],
  ['a ticket instead of a page', DOWN, replaced('severity: page', 'severity: task'), /it ends at|it is a ticket/],
  ['an alert of all that is called alike', OUTAGE, replaced('service: eventgate-main', 'service: eventbus-eventgate-main'), /others fire|does not fire/],
  ['an alert that ends too soon', DOWN, (text: string) => text.replaceAll('[7m59s:1m]', '[9m59s:1m]').replaceAll('>= 8', '== 8'), /it stops after/],
])('%s is found', { timeout: 60_000 }, async (_, name, edit, found) => {
  const before = [...read.sources.values()].map(({ text }) => text).join('');
  const after = [...read.sources.values()].map(({ text }) => edit(text)).join('');
  expect(after, 'the rules hold what is changed').not.toBe(before);
  const results = await drilled(name, { edit });
  expect(results.map(standingOf)).toEqual(['not-met']);
  expect(faultsOf(results).join('\n')).toMatch(found);
});

test('a claim that is better than what is measured is found, and the drill says what it saw', { timeout: 60_000 }, async () => {
  const claimed = cells.map((cell): Cell => {
    const { verdict } = cell;
    if (verdict.kind !== 'proved' || drillName(cell.obligation) !== OUTAGE) return cell;
    const sooner = <T extends { readonly firesMs: number; readonly withinMs: number }>(told: T): T => ({ ...told, firesMs: told.firesMs - 120_000, withinMs: told.withinMs - 120_000 });
    return { ...cell, verdict: { ...verdict, told: sooner(verdict.told), claims: verdict.claims.map((claim) => ({ ...claim, told: sooner(claim.told) })) } };
  });
  const results = await drilled(OUTAGE, { claimed });
  expect(faultsOf(results).join()).toMatch(/^it fires after .*, claimed/);
  const told = renderHazards(results, { paint: (_, text) => text, again: (name) => `tocsin drill --only ${name}` });
  expect(told).toMatch(/NOT SO$/m);
  expect(told).toMatch(/^ {2}seen: it fires after /m);
  expect(told).toMatch(/^ {2}bad share over \w+ +[·▁-█]+ {2}at most [\d.]+%$/m);
  expect(told).toContain(`  again: tocsin drill --only ${OUTAGE}\n`);
});

test('what fires must silence nobody else', { timeout: 60_000 }, async () => {
  const [rule] = read.config.inhibitRules;
  if (rule === undefined) throw new Error('the base has a rule');
  const severity = (value: string): Matcher => ({ label: 'severity', op: '=', value });
  const config = { ...read.config, inhibitRules: [...read.config.inhibitRules, { ...rule, sourceMatchers: [severity('page')], targetMatchers: [severity('task')], equal: [] }] };
  expect(faultsOf(await drilled(DOWN, { config })).join('\n')).toMatch(/it silences others/);
});
