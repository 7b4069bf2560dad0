import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Meaning } from '../model/contract.ts';

/** TOC320: a value that stands in two lists of meanings. */
export function twoMeanings(value: string, first: Meaning, second: Meaning, at: Location): Diagnostic {
  const what = first === second ? `\`${value}\` is said to be ${first} twice` : `\`${value}\` is said to be ${first} and ${second}`;
  return problem('TOC320', what, { at, help: first === second ? 'keep it once' : 'keep it in the one list that is true' });
}
