import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Reading } from './reading.ts';

/** TOC301: a metric the contract does not have. */
export function unknownMetric({ contract, name, metric, nameAt }: Reading): readonly Diagnostic[] {
  if (metric !== undefined) return [];
  const base = name.replace(/_(bucket|count|sum)$/, '');
  const isOfNative = contract.metrics.get(base)?.type === 'native-histogram';
  return [
    problem('TOC301', `contract \`${contract.name}\` has no metric \`${name}\``, {
      at: nameAt,
      suggestion: nearName(name, contract.metrics.keys()),
      help: isOfNative ? `\`${base}\` is a native histogram, which is one series: read it with \`histogram_fraction\`, \`histogram_count\` and \`histogram_sum\`` : 'declare it under `metrics`, or name one that is there',
    }),
  ];
}

/** TOC301, of targets: they are told by `up`, which is no metric of a contract. */
export function notUp(metric: string, at: Location): Diagnostic {
  return problem('TOC301', `the targets of a contract are told by \`up\`, not by \`${metric}\``, {
    at,
    suggestion: nearName(metric, ['up']),
    help: 'write `up` with the matchers of this contract’s targets, such as `up{job="k8s-pods"}`',
  });
}
