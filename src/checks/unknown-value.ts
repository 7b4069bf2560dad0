import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Matcher } from '../promql/ast.ts';
import { dialectOf, matcherMatches } from '../promql/regex.ts';
import type { Version } from '../promql/version.ts';
import type { Reading } from './reading.ts';

/** TOC303: a matcher on a value that the label never has, or on another instance's name. */
export function unknownValue({ metric, name, matchers, contract, query, version }: Reading): readonly Diagnostic[] {
  return matchers.flatMap(({ matcher, at }) => {
    const values = valuesOf(matcher.label);
    if (values === undefined) return [];
    return unmet(matcher, values, version).map((value) =>
      problem('TOC303', `\`${matcher.label}\` of \`${name}\` never has the value \`${value}\``, {
        at,
        suggestion: nearName(value, values),
        help: values.length === 1 ? `here its value is ${values[0] ?? ''}` : `its values are ${values.slice(0, 20).join(', ')}${values.length > 20 ? ', …' : ''}`,
      }),
    );
  });

  function valuesOf(label: string): readonly string[] | undefined {
    if (label === contract.identityLabel) return query === undefined ? undefined : [query.identity];
    const known = metric?.labels.get(label);
    return known?.kind === 'listed' ? [...known.values.keys()] : undefined;
  }
}

/** The parts of a matcher that no known value meets: its value, each plain alternative of a regular expression, or the whole of it. */
function unmet(matcher: Matcher, values: readonly string[], version: Version): readonly string[] {
  switch (matcher.op) {
    case '=':
    case '!=':
      return matcher.value === '' || values.includes(matcher.value) ? [] : [matcher.value];
    case '=~':
    case '!~': {
      const alternatives = /^[\w|-]+$/.test(matcher.value) ? matcher.value.split('|') : [matcher.value];
      const meets = (pattern: string): boolean => values.some((value) => matcherMatches({ ...matcher, op: '=~', value: pattern }, value, dialectOf(version)));
      return alternatives.filter((pattern) => !meets(pattern));
    }
  }
}
