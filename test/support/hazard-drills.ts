import { runUnit, type Ask } from '../../src/cli/hazard-drills.ts';
import { readOutputBack, type OutputRead } from '../../src/cli/prove-output.ts';
import { readReport } from '../../src/drill/promtool-report.ts';
import { readRuleFile } from '../../src/drift/rule-file.ts';
import { runTest } from '../../src/engines/promtool-tests.ts';
import { faultText, type HazardResult } from '../../src/hazards/outcome.ts';
import { planHazardDrills } from '../../src/hazards/plan.ts';
import { HAZARD_TEST } from '../../src/hazards/run.ts';
import { groundOf, type GivenRules } from '../../src/proof/ground.ts';
import type { Cell, Claim } from '../../src/proof/verdict.ts';
import { TODAY, type Project } from './base-project.ts';
import { engines } from './engines.ts';

/** Rules and routes of a project as its proof reads them. */
export function outputBack({ model, output }: Project): OutputRead {
  const found = readOutputBack(model, output);
  if (found === undefined) throw new Error('the project has routes');
  return found;
}

/** What is changed between the proof and the drill. */
export interface Changed {
  /** Changes a rule file's text after the proof has read it: only the engine sees it. */
  readonly edit?: (text: string) => string;
  readonly claimed?: readonly Cell[];
  readonly config?: OutputRead['config'];
}

/**
 * Drills some obligations of a project in promtool.
 *
 * @param wanted a regular expression of their names
 * @param kept takes the tests that pass where all is as claimed
 */
export async function drilled(project: Project, wanted: string, { edit, claimed, config }: Changed = {}, kept: Record<string, string>[] = []): Promise<readonly HazardResult[]> {
  const read = outputBack(project);
  const routes = config ?? read.config;
  const rules = edit === undefined ? read.rules : read.rules.map((file): GivenRules => ({ ...file, groups: readRuleFile(edit(read.sources.get(file.path)?.text ?? '')) ?? [] }));
  const ground = groundOf({ model: project.model, rules, config: routes, from: Date.parse(`${TODAY}T00:00Z`) });
  const plan = planHazardDrills({ model: project.model, ground, config: routes, cells: claimed ?? project.proved.proof.cells }, (name) => new RegExp(`^${wanted}$`).test(name));
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

/** Reads steps of subqueries, or windows of days, which are made of such. */
const READS_STEPS = /:\d+[mh]\]|:increase\d+d\b/;

/**
 * When an alert may fire where groups are evaluated at whole intervals, as in promtool: a claim holds wherever a group is
 * evaluated, and what reads the steps of a subquery may see them one evaluation sooner.
 */
export function atWholeIntervals({ told: { rule, firesMs } }: Pick<Claim, 'told'>): readonly number[] {
  return READS_STEPS.test(rule.text) ? [firesMs, firesMs - rule.intervalMs] : [firesMs];
}

/** Texts of all that was not as claimed. */
export function faultsOf(results: readonly HazardResult[]): readonly string[] {
  return results.flatMap(({ outcomes }) => outcomes.flatMap(({ faults }) => faults.map(faultText)));
}
