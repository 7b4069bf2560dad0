import { readBackProblems } from '../conformance/conformance.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { ExpectedFile } from '../drift/on-disk.ts';
import { groupObject, groupsText, ruleFilePieces, ruleObject, writeExpr, writeGroup, writeRule, type Written, type WrittenGroup } from '../emit/rule-yaml.ts';
import type { Scalar } from '../emit/scalar.ts';
import type { Version } from '../model/model.ts';
import type { Expr } from '../promql/ast.ts';
import { printPretty } from '../promql/print.ts';
import type { PromqlError } from '../promql/promql-error.ts';
import type { Rule, RuleFile, RuleGroup } from '../rules/rule.ts';
import { expressionChecker } from './expressions.ts';

/**
 * Writes rule files, each checked as what it is going to be read as: expressions by grammar and type, rules and groups by
 * reading them back. What was found of one shape holds of all, and what the files of an instance share is written once: rules,
 * and the expressions of rules that differ in their texts.
 */
export function ruleFileWriter(version: Version, sink: Sink): (file: RuleFile) => ExpectedFile {
  const checkExpression = expressionChecker(version);
  const expressions = new Map<Expr, MadeExpr>();
  const made = new Map<Rule, MadeRule>();
  let instance: string | undefined;
  const makeExpr = (expr: Expr): MadeExpr => {
    const known = expressions.get(expr);
    if (known !== undefined) return known;
    const text = printPretty(expr);
    const one = { text, faults: checkExpression(text), yaml: writeExpr(text) };
    expressions.set(expr, one);
    return one;
  };
  const make = (rule: Rule): MadeRule => {
    const known = made.get(rule);
    if (known !== undefined) return known;
    const { text, faults, yaml } = makeExpr(rule.expr);
    const one = { rule, expr: text, faults, written: writeRule(rule, text, yaml) };
    made.set(rule, one);
    return one;
  };
  const shapes = new Set<string>();
  return (file) => {
    if (file.instance !== instance) {
      expressions.clear();
      made.clear();
    }
    ({ instance } = file);
    const groups = file.groups
      .filter(({ rules }) => rules.length > 0)
      .map((group): WrittenGroup => {
        const head = writeGroup(group);
        const rules = group.rules.map(make);
        reportFaults(file.path, rules, sink);
        readBack(file.path, group, head, rules, shapes, sink);
        return { head, rules: rules.map(({ written }) => written) };
      });
    return new PieceFile(file.path, ruleFilePieces(file, groups));
  };
}

/** A file whose text is put together each time it is asked for: the texts of all files together would need most of the memory. */
class PieceFile implements ExpectedFile {
  readonly path: string;
  readonly #pieces: readonly string[];

  constructor(path: string, pieces: readonly string[]) {
    this.path = path;
    this.#pieces = pieces;
  }

  get text(): string {
    return this.#pieces.join('');
  }
}

interface MadeExpr {
  readonly text: string;
  readonly faults: readonly PromqlError[];
  readonly yaml: Scalar | undefined;
}

interface MadeRule {
  readonly rule: Rule;
  readonly expr: string;
  readonly faults: readonly PromqlError[];
  readonly written: Written;
}

function reportFaults(path: string, rules: readonly MadeRule[], sink: Sink): void {
  for (const { rule, expr, faults } of rules) {
    const name = rule.kind === 'record' ? rule.record : rule.alert;
    for (const { code, message, span } of faults) {
      sink.report(problem(code, `${path}, rule \`${name}\`: ${message}`, { help: `in the generated expression: ${expr.slice(span.start, span.end)}` }));
    }
  }
}

/** Reads a group back with those of its rules that are of a shape not met before, and compares it with what it was made from. */
function readBack(path: string, group: RuleGroup, head: Written, rules: readonly MadeRule[], shapes: Set<string>, sink: Sink): void {
  const fresh = rules.filter(({ written }) => !shapes.has(written.shape) && shapes.add(written.shape));
  if (fresh.length === 0 && shapes.has(head.shape)) return;
  shapes.add(head.shape);
  const text = groupsText([{ head, rules: fresh.map(({ written }) => written) }]);
  const expected = { groups: [{ ...groupObject(group), rules: fresh.map(({ rule, expr }) => ruleObject(rule, expr)) }] };
  for (const fault of readBackProblems(text, expected)) {
    sink.report(problem('TOC790', `${path}, group \`${group.name}\`: ${fault.message}`, { help: 'this is a fault of the tool: nothing was written; please report it with the specs that cause it' }));
  }
}
