import { nearName } from '../diagnostics/near-name.ts';
import type { Span } from '../diagnostics/source.ts';
import { template as compiled } from './handlebars.ts';

/** What a query template may use; every value is made by the tool. */
export interface QueryVariables {
  /** A duration, such as `5m`. */
  readonly window: string;
  /** Label matchers that pick the instance, without braces. */
  readonly identity: string;
  /** Labels that results are kept apart by, separated by commas; may be empty. */
  readonly group: string;
}

export interface QueryProblem {
  readonly message: string;
  /** In the template. */
  readonly span: Span;
  readonly suggestion?: string;
  readonly help?: string;
}

/** A rendered query, and the way back from its text to the template. */
export interface RenderedQuery {
  readonly text: string;
  readonly used: ReadonlySet<string>;
  /** Maps a span of the rendered text to the template: what lies in a value becomes the whole `{{variable}}`. */
  readonly toTemplate: (span: Span) => Span;
}

/** Templates of which Handlebars made what their pieces give: every instance of a contract renders the same few. */
const joinable = new Set<string>();

/** What Handlebars makes of a template; where that was what the pieces give, they are joined the next time, which is far quicker. */
function rendered(template: string, variables: QueryVariables, pieces: readonly Piece[]): string {
  const joined = pieces.map(({ from, name }) => (name === undefined ? template.slice(from.start, from.end) : variables[name])).join('');
  if (joinable.has(template)) return joined;
  const text = compiled(template)(variables);
  if (text === joined) joinable.add(template);
  return text;
}

/**
 * Renders PromQL typed by hand. Only plain variables are filled in (`{{window}}`, also `{{.window}}` as Sloth writes it), so that
 * a character of the result can be traced to a character of the template.
 */
export function renderQuery(template: string, variables: QueryVariables): { readonly rendered?: RenderedQuery; readonly problems: readonly QueryProblem[] } {
  // Same length, so that offsets stay.
  const plain = template.replace(/\{\{(\s*)\.(?=\w)/g, '{{$1 ');
  const pieces = piecesOf(plain, variables);
  if (pieces.problems.length > 0) return { problems: pieces.problems };
  let text: string;
  try {
    text = rendered(plain, variables, pieces.list);
  } catch (error) {
    return { problems: [unreadable(template, error)] };
  }
  return { problems: [], rendered: { text, used: new Set(pieces.list.map(({ name }) => name).filter((name) => name !== undefined)), toTemplate: mapping(pieces.list) } };
}

interface Piece {
  /** In the template. */
  readonly from: Span;
  /** In the result. */
  readonly to: Span;
  /** The variable, where it is one. */
  readonly name: keyof QueryVariables | undefined;
}

function piecesOf(template: string, variables: QueryVariables): { readonly list: readonly Piece[]; readonly problems: readonly QueryProblem[] } {
  const names = Object.keys(variables);
  const isVariable = (name: string): name is keyof QueryVariables => names.includes(name);
  const list: Piece[] = [];
  const problems: QueryProblem[] = [];
  let at = 0;
  let out = 0;
  const add = (end: number, length: number, name: Piece['name']): void => {
    list.push({ from: { start: at, end }, to: { start: out, end: out + length }, name });
    at = end;
    out += length;
  };
  for (const match of template.matchAll(/\\?\{\{\{?[\s\S]*?\}\}\}?|\{\{/g)) {
    const [whole] = match;
    const span = { start: match.index, end: match.index + whole.length };
    const name = /^\{\{\s*(\w+)\s*\}\}$/.exec(whole)?.[1];
    if (name === undefined) {
      const isTriple = whole.startsWith('{{{');
      problems.push({
        message: isTriple ? 'three braces run into each other' : whole === '{{' ? '`{{` is never closed' : `\`${whole}\` is no variable of a query`,
        span,
        help: isTriple ? 'put a blank between the brace of the selector and those of the variable: `{ {{identity}} }`' : `a query may use ${names.map((one) => `\`{{${one}}}\``).join(', ')}`,
      });
    } else if (!isVariable(name)) {
      const suggestion = nearName(name, names);
      problems.push({ message: `a query has no variable \`${name}\``, span, ...(suggestion === undefined ? {} : { suggestion }), help: `it may use ${names.map((one) => `\`{{${one}}}\``).join(', ')}` });
    } else {
      add(span.start, span.start - at, undefined);
      add(span.end, variables[name].length, name);
    }
  }
  add(template.length, template.length - at, undefined);
  return { list, problems };
}

function mapping(pieces: readonly Piece[]): (span: Span) => Span {
  const back = (offset: number, side: 'start' | 'end'): number => {
    const inside = (piece: Piece): boolean => (side === 'start' ? offset >= piece.to.start && offset < piece.to.end : offset > piece.to.start && offset <= piece.to.end);
    const piece = pieces.find(inside);
    if (piece === undefined) return side === 'start' && offset > 0 ? (pieces.at(-1)?.from.end ?? 0) : (pieces[0]?.from.start ?? 0);
    if (piece.name !== undefined) return piece.from[side];
    return piece.from.start + (offset - piece.to.start);
  };
  return (span) => {
    const start = back(span.start, 'start');
    return { start, end: Math.max(start, span.end > span.start ? back(span.end, 'end') : start) };
  };
}

function unreadable(template: string, error: unknown): QueryProblem {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return { message: `not a template: ${message}`, span: { start: 0, end: template.length } };
}
