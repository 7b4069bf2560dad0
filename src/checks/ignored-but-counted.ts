import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { listed, verdictOn, type Counting, type Side } from './counting.ts';

/** TOC313: `ignores` names what is counted after all, or what there is not. */
export function ignoredButCounted(counting: Counting): readonly Diagnostic[] {
  return counting.ignores.flatMap(({ label, values, at }): readonly Diagnostic[] => {
    const owners = counting.sides.filter(({ metric }) => metric.labels.has(label));
    if (owners.length === 0) {
      const known = counting.sides.flatMap(({ metric }) => [...metric.labels.keys()]);
      return [problem('TOC313', `no metric of indicator \`${counting.indicator}\` has the label \`${label}\``, { at, suggestion: nearName(label, known), help: 'ignore values of a label that its metrics have' })];
    }
    const known = valuesOf(owners, label);
    return values.flatMap((value) => {
      const codes = known === undefined ? value.codes : value.codes.filter((code) => known.has(code));
      if (codes.length === 0) {
        return [problem('TOC313', `\`${label}\` never has the value \`${value.text}\``, { at: value.at, suggestion: nearName(value.text, known ?? []), help: 'ignore a value that the contract knows' })];
      }
      const isCounted = (side: Side, code: string): boolean => verdictOn(counting, side.selector.metric ?? '', label, code).verdict !== 'left-out';
      const counted = owners.find((side) => codes.some((code) => isCounted(side, code)));
      if (counted === undefined) return [];
      return [
        problem('TOC313', `\`${label}\` ${listed(codes.filter((code) => owners.some((side) => isCounted(side, code))))} is said to be ignored, and is counted`, {
          at: value.at,
          related: [{ message: 'counted here', at: counted.at }],
          help: 'leave it out of the selector, or take it from `ignores`',
        }),
      ];
    });
  });
}

/** Every value that a label has on these sides; nothing where one of them leaves it open. */
function valuesOf(sides: readonly Side[], label: string): ReadonlySet<string> | undefined {
  const values = new Set<string>();
  for (const { metric } of sides) {
    const known = metric.labels.get(label);
    if (known?.kind !== 'listed') return undefined;
    for (const value of known.values.keys()) values.add(value);
  }
  return values;
}
