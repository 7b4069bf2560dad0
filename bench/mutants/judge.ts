import { readAlertmanagerFile } from '../../src/alertmanager/base.ts';
import type { AlertmanagerConfig } from '../../src/alertmanager/config.ts';
import { proveOutput } from '../../src/cli/prove-output.ts';
import { ALERTMANAGER_FILE } from '../../src/compile/back.ts';
import { Sink, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Source } from '../../src/diagnostics/source.ts';
import { readRuleFile } from '../../src/drift/rule-file.ts';
import { obligationText, type Obligation } from '../../src/obligations/obligation.ts';
import { proofProblems } from '../../src/proof/findings.ts';
import type { GivenRules } from '../../src/proof/ground.ts';
import { prove } from '../../src/proof/prove.ts';
import type { Mutant, RouteMutant, RuleFileText, SpecMutant } from './fault.ts';
import { compiled, FROM, type Baseline, type Project } from './project.ts';

/** What became of a mutant. */
export type Judgement =
  /** Everything that it breaks is reported, or a finding stands at the fault itself; for an equivalent one: nothing is. */
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly why: string }
  /** What it breaks was not proved before. */
  | { readonly kind: 'moot' };

const RIGHT: Judgement = { kind: 'right' };

/** Judges a rule file with a fault: each obligation that it breaks must be a hole, or the fault itself be found. */
export function judgeRules(project: Project, baseline: Baseline, file: RuleFileText, { text, breaks }: Mutant): Judgement {
  const owner = project.given.find(({ path }) => path === file.path)?.owner;
  const isBroken = ({ instance, site, hazard }: Obligation): boolean => breaks.some((one) => one.instance === instance && one.site === site && one.hazard === hazard);
  const isNear = ({ instance, site }: Obligation): boolean => instance === owner && (file.site === undefined || site === file.site || site === '*');
  const rules = project.given.flatMap((one): readonly GivenRules[] => {
    if (one.path !== file.path) return [one];
    const groups = text === undefined ? undefined : readRuleFile(text);
    return groups === undefined ? [] : [{ ...one, groups }];
  });
  return judge(project, baseline, breaks.length === 0 ? isNear : isBroken, breaks.length === 0, { rules, config: project.config, changed: text === undefined ? undefined : { path: file.path, text } });
}

/** Judges routes with a fault for the obligations of some instances, so that none takes minutes. */
export function judgeRoutes(project: Project, baseline: Baseline, { text, breaks }: RouteMutant, isChosen: (instance: string) => boolean): Judgement {
  const sink = new Sink();
  const config = readAlertmanagerFile({ path: ALERTMANAGER_FILE, text }, sink);
  if (config === undefined || sink.hasErrors) return breaks === undefined ? { kind: 'wrong', why: `refused: ${sink.sorted[0]?.message ?? ''}` } : RIGHT;
  const isTouched = ({ instance, owed, hazard }: Obligation): boolean => isChosen(instance) && (breaks === undefined || breaks(owed.level, hazard));
  return judge(project, baseline, isTouched, breaks === undefined, { rules: project.given, config, changed: undefined });
}

interface Changed {
  readonly rules: readonly GivenRules[];
  readonly config: AlertmanagerConfig;
  readonly changed: Source | undefined;
}

function judge(project: Project, baseline: Baseline, only: (one: Obligation) => boolean, isEquivalent: boolean, { rules, config, changed }: Changed): Judgement {
  const { model, memory } = project;
  // What only a witness shows is a hole of the witness.
  const before = baseline.cells(only).filter(({ verdict }) => verdict.kind === 'proved' || (isEquivalent && verdict.kind !== 'hole'));
  if (before.length === 0) return { kind: 'moot' };
  const names = new Set(before.map(({ obligation }) => obligationText(obligation)));
  const proof = prove({ model, rules, config, from: FROM, memory, only: (one) => names.has(obligationText(one)) });
  const given = { rules: rules.filter(({ path }) => path === changed?.path), sources: new Map(changed === undefined ? [] : [[changed.path, changed]]) };
  const problems = proofProblems(model, proof, given).filter(({ code }) => code !== 'TOC208');
  const atFault = problems.filter(({ code }) => code === 'TOC670' || code === 'TOC671');
  const unbroken = proof.cells.filter(({ verdict }) => verdict.kind !== 'hole').map(({ obligation }) => obligationText(obligation));
  if (isEquivalent) {
    const kinds = new Map(before.map(({ obligation, verdict }) => [obligationText(obligation), verdict.kind]));
    const other = proof.cells.find(({ obligation, verdict }) => verdict.kind !== kinds.get(obligationText(obligation)));
    return problems.length > 0 ? { kind: 'wrong', why: shown(problems[0]) } : other === undefined ? RIGHT : { kind: 'wrong', why: `${obligationText(other.obligation)} is ${other.verdict.kind}` };
  }
  if (unbroken.length === 0 || atFault.length > 0) return RIGHT;
  const told = proof.cells.flatMap(({ verdict }) => (verdict.kind === 'proved' || verdict.kind === 'witnessed' ? [verdict.told.rule.name] : []))[0];
  return { kind: 'wrong', why: `not reported: ${unbroken.slice(0, 3).join('; ')}${told === undefined ? '' : `, of which ${told} tells`}` };
}

/** Judges a spec with a fault: an error or a warning at its file, or a hole in what is made of it. */
export function judgeSpecs(project: Project, { path, text }: SpecMutant): Judgement {
  const { sink, model, output } = compiled(new Map([...project.specs].map(([one, before]) => [one, one === path ? text : before])));
  const isAt = ({ at, related }: Diagnostic): boolean => at?.source.path === path || (related ?? []).some((one) => one.at.source.path === path);
  if (sink.sorted.some(isAt)) return RIGHT;
  if (model === undefined || output === undefined || sink.hasErrors) return { kind: 'wrong', why: `at another place: ${shown(sink.sorted[0])}` };
  const proof = proveOutput(model, output, '2026-11-23');
  return proof?.problems.some(({ severity }) => severity === 'error') === true ? RIGHT : { kind: 'wrong', why: 'nothing is reported' };
}

function shown(problem: Diagnostic | undefined): string {
  return problem === undefined ? 'nothing' : `${problem.code} ${problem.message}`;
}
