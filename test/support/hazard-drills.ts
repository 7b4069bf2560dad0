import { runUnit, type Ask } from '../../src/cli/hazard-drills.ts';
import { readOutputBack, type OutputRead } from '../../src/cli/prove-output.ts';
import { readReport } from '../../src/drill/promtool-report.ts';
import { readRuleFile } from '../../src/drift/rule-file.ts';
import { runTest } from '../../src/engines/promtool-tests.ts';
import { faultText, type HazardResult } from '../../src/hazards/outcome.ts';
import { planHazardDrills } from '../../src/hazards/plan.ts';
import { HAZARD_TEST } from '../../src/hazards/run.ts';
import { groundOf, type GivenRules } from '../../src/proof/ground.ts';
import { prove } from '../../src/proof/prove.ts';
import type { Cell } from '../../src/proof/verdict.ts';
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
  const plan = planHazardDrills({ model: project.model, ground, config: routes, cells: claimed ?? cellsAtWhole(project) }, (name) => new RegExp(`^${wanted}$`).test(name));
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

/** What is claimed where everything happens at whole intervals, as promtool does it: there it can be held to each evaluation. */
export function cellsAtWhole(project: Project): readonly Cell[] {
  const before = known.get(project);
  if (before !== undefined) return before;
  const { rules, kinds, config } = outputBack(project);
  const { cells } = prove({ model: project.model, rules, kinds, config, from: Date.parse(`${TODAY}T00:00Z`), moments: 'whole' });
  known.set(project, cells);
  return cells;
}

const known = new WeakMap<Project, readonly Cell[]>();

/** Texts of all that was not as claimed. */
export function faultsOf(results: readonly HazardResult[]): readonly string[] {
  return results.flatMap(({ outcomes }) => outcomes.flatMap(({ faults }) => faults.map(faultText)));
}
