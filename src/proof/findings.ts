import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Model } from '../model/model.ts';
import { deadSelectors } from './dead-selectors.ts';
import type { GivenRules } from './ground.ts';
import { ofEachFile, type Kind } from './kinds.ts';
import { RulePlaces } from './places.ts';
import { holeProblems } from './problems.ts';
import type { Proof } from './prove.ts';
import { rulesOf } from './rule-set.ts';

/** Everything that a proof found: holes, rules that select what does not exist, alerts that always fire, waivers of nothing. */
export function proofProblems(model: Model, { cells, restless }: Proof, given: { readonly rules: readonly GivenRules[]; readonly kinds?: readonly Kind[]; readonly sources: ReadonlyMap<string, Source> }): readonly Diagnostic[] {
  const places = new RulePlaces(given.sources);
  const dead = (files: readonly GivenRules[]): readonly Diagnostic[] => deadSelectors(model, files.flatMap((file) => rulesOf(file, model.settings.evaluationIntervalMs)), places);
  const used = new Set(cells.flatMap(({ verdict }) => (verdict.kind === 'waived' ? [verdict.waiver] : [])));
  return [
    ...holeProblems(cells, (rule) => places.name(rule)),
    ...ofEachFile(given.rules, given.kinds ?? [], dead),
    ...restless.map((rule) => problem('TOC671', `${rule.name} fires though all is well`, { at: places.name(rule), help: 'mend its condition, or what it selects: it fires for an instance of which nothing is wrong' })),
    ...model.waivers.flatMap((waiver) => (used.has(waiver) ? [] : [problem('TOC208', `there is nothing to waive: \`${waiver.hazard}\` of \`${waiver.instance}\`${waiver.site === '*' ? '' : ` in ${waiver.site}`} is no hole`, { at: waiver.at, help: 'delete this waiver' })])),
  ];
}
