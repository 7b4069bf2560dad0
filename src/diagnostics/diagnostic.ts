import { REGISTRY, type Code, type Severity } from './registry.ts';
import type { Location } from './source.ts';

export type { Code, Severity } from './registry.ts';

/** A second place that explains a problem, such as the first of two duplicates. */
export interface Related {
  readonly message: string;
  readonly at: Location;
}

/**
 * A problem as data: made by any stage, printed once by `report/`.
 * Why it matters stands in the registry under its code, and at length in `docs/diagnostics/<code>.md`.
 */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** What is wrong, as one sentence without a full stop. */
  readonly message: string;
  /** Where; absent only for problems of no file, such as an empty specs folder. */
  readonly at?: Location;
  /** The file it is about, where no text of it can be shown, such as one that is missing. */
  readonly file?: string;
  readonly related: readonly Related[];
  /** What to do about this very case. */
  readonly help?: string;
  /** A near name, for "did you mean". */
  readonly suggestion?: string;
}

/** The optional parts of a diagnostic. */
export interface Details {
  readonly at?: Location | undefined;
  readonly related?: readonly Related[] | undefined;
  readonly help?: string | undefined;
  readonly suggestion?: string | undefined;
}

/** Makes a diagnostic; its severity is the registry's. */
export function problem(code: Code, message: string, details: Details = {}): Diagnostic {
  return {
    code,
    severity: REGISTRY[code].severity,
    message,
    ...(details.at === undefined ? {} : { at: details.at }),
    related: details.related ?? [],
    ...(details.help === undefined ? {} : { help: details.help }),
    ...(details.suggestion === undefined ? {} : { suggestion: details.suggestion }),
  };
}

/** Collects problems of all stages, so that a person sees every fault in one run. */
export class Sink {
  readonly #found: Diagnostic[] = [];

  report(diagnostic: Diagnostic): void {
    this.#found.push(diagnostic);
  }

  /** How often something was reported; repetitions count. */
  get count(): number {
    return this.#found.length;
  }

  get hasErrors(): boolean {
    return this.#found.some((one) => one.severity === 'error');
  }

  /** All problems, ordered by file, place, code and message; exact repetitions once. */
  get sorted(): readonly Diagnostic[] {
    const ordered = [...this.#found].sort(compareDiagnostics);
    return ordered.filter((one, at) => at === 0 || compareDiagnostics(one, ordered[at - 1] ?? one) !== 0);
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.at?.source.path ?? '', b.at?.source.path ?? '') ||
    (a.at?.span.start ?? -1) - (b.at?.span.start ?? -1) ||
    (a.at?.span.end ?? -1) - (b.at?.span.end ?? -1) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}
