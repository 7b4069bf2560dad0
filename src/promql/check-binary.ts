import type { Binary, Matching } from './ast.ts';
import { checkGroupingLabels } from './check-selector.ts';
import { TYPE_NAMES, type Findings } from './findings.ts';
import type { ValueType } from './functions.ts';
import { isComparison, isSetOperator } from './operators.ts';

/** The type of an operation, with its faults reported. */
export function checkBinary(expr: Binary, left: ValueType, right: ValueType, findings: Findings): ValueType {
  const { op, bool, matching } = expr;
  const opSpan = expr.opSpan ?? expr.span;
  const bothScalar = left === 'scalar' && right === 'scalar';
  if (op === 'atan2') findings.needs([2, 31], '`atan2`', opSpan);
  if (bool === true && !isComparison(op)) findings.type(`\`bool\` belongs to comparisons, and \`${op}\` is none`, opSpan);
  if (isComparison(op) && bool !== true && bothScalar) {
    findings.type(`two numbers are compared with \`${op} bool\`, since there is no series to drop`, opSpan);
  }
  for (const [side, type] of [[expr.left, left], [expr.right, right]] as const) {
    if (type !== 'scalar' && type !== 'instant') findings.type(`\`${op}\` joins numbers and instant vectors, and this is ${TYPE_NAMES[type]}`, side.span);
  }
  if (isSetOperator(op) && (left === 'scalar' || right === 'scalar')) {
    findings.type(`\`${op}\` joins instant vectors, and ${left === 'scalar' ? 'the left' : 'the right'} side is a number`, opSpan);
  }
  if (matching !== undefined) checkMatching(expr, matching, left === 'instant' && right === 'instant', findings);
  return bothScalar ? 'scalar' : 'instant';
}

function checkMatching({ op, span }: Binary, matching: Matching, bothInstant: boolean, findings: Findings): void {
  const { kind, labels, group } = matching;
  const clause = matching.span ?? span;
  checkGroupingLabels(labels, clause, findings);
  for (const { form, span: at } of [...(matching.newer ?? []), ...(group?.newer ?? [])]) {
    if (form === 'quoted-name') findings.needs([3, 0], 'a name in quotes', at);
  }
  // Prometheus ignores an empty list here.
  if (!bothInstant && labels.length > 0) findings.type(`\`${kind} (…)\` pairs series, and one side is not an instant vector`, clause);
  if (group === undefined) return;
  const groupSpan = group.span ?? clause;
  checkGroupingLabels(group.labels, groupSpan, findings);
  const twice = group.labels.find((label) => kind === 'on' && labels.includes(label));
  if (twice !== undefined) findings.type(`the label \`${twice}\` is both in \`on (…)\` and in \`group_${group.side} (…)\``, groupSpan);
  if (isSetOperator(op) && bothInstant) findings.type(`\`${op}\` pairs many with many by itself, so \`group_${group.side}\` has no place`, groupSpan);
}
