import { readBackProblems } from '../conformance/conformance.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { ExpectedFile } from '../drift/on-disk.ts';
import { groupObject, groupsText, ruleFilePieces, ruleObject, writeExpr, writeGroup, writeRule, type Written, type WrittenGroup } from '../emit/rule-yaml.ts';
import type { Scalar } from '../emit/scalar.ts';
import type { InstanceNames } from '../model/instance-names.ts';
import type { Version } from '../model/model.ts';
import type { Expr } from '../promql/ast.ts';
import { printPretty } from '../promql/print.ts';
import type { PromqlError } from '../promql/promql-error.ts';
import type { Rule, RuleFile, RuleGroup } from '../rules/rule.ts';
import { expressionChecker } from './expressions.ts';
import { FileToWrite } from './file-to-write.ts';

/**
 * Checks and writes rule files. Expressions are checked as the texts they are written as, by grammar and type; rules and groups by reading
 * them back. What was found of one shape holds of all, and what the files of an instance share is written once: rules, and the
 * expressions of rules that differ in their texts.
 */
export class RuleFileWriter {
  readonly #sink: Sink;
  readonly #checkExpression: (text: string) => readonly PromqlError[];
  readonly #shapes = new Set<string>();
  readonly #expressions = new Map<Expr, MadeExpr>();
  readonly #rules = new Map<Rule, MadeRule>();
  #instance: string | undefined;
  #names: InstanceNames | undefined;
  readonly #columnsOf = (text: string): number => this.#names?.columnsOf(text) ?? text.length;

  constructor(version: Version, sink: Sink) {
    this.#sink = sink;
    this.#checkExpression = expressionChecker(version);
  }

  /**
   * Reports what is wrong with the expressions of a file.
   *
   * @param names those of its instance, if they are plain: how long they are does not decide where lines are broken
   */
  check(file: RuleFile, names?: InstanceNames): void {
    this.#turnTo(file, names);
    for (const rule of file.groups.flatMap(({ rules }) => rules)) {
      const { text, faults } = this.#expr(rule.expr);
      reportFaults(file.path, rule, text, faults, this.#sink);
    }
  }

  /** Checks a file, and writes it. */
  write(file: RuleFile, names?: InstanceNames): ExpectedFile {
    this.check(file, names);
    const groups = file.groups
      .filter(({ rules }) => rules.length > 0)
      .map((group): WrittenGroup => {
        const head = writeGroup(group);
        const rules = group.rules.map((rule) => this.#rule(rule));
        readBack(file.path, group, head, rules, this.#shapes, this.#sink);
        return { head, rules: rules.map(({ written }) => written) };
      });
    return joined(file.path, ruleFilePieces(file, groups));
  }

  #turnTo({ instance }: RuleFile, names: InstanceNames | undefined): void {
    if (instance !== this.#instance) {
      this.#expressions.clear();
      this.#rules.clear();
    }
    this.#instance = instance;
    this.#names = names;
  }

  #expr(expr: Expr): MadeExpr {
    const known = this.#expressions.get(expr);
    if (known !== undefined) return known;
    const text = printPretty(expr, undefined, this.#columnsOf);
    const one = { text, faults: this.#checkExpression(text), yaml: undefined };
    this.#expressions.set(expr, one);
    return one;
  }

  #rule(rule: Rule): MadeRule {
    const known = this.#rules.get(rule);
    if (known !== undefined) return known;
    const expr = this.#expr(rule.expr);
    expr.yaml ??= { of: writeExpr(expr.text) };
    const one = { rule, expr: expr.text, written: writeRule(rule, expr.text, expr.yaml.of) };
    this.#rules.set(rule, one);
    return one;
  }
}

/** A file of pieces: the texts of all files together would need most of the memory. It holds nothing but them, and so stands apart. */
function joined(path: string, pieces: readonly string[]): ExpectedFile {
  return new FileToWrite(path, () => pieces.join(''));
}

interface MadeExpr {
  readonly text: string;
  readonly faults: readonly PromqlError[];
  /** Absent until it is written. */
  yaml: { readonly of: Scalar | undefined } | undefined;
}

interface MadeRule {
  readonly rule: Rule;
  readonly expr: string;
  readonly written: Written;
}

function reportFaults(path: string, rule: Rule, expr: string, faults: readonly PromqlError[], sink: Sink): void {
  const name = rule.kind === 'record' ? rule.record : rule.alert;
  for (const { code, message, span } of faults) {
    sink.report(problem(code, `${path}, rule \`${name}\`: ${message}`, { help: `in the generated expression: ${expr.slice(span.start, span.end)}` }));
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
