import type { Span } from '../diagnostics/source.ts';
import type { ValueType } from './functions.ts';
import type { PromqlCode, PromqlError } from './promql-error.ts';
import { isAtLeast, sinceText, type Since, type Version } from './version.ts';

/** Types as people read them in a message. */
export const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'a number',
  string: 'a text',
  instant: 'an instant vector',
  range: 'a range vector',
};

/** Trees that were built, and not parsed, have no places. */
const NOWHERE: Span = { start: 0, end: 0 };

/** Collects what the declared Prometheus would refuse. */
export class Findings {
  readonly errors: PromqlError[] = [];
  readonly version: Version;
  readonly #experimental: boolean;

  constructor(version: Version, experimental: boolean) {
    this.version = version;
    this.#experimental = experimental;
  }

  add(code: PromqlCode, message: string, span: Span | undefined, suggestion?: string): void {
    this.errors.push({ code, message, span: span ?? NOWHERE, ...(suggestion === undefined ? {} : { suggestion }) });
  }

  syntax(message: string, span: Span | undefined): void {
    this.add('TOC401', message, span);
  }

  type(message: string, span: Span | undefined): void {
    this.add('TOC402', message, span);
  }

  /** Whether the declared version has a thing that came with `since`; reported when it has not. */
  needs(since: Since, what: string, span: Span | undefined): boolean {
    if (isAtLeast(this.version, since)) return true;
    this.add('TOC404', `${what} needs ${sinceText(since)}, and the project declares ${this.version.major}.${this.version.minor}`, span);
    return false;
  }

  /** Reports a thing that the declared version has behind a feature flag only. */
  experimental(what: string, span: Span | undefined): void {
    if (!this.#experimental) this.add('TOC404', `${what} is experimental in Prometheus ${this.version.major}.${this.version.minor}, and off unless a feature flag is set`, span);
  }
}
