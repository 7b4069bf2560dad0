import type { PlacedMatcher } from '../checks/reading.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Contract } from '../model/contract.ts';
import type { Settings } from '../model/model.ts';
import type { Matcher } from '../promql/ast.ts';

/** An indicator put to use: for one instance, narrowed and divided as its objective says. */
export interface Use {
  readonly settings: Settings;
  readonly contract: Contract;
  readonly identity: string;
  /** Pick the instance, and its sites where the site is an ordinary label. */
  readonly identityMatchers: readonly Matcher[];
  readonly where: readonly PlacedMatcher[];
  readonly per: { readonly label: string; readonly at: Location } | undefined;
  /** The labels results are kept apart by. */
  readonly group: readonly string[];
}
