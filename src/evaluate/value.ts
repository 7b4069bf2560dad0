import type { Span } from '../diagnostics/source.ts';
import type { Labels } from './labels.ts';

export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'vector'; readonly elements: readonly Element[] }
  | { readonly kind: 'string'; readonly value: string };

/** Prometheus' own run-time error: a rule with this expression fails at this time. `message` has no full stop. */
export interface Failed {
  readonly kind: 'failed';
  readonly message: string;
  readonly span?: Span;
}

/** The expression uses what is not evaluated here, so nothing may be concluded. `what` names it, without a full stop. */
export interface Unjudged {
  readonly kind: 'unjudged';
  readonly what: string;
  readonly span?: Span;
}

export type Outcome = Value | Failed | Unjudged;

/** Thrown inside the evaluator and caught at its edge. */
export class EvaluationFault extends Error {
  readonly fault: Failed | Unjudged;

  constructor(fault: Failed | Unjudged) {
    super(fault.kind === 'failed' ? fault.message : fault.what);
    this.fault = fault;
  }
}

export function failed(message: string, span?: Span): EvaluationFault {
  return new EvaluationFault({ kind: 'failed', message, ...(span === undefined ? {} : { span }) });
}

export function unjudged(what: string, span?: Span): EvaluationFault {
  return new EvaluationFault({ kind: 'unjudged', what, ...(span === undefined ? {} : { span }) });
}
