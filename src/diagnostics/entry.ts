export type Severity = 'error' | 'warning';

/** What the registry says of a code; the page `docs/diagnostics/<code>.md` says it at length. */
export interface Entry {
  readonly severity: Severity;
  /** A few words, used as the page's title. */
  readonly title: string;
  /** Why it matters, one sentence: printed under every problem of this code. */
  readonly why: string;
}
