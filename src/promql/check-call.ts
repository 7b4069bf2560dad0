import type { Call } from './ast.ts';
import { Findings, TYPE_NAMES } from './findings.ts';
import { FUNCTIONS, type FunctionType, type ValueType } from './functions.ts';
import { isAtLeast, sinceText } from './version.ts';
import { nearName } from '../diagnostics/near-name.ts';

/** Reports a function that the declared version lacks, and arguments that it does not take. */
export function checkArguments(expr: Call, types: readonly ValueType[], findings: Findings): void {
  const { func } = expr;
  const span = expr.funcSpan ?? expr.span;
  const known = FUNCTIONS.get(func);
  if (known === undefined) {
    findings.add('TOC403', `there is no function \`${func}\``, span, nearName(func, usable(findings)));
    return;
  }
  if (!checkPresence(func, known, expr, findings)) return;
  checkCount(func, known, types.length, expr, findings);
  types.forEach((type, at) => {
    const wanted = known.args[Math.min(at, known.args.length - 1)];
    if (wanted === undefined || (at >= known.args.length && known.variadic === undefined) || type === wanted) return;
    findings.type(`argument ${at + 1} of \`${func}\` is ${TYPE_NAMES[wanted]}, and this is ${TYPE_NAMES[type]}`, expr.args[at]?.span ?? expr.span);
  });
}

/** Names that are worth suggesting to this project. */
function* usable({ version }: Findings): Iterable<string> {
  for (const [name, { since, until, experimental }] of FUNCTIONS) {
    const isThere = (since === undefined || isAtLeast(version, since)) && (until === undefined || !isAtLeast(version, until.version));
    if (isThere && experimental !== true) yield name;
  }
}

function checkPresence(func: string, { since, until, experimental }: FunctionType, expr: Call, findings: Findings): boolean {
  const span = expr.funcSpan ?? expr.span;
  if (until !== undefined && isAtLeast(findings.version, until.version)) {
    findings.add('TOC404', `\`${func}\` is gone since ${sinceText(until.version)}, where it is \`${until.now}\``, span, until.now);
    return false;
  }
  if (since !== undefined && !findings.needs(since, `\`${func}\``, span)) return false;
  if (experimental === true || (experimental !== undefined && !isAtLeast(findings.version, experimental.until))) findings.experimental(`\`${func}\``, span);
  return true;
}

function checkCount(func: string, { args, variadic }: FunctionType, given: number, expr: Call, findings: Findings): void {
  const least = variadic === undefined ? args.length : args.length - 1;
  const most = variadic === 'any' ? Infinity : least + (variadic ?? 0);
  if (given >= least && given <= most) return;
  const wanted = least === most ? `${least}` : given < least ? `at least ${least}` : `at most ${most}`;
  findings.type(`\`${func}\` takes ${wanted} ${wanted.endsWith('1') && !wanted.endsWith('11') ? 'argument' : 'arguments'}, and got ${given}`, expr.span);
}
