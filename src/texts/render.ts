import { nearName } from '../diagnostics/near-name.ts';
import type { Span } from '../diagnostics/source.ts';
import { TemplateReader, type ActionFault } from './go-template.ts';
import { template } from './handlebars.ts';
import { findActions, PROMETHEUS_WORDS, type Action } from './actions.ts';

/** The values a text may use, by group: `{{ instance.name }}`. */
export interface Variables {
  readonly instance: Readonly<Record<string, string>>;
  readonly objective?: Readonly<Record<string, string>>;
  readonly project: Readonly<Record<string, string>>;
  /** A site's name, or Prometheus' own action where one rule serves all sites. */
  readonly site: Inert | Raw;
}

/** Text from a specification: braces in it are made inert. */
export interface Inert {
  readonly kind: 'inert';
  readonly text: string;
}

/** Text of the tool's own that Prometheus is to fill in. */
export interface Raw {
  readonly kind: 'raw';
  readonly text: string;
}

export interface TextProblem {
  readonly code: 'TOC421' | 'TOC422';
  readonly message: string;
  readonly span: Span;
  readonly suggestion?: string;
}

export type Rendered = { readonly text: string; readonly problems: readonly [] } | { readonly text: undefined; readonly problems: readonly TextProblem[] };

const prepared = new Map<string, Prepared>();

/**
 * Fills our variables into a text. Whatever belongs to Prometheus' template language passes through byte for byte, and no
 * value can bring in braces of its own.
 */
export function renderText(text: string, variables: Variables): Rendered {
  const known = prepared.get(text) ?? prepare(text);
  prepared.set(text, known);
  const problems = problemsOf(known, variables);
  if (problems.length > 0) return { text: undefined, problems };
  if (known.plain !== undefined) return { text: known.plain.map((piece) => (typeof piece === 'string' ? piece : valueOf(piece.head, variables))).join(''), problems: [] };
  try {
    return { text: template(known.ours)({ ...inertGroups(variables), foreign: known.foreign }), problems: [] };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { text: undefined, problems: [{ code: 'TOC422', message: `not a template: ${message}`, span: { start: 0, end: text.length } }] };
  }
}

/** A text taken apart: every alert of every instance has the same few. */
interface Prepared {
  readonly actions: readonly Action[];
  readonly unclosed: number | undefined;
  /** What Prometheus would refuse in its own parts. */
  readonly faults: readonly (ActionFault & { readonly span: Span })[];
  /** The text with Prometheus' parts as variables, for Handlebars. */
  readonly ours: string;
  readonly foreign: readonly string[];
  /** What the result is put together from, where the text has none but plain variables; then Handlebars has nothing to do. */
  readonly plain: readonly (string | { readonly head: string })[] | undefined;
}

function prepare(text: string): Prepared {
  const { actions, unclosed } = findActions(text);
  const foreign: string[] = [];
  const plain: (string | { readonly head: string })[] = [];
  let ours = '';
  let from = 0;
  let isPlain = true;
  for (const { owner, head, span } of actions) {
    // Braces run into each other, which Handlebars refuses.
    isPlain &&= text[span.start - 1] !== '{' && text[span.end] !== '}';
    if (owner === 'tocsin') {
      isPlain &&= /^(?:site|\w+\.\w+)$/.test(head) && text.slice(span.start + 2, span.end - 2).trim() === head;
      plain.push(text.slice(from, span.start), { head });
      ours += escapeLiteral(text.slice(from, span.start), true) + text.slice(span.start, span.end);
    } else {
      plain.push(text.slice(from, span.end));
      ours += `${escapeLiteral(text.slice(from, span.start), true)}{{foreign.[${foreign.length}]}}`;
      foreign.push(text.slice(span.start, span.end));
    }
    from = span.end;
  }
  plain.push(text.slice(from));
  ours += escapeLiteral(text.slice(from), false);
  return { actions, unclosed, faults: foreignFaults(actions), ours, foreign, plain: isPlain ? plain : undefined };
}

