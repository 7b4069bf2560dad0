import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Reading } from './reading.ts';

/** TOC306: identity or site typed into a selector. In a query the identity may stand, since there nobody else adds it. */
export function knownFromInventory({ contract, siteLabel, matchers, query }: Reading): readonly Diagnostic[] {
  const forbidden = query === undefined ? [contract.identityLabel, siteLabel] : query.siteIsLabel ? [] : [siteLabel];
  return matchers
    .filter(({ matcher }) => forbidden.includes(matcher.label))
    .map(({ matcher, at }) =>
      problem('TOC306', `\`${matcher.label}\` is known from the inventory`, {
        at,
        help:
          query === undefined
            ? 'leave this matcher out: the compiler adds it for every instance'
            : 'leave this matcher out: in scope `site` the site is an external label, which no rule can select',
      }),
    );
}
