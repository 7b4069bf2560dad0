import type { Location } from '../diagnostics/source.ts';
import type { Selector } from '../promql/ast.ts';
import type { Owed, Template } from './model.ts';

/** Name of what watches over the rules themselves: in paths, alert names and labels it stands where an instance's name does. */
export const WATCHER_NAME = 'tocsin-watcher';

/** Who is told when the rules of this project do not work, and by what that is seen. */
export interface Watcher {
  readonly name: typeof WATCHER_NAME;
  readonly team: string;
  readonly className: string;
  readonly owed: Owed;
  /** `up` of the Prometheus that evaluates the rules: its own metrics have the same labels. */
  readonly prometheus: Selector;
  readonly dashboard: Template;
  readonly runbook: Template;
  /** Sorted by contract. */
  readonly kinds: readonly Kind[];
  /** Sorted paths of specs. */
  readonly madeFrom: readonly string[];
  readonly at: Location;
}

/** A kind of service as it shows itself: an instance that exports its metrics under a name that is not known has no rules. */
export interface Kind {
  readonly contract: string;
  readonly identityLabel: string;
  /** Series names, sorted; those that rules of the kind read. */
  readonly series: readonly string[];
  readonly known: readonly { readonly identity: string; readonly sites: readonly string[] }[];
}
