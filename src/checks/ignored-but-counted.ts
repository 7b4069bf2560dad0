import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { verdictOn, type Counting } from './counting.ts';

/** TOC313: `ignores` names what is counted after all, or what there is not. */
export function ignoredButCounted(counting: Counting): readonly Diagnostic[] {
  return counting.ignores.flatMap(({ label, values, at, valueAt }): readonly Diagnostic[] => {
    const owners = counting.sides.filter(({ metric }) => metric.labels.has(label));
    const [owner] = owners;
    if (owner === undefined) {
      const known = counting.sides.flatMap(({ metric }) => [...metric.labels.keys()]);
      return [problem('TOC313', `no metric of indicator \`${counting.indicator}\` has the label \`${label}\``, { at, suggestion: nearName(label, known), help: 'ignore values of a label that its metrics have' })];
    }
    return values.flatMap((value, index) => {
      const known = owner.metric.labels.get(label);
      if (known?.kind === 'listed' && !known.values.has(value)) {
        return [problem('TOC313', `\`${label}\` never has the value \`${value}\``, { at: valueAt(index), suggestion: nearName(value, known.values.keys()), help: 'ignore a value that the contract knows' })];
      }
      const counted = owners.find((side) => verdictOn(counting, side.selector.metric ?? '', label, value).verdict !== 'left-out');
      if (counted === undefined) return [];
      return [
        problem('TOC313', `\`${label}\` \`${value}\` is said to be ignored, and is counted`, {
          at: valueAt(index),
          related: [{ message: 'counted here', at: counted.at }],
          help: 'leave it out of the selector, or take it from `ignores`',
        }),
      ];
    });
  });
}
