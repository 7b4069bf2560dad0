import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { labelsOfScrape, type Reading } from './reading.ts';

/** TOC302: a matcher on a label that the metric does not have. */
export function unknownLabel(reading: Reading): readonly Diagnostic[] {
  const { metric, name } = reading;
  if (metric === undefined) return [];
  const known = [...metric.labels.keys()];
  return reading.matchers
    .filter(({ matcher }) => !metric.labels.has(matcher.label) && !labelsOfScrape(reading).includes(matcher.label))
    .map(({ matcher, at }) =>
      problem('TOC302', `\`${name}\` has no label \`${matcher.label}\``, {
        at,
        suggestion: nearName(matcher.label, known),
        help: metric.type === 'native-histogram' && matcher.label === 'le' ? 'a native histogram has no `le`: the share below a bound is `histogram_fraction`, or `within` of a latency indicator' : `its labels are ${known.join(', ') || 'none'}; declare it in the contract if it is really exported`,
      }),
    );
}