/** Reads the parts that pass through to Prometheus as it will: one that it cannot read makes it refuse the whole rule file. */
function foreignFaults(actions: readonly Action[]): Prepared['faults'] {
  const reader = new TemplateReader();
  const foreign = actions.filter(({ owner }) => owner === 'prometheus');
  const faults = foreign.flatMap(({ inner, span }) => {
    const fault = reader.read(inner);
    return fault === undefined ? [] : [{ ...fault, span }];
  });
  const { unclosed } = reader;
  const opening = unclosed === undefined ? undefined : foreign[unclosed.action];
  return unclosed === undefined || opening === undefined ? faults : [...faults, { message: `\`${unclosed.word}\` is never closed by \`{{ end }}\``, span: opening.span }];
}

/** Handlebars reads a backslash before `{{` as an escape, and of several takes one away; here they are backslashes. */
function escapeLiteral(text: string, beforeBraces: boolean): string {
  return beforeBraces ? text.replace(/\\$/, '\\\\') : text;
}

function problemsOf({ actions, unclosed, faults }: Prepared, variables: Variables): readonly TextProblem[] {
  const problems: TextProblem[] = faults.map(({ message, name, span }) => {
    const near = name === undefined ? undefined : nearName(name, [...names(variables), ...PROMETHEUS_WORDS]);
    return { code: name === undefined ? 'TOC422' : 'TOC421', message, span, ...(near === undefined ? {} : { suggestion: near }) };
  });
  if (unclosed !== undefined) problems.push({ code: 'TOC422', message: '`{{` is never closed', span: { start: unclosed, end: unclosed + 2 } });
  for (const { owner, head, span } of actions) {
    if (owner === 'tocsin' && isGroup(head)) {
      const [some] = Object.keys(variables[head] ?? {});
      problems.push({ code: 'TOC421', message: `\`${head}\` is a group of variables, and no text`, span, ...(some === undefined ? {} : { suggestion: `${head}.${some}` }) });
      continue;
    }
    const isUnknown = owner === 'nobody' || (owner === 'tocsin' && head.includes('.') && valueOf(head, variables) === undefined);
    if (!isUnknown) continue;
    const suggestion = nearName(head, [...names(variables), ...PROMETHEUS_WORDS]);
    problems.push({
      code: 'TOC421',
      message: `\`${head}\` is neither a variable of this text nor a function of Prometheus' templates`,
      span,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  return problems;
}

function isGroup(name: string): name is 'instance' | 'objective' | 'project' {
  return name === 'instance' || name === 'objective' || name === 'project';
}

/** What a variable stands for; undefined where there is none of this name. */
function valueOf(head: string, variables: Variables): string | undefined {
  if (head === 'site') return variables.site.kind === 'raw' ? variables.site.text : inert(variables.site.text);
  const [group, key, ...more] = head.split('.');
  const values = group !== undefined && isGroup(group) ? variables[group] : undefined;
  const value = values === undefined || key === undefined || more.length > 0 || !Object.hasOwn(values, key) ? undefined : values[key];
  return value === undefined ? undefined : inert(value);
}

/**
 * Makes braces of a value text for Prometheus' templates too. A brace at either end counts: next to it may stand another one,
 * of the text around it.
 */
export function inert(text: string): string {
  return text.includes('{') ? text.replace(/\{{2,}|^\{|\{$/g, (braces) => `{{"${braces}"}}`) : text;
}

function inertGroups(variables: Variables): Record<string, unknown> {
  const group = (values: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, inert(value)]));
  return {
    instance: group(variables.instance),
    project: group(variables.project),
    ...(variables.objective === undefined ? {} : { objective: group(variables.objective) }),
    site: variables.site.kind === 'raw' ? variables.site.text : inert(variables.site.text),
  };
}

function names(variables: Variables): readonly string[] {
  const of = (group: string, values: Readonly<Record<string, string>> = {}) => Object.keys(values).map((key) => `${group}.${key}`);
  return [...of('instance', variables.instance), ...of('objective', variables.objective), ...of('project', variables.project), 'site'];
}
