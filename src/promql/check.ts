import type { Span } from '../diagnostics/source.ts';
import type { Aggregate, At, Call, Expr, NewerForm, Subquery } from './ast.ts';
import { AGGREGATORS } from './aggregators.ts';
import { checkBinary } from './check-binary.ts';
import { checkArguments } from './check-call.ts';
import { checkGroupingLabels, checkSelector } from './check-selector.ts';
import { Findings, TYPE_NAMES } from './findings.ts';
import { FUNCTIONS, type ValueType } from './functions.ts';
import { parseDuration } from './duration.ts';
import type { PromqlError } from './promql-error.ts';
import type { Version } from './version.ts';
import { withoutUnderscores } from './tokens.ts';

export interface CheckOptions {
  readonly version: Version;
  /** Whether the server runs with `--enable-feature=promql-experimental-functions`. */
  readonly experimental?: boolean;
}

/** What the Prometheus of that version would refuse in an expression that it can read; nothing when it takes it. */
export function checkExpr(expr: Expr, options: CheckOptions): readonly PromqlError[] {
  const findings = new Findings(options.version, options.experimental ?? false);
  typeOf(expr, findings);
  return findings.errors;
}

/** The type of an expression, with its faults reported. */
function typeOf(expr: Expr, findings: Findings): ValueType {
  switch (expr.kind) {
    case 'number':
      checkNumber(expr.text, expr.span, findings);
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
      checkSelector(expr, findings);
      checkExtent(expr, findings);
      return expr.rangeMs === undefined ? 'instant' : 'range';
    case 'subquery':
      return typeOfSubquery(expr, findings);
    case 'call':
      return typeOfCall(expr, findings);
    case 'aggregate':
      return typeOfAggregate(expr, findings);
    case 'binary':
      return checkBinary(expr, typeOf(expr.left, findings), typeOf(expr.right, findings), findings);
    case 'unary': {
      const type = typeOf(expr.expr, findings);
      if (type !== 'scalar' && type !== 'instant') {
        findings.type(`\`${expr.op}\` is for numbers and instant vectors, and this is ${TYPE_NAMES[type]}`, expr.span);
      }
      return type;
    }
    case 'paren':
      return typeOf(expr.expr, findings);
  }
}

function checkNumber(text: string, span: Span | undefined, findings: Findings): void {
  if (parseDuration(text) !== undefined) findings.needs([2, 54], `the duration \`${text}\` as a number`, span);
  else if (withoutUnderscores(text) !== text) findings.needs([2, 54], `the underscore in \`${text}\``, span);
}

const NEWER = {
  'bare-duration': { since: [2, 54], what: 'a duration without a unit' },
  'quoted-name': { since: [3, 0], what: 'a name in quotes' },
} as const;

function checkNewer(newer: readonly NewerForm[] | undefined, findings: Findings): void {
  for (const { form, span } of newer ?? []) findings.needs(NEWER[form].since, NEWER[form].what, span);
}

interface Extent {
  readonly rangeMs?: number;
  readonly stepMs?: number;
  readonly offsetMs?: number;
  readonly at?: At;
  readonly newer?: readonly NewerForm[];
  readonly span?: Span;
}

function checkExtent({ rangeMs, stepMs, offsetMs, at, newer, span }: Extent, findings: Findings): void {
  if (rangeMs !== undefined && rangeMs <= 0) findings.type('a range must be longer than 0', span);
  if (stepMs !== undefined && stepMs <= 0) findings.type('a step must be longer than 0', span);
  if (offsetMs === 0) findings.needs([2, 54], 'an offset of 0', span);
  if (offsetMs !== undefined && offsetMs < 0) findings.needs([2, 33], 'a negative offset', span);
  if (at !== undefined) {
    findings.needs([2, 33], 'the `@` modifier', at.span ?? span);
    if (at.kind === 'timestamp') checkTimestamp(at.text, at.span ?? span, findings);
  }
  checkNewer(newer, findings);
}

/** Prometheus holds milliseconds in 64 bits. */
const LATEST_TIMESTAMP_S = 2 ** 63 / 1000;

function checkTimestamp(text: string, span: Span | undefined, findings: Findings): void {
  const unsigned = text.replace(/^[-+]/, '');
  checkNumber(unsigned, span, findings);
  const durationMs = parseDuration(unsigned);
  const seconds = durationMs === undefined ? Number(withoutUnderscores(unsigned)) : durationMs / 1000;
  if (!(seconds < LATEST_TIMESTAMP_S)) findings.syntax(`\`${text}\` is out of bounds for a timestamp`, span);
}

function typeOfSubquery(expr: Subquery, findings: Findings): ValueType {
  const type = typeOf(expr.expr, findings);
  if (type !== 'instant') findings.type(`a subquery is taken of an instant vector, and this is ${TYPE_NAMES[type]}`, expr.expr.span);
  checkExtent(expr, findings);
  return 'range';
}

function typeOfCall(expr: Call, findings: Findings): ValueType {
  const types = expr.args.map((arg) => typeOf(arg, findings));
  checkArguments(expr, types, findings);
  // After an unknown function, complaints about its result would only be noise.
  return FUNCTIONS.get(expr.func)?.returns ?? 'instant';
}

function typeOfAggregate(expr: Aggregate, findings: Findings): ValueType {
  const known = AGGREGATORS.get(expr.op);
  const isThere = known?.since === undefined || findings.needs(known.since, `\`${expr.op}\``, expr.opSpan ?? expr.span);
  if (isThere && known?.experimental === true) findings.experimental(`\`${expr.op}\``, expr.opSpan ?? expr.span);
  if (expr.grouping !== undefined) {
    checkGroupingLabels(expr.grouping.labels, expr.grouping.span ?? expr.span, findings);
    checkNewer(expr.grouping.newer, findings);
  }
  if (expr.param !== undefined) {
    const type = typeOf(expr.param, findings);
    if (known?.param !== undefined && type !== known.param) {
      findings.type(`\`${expr.op}\` takes ${TYPE_NAMES[known.param]} first, and this is ${TYPE_NAMES[type]}`, expr.param.span);
    }
  }
  const type = typeOf(expr.expr, findings);
  if (type !== 'instant') findings.type(`\`${expr.op}\` takes an instant vector, and this is ${TYPE_NAMES[type]}`, expr.expr.span);
  return 'instant';
}
