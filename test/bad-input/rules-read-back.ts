import { CORE_SCHEMA, loadAll } from 'js-yaml';
import type { Expr } from '../../src/promql/ast.ts';
import { parseExpr } from '../../src/promql/parse.ts';
import { printExpr } from '../../src/promql/print.ts';

/** A rule as a generated file says it. */
export interface ReadRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The rules of a generated file: exactly one document, of groups. */
export function rulesOf(text: string): readonly ReadRule[] {
  const documents = loadAll(text, { schema: CORE_SCHEMA }) as readonly { readonly groups: readonly { readonly rules: readonly ReadRule[] }[] }[];
  if (documents.length !== 1) throw new Error(`${documents.length} documents in one file`);
  return (documents[0]?.groups ?? []).flatMap(({ rules }) => rules);
}

/** An expression with every value of a matcher put through a change, as text: what is left must not depend on the values. */
export function withValues(text: string, change: (value: string) => string): string {
  const { expr, errors } = parseExpr(text);
  if (expr === undefined || errors.length > 0) throw new Error(`not PromQL: ${text}`);
  const visit = (one: Expr): Expr => {
    switch (one.kind) {
      case 'number':
      case 'string':
        return one;
      case 'selector':
        return { ...one, matchers: one.matchers.map((matcher) => ({ ...matcher, value: change(matcher.value) })) };
      case 'subquery':
      case 'unary':
      case 'paren':
        return { ...one, expr: visit(one.expr) };
      case 'call':
        return { ...one, args: one.args.map(visit) };
      case 'aggregate':
        return { ...one, expr: visit(one.expr), ...(one.param === undefined ? {} : { param: visit(one.param) }) };
      case 'binary':
        return { ...one, left: visit(one.left), right: visit(one.right) };
    }
  };
  return printExpr(visit(expr));
}

/** A text as Prometheus' templates leave it, with the actions that it takes for its own. */
export function expanded(annotation: string): { readonly text: string; readonly actions: readonly string[] } {
  const actions: string[] = [];
  const text = annotation.replace(/\{\{(?:"(\{+)"|(.*?))\}\}/gs, (whole, braces: string | undefined) => {
    if (braces !== undefined) return braces;
    actions.push(whole);
    return '';
  });
  return { text, actions };
}
