import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location } from '../diagnostics/source.ts';
import type { KnownMetric } from '../model/contract.ts';

/** TOC314: a label to divide by that one of the metrics does not have. */
export function labelMissing(per: { readonly label: string; readonly at: Location }, metrics: ReadonlyMap<string, KnownMetric>): readonly Diagnostic[] {
  return [...metrics]
    .filter(([, metric]) => !metric.labels.has(per.label))
    .map(([name, metric]) =>
      problem('TOC314', `\`${name}\` has no label \`${per.label}\` to judge by`, {
        at: per.at,
        suggestion: nearName(per.label, metric.labels.keys()),
        help: 'a label that only one side has would make the other side’s events belong to no value; choose one that all metrics of the indicator have',
      }),
    );
}
