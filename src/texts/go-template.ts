import { PROMETHEUS_WORDS } from './actions.ts';

/** What is wrong with an action of Prometheus' template language, and where in its inner text. */
export interface ActionFault {
  readonly message: string;
  /** An unknown name, for a near one. */
  readonly name?: string;
}

/** Words that open a block which `{{ end }}` closes. */
const OPENING = ['if', 'range', 'with', 'define', 'block'];
const KEYWORDS = [...OPENING, 'else', 'end', 'template', 'break', 'continue'];
/** Variables that Prometheus defines before every text of an alert. */
const GIVEN = ['$', '$labels', '$externalLabels', '$externalURL', '$value'];

type Kind = 'text' | 'number' | 'variable' | 'field' | 'word' | 'assign' | 'pipe' | 'open' | 'close' | 'comma';

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

const TOKENS: readonly (readonly [Kind | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['text', /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`|'(?:[^'\\\n]|\\[^\n])+'/y],
  ['number', /[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)(?![\w.])/y],
  ['variable', /\$\w*(?:\.[A-Za-z_]\w*)*/y],
  ['field', /(?:\.[A-Za-z_]\w*)+|\.(?![\w.])/y],
  ['word', /[A-Za-z_]\w*/y],
  ['assign', /:?=/y],
  ['pipe', /\|/y],
  ['open', /\(/y],
  ['close', /\)(?:\.[A-Za-z_]\w*)*/y],
  ['comma', /,/y],
];

/**
 * Follows the actions of one text in their order. Go's parser refuses a whole rule file for one action that it cannot read,
 * so whatever passes through to it is read here first: its tokens, names, variables, parentheses, stages and blocks.
 */
export class TemplateReader {
  readonly #variables = new Set(GIVEN);
  readonly #open: string[] = [];
  readonly #openedBy: number[] = [];
  #count = 0;

  /** The innermost block that is open still, and which of the actions read so far opened it, from 0. */
  get unclosed(): { readonly word: string; readonly action: number } | undefined {
    const word = this.#open.at(-1);
    return word === undefined ? undefined : { word, action: this.#openedBy.at(-1) ?? 0 };
  }

  /** Reads one action, without its braces and trim markers. */
  read(inner: string): ActionFault | undefined {
    this.#count++;
    if (inner.startsWith('/*')) return inner.endsWith('*/') && inner.length >= 4 ? undefined : { message: 'a comment ends with `*/}}`' };
    const tokens = tokensOf(inner);
    if ('message' in tokens) return tokens;
    const unknown = tokens.find(({ kind, text }) => kind === 'word' && !PROMETHEUS_WORDS.includes(text));
    if (unknown !== undefined) return { message: `\`${unknown.text}\` is neither a variable of this text nor a function of Prometheus' templates`, name: unknown.text };
    return this.#statement(tokens);
  }

  #statement(tokens: readonly Token[]): ActionFault | undefined {
    const [first, ...rest] = tokens;
    if (first === undefined) return { message: 'an action is empty' };
    if (first.kind !== 'word' || !KEYWORDS.includes(first.text)) return this.#pipeline(tokens);
    switch (first.text) {
      case 'end':
        this.#openedBy.pop();
        if (this.#open.pop() === undefined) return { message: '`{{ end }}` closes nothing' };
        return rest.length === 0 ? undefined : { message: 'nothing may follow `end`' };
      case 'else':
        if (!['if', 'range', 'with'].includes(this.#open.at(-1) ?? '')) return { message: '`{{ else }}` belongs to nothing' };
        if (rest.length === 0) return undefined;
        return rest[0]?.text === 'if' && this.#open.at(-1) === 'if' ? this.#pipeline(rest.slice(1)) : { message: 'after `else` stands nothing, or `if` and its condition' };
      case 'break':
      case 'continue':
        return this.#open.includes('range') && rest.length === 0 ? undefined : { message: `\`${first.text}\` stands alone, inside \`range\`` };
      case 'define':
      case 'block':
      case 'template':
        return { message: `\`${first.text}\` has no use in a text of an alert` };
      default:
        this.#open.push(first.text);
        this.#openedBy.push(this.#count - 1);
        return this.#pipeline(rest);
    }
  }

  /** `$x := `, commands, and `|` between them. */
  #pipeline(tokens: readonly Token[]): ActionFault | undefined {
    const assign = tokens.findIndex(({ kind }) => kind === 'assign');
    const left = assign === -1 ? [] : tokens.slice(0, assign);
    if (assign !== -1) {
      const names = left.filter(({ kind }) => kind === 'variable');
      const isList = left.length === names.length * 2 - 1 && left.every(({ kind }, at) => kind === (at % 2 === 0 ? 'variable' : 'comma'));
      if (!isList || names.length > (this.#open.at(-1) === 'range' ? 2 : 1) || names.some(({ text }) => text.includes('.'))) return { message: 'before `:=` stands one variable' };
      for (const { text } of names) this.#variables.add(text);
    }
    const value = tokens.slice(assign + 1);
    const strange = value.find(({ kind, text }) => kind === 'assign' || kind === 'comma' || (kind === 'word' && KEYWORDS.includes(text)));
    if (strange !== undefined) return { message: `\`${strange.text}\` stands in the wrong place` };
    const unknown = value.find(({ kind, text }) => kind === 'variable' && !this.#variables.has(text.split('.')[0] ?? ''));
    if (unknown !== undefined) return { message: `nothing defines the variable \`${unknown.text}\``, name: unknown.text };
    return stagesFault(value);
  }
}

/** Checks parentheses and stages: each has a value, and a later one can be called. */
function stagesFault(tokens: readonly Token[]): ActionFault | undefined {
  const stages: { stage: number; at: Token | undefined }[] = [{ stage: 1, at: undefined }];
  for (const token of tokens) {
    const here = stages.at(-1);
    if (here === undefined) break;
    if (token.kind === 'pipe') {
      if (here.at === undefined) return { message: 'a value is missing before `|`' };
      stages[stages.length - 1] = { stage: here.stage + 1, at: undefined };
    } else if (token.kind === 'close') {
      if (stages.length === 1) return { message: '`)` closes nothing' };
      if (here.at === undefined) return { message: 'a value is missing before `)`' };
      stages.pop();
    } else {
      if (here.at === undefined && here.stage > 1 && (token.kind === 'text' || token.kind === 'number' || token.text === '.' || ['true', 'false', 'nil'].includes(token.text))) {
        return { message: `\`${token.text}\` cannot be given what stands before \`|\`` };
      }
      if (here.at !== undefined && here.stage === 1 && stages.length === 1 && (here.at.kind === 'text' || here.at.kind === 'number')) return { message: `\`${token.text}\` follows a value that takes nothing` };
      here.at ??= token;
      if (token.kind === 'open') stages.push({ stage: 1, at: undefined });
    }
  }
  if (stages.length > 1) return { message: '`(` is never closed' };
  return stages[0]?.at === undefined ? { message: 'a value is missing' } : undefined;
}

function tokensOf(inner: string): readonly Token[] | ActionFault {
  const tokens: Token[] = [];
  let at = 0;
  while (at < inner.length) {
    const found = TOKENS.map(([kind, pattern]) => {
      pattern.lastIndex = at;
      return { kind, text: pattern.exec(inner)?.[0] };
    }).find(({ text }) => text !== undefined);
    if (found?.text === undefined) return { message: `\`${inner[at] ?? ''}\` cannot stand between braces` };
    if (found.kind !== 'space') tokens.push({ kind: found.kind, text: found.text });
    at += found.text.length;
  }
  return tokens;
}
