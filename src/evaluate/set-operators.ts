import type { Binary } from '../promql/ast.ts';
import type { VectorAt } from './compiled.ts';
import { signatureOf } from './matching.ts';
import { unique } from './unique.ts';
import { unjudged } from './value.ts';

/** `and`, `or` and `unless`: elements of one side, chosen by whether the other has any with the same matching labels. Both sides are evaluated always, since either may fail. */
export function setOperator({ op, matching, span }: Binary, left: VectorAt, right: VectorAt): VectorAt {
  if (matching?.group !== undefined) throw unjudged(`\`group_${matching.group.side}\` with \`${op}\``, span);
  const signature = signatureOf(matching);
  const signatures = (vector: ReturnType<VectorAt>): ReadonlySet<string> => new Set(vector.map(({ labels }) => signature(labels)));
  switch (op) {
    case 'and':
      return (atMs, frame) => {
        const all = left(atMs, frame);
        const wanted = right(atMs, frame);
        if (all.length === 0 || wanted.length === 0) return [];
        const there = signatures(wanted);
        return unique(all.filter(({ labels }) => there.has(signature(labels))), span);
      };
    case 'unless':
      return (atMs, frame) => {
        const all = left(atMs, frame);
        const unwanted = right(atMs, frame);
        if (all.length === 0 || unwanted.length === 0) return unique(all, span);
        const there = signatures(unwanted);
        return unique(all.filter(({ labels }) => !there.has(signature(labels))), span);
      };
    case 'or':
      return (atMs, frame) => {
        const first = left(atMs, frame);
        const second = right(atMs, frame);
        if (first.length === 0) return unique(second, span);
        if (second.length === 0) return unique(first, span);
        const there = signatures(first);
        return unique([...first, ...second.filter(({ labels }) => !there.has(signature(labels)))], span);
      };
    default:
      throw new RangeError(`not a set operator: ${op}`);
  }
}
