import type { Span } from '../diagnostics/source.ts';

/** A `{{ … }}` of a text: ours is filled in now, the other kind is Prometheus' and stays as it is. */
export interface Action {
  readonly owner: 'tocsin' | 'prometheus' | 'nobody';
  /** The whole of it, braces included. */
  readonly span: Span;
  /** The first word, for messages. */
  readonly head: string;
  /** What stands between the braces and their trim markers. */
  readonly inner: string;
}

/** The first words of our variables; docs/texts.md lists them all. */
const ROOTS = ['instance', 'objective', 'project', 'site'] as const;

/** What may begin an action in Go's template language or is a function of Prometheus 2.42's templates. */
export const PROMETHEUS_WORDS: readonly string[] = [
  'if', 'else', 'end', 'range', 'with', 'define', 'template', 'block', 'break', 'continue', 'nil', 'true', 'false',
  'and', 'or', 'not', 'len', 'index', 'slice', 'print', 'printf', 'println', 'html', 'js', 'urlquery', 'call',
  'eq', 'ne', 'lt', 'le', 'gt', 'ge',
  'query', 'first', 'label', 'value', 'strvalue', 'sortByLabel', 'args', 'reReplaceAll', 'safeHtml', 'match', 'title',
  'toUpper', 'toLower', 'graphLink', 'tableLink', 'parseDuration', 'humanize', 'humanize1024', 'humanizeDuration',
  'humanizePercentage', 'humanizeTimestamp', 'toTime', 'pathPrefix', 'externalURL', 'stripPort', 'stripDomain',
];

/** Finds every `{{ … }}`; `unclosed` is the offset of one without an end. */
export function findActions(text: string): { readonly actions: readonly Action[]; readonly unclosed?: number } {
  const actions: Action[] = [];
  let depth = 0;
  let at = text.indexOf('{{');
  while (at !== -1) {
    const end = endOfAction(text, at + 2);
    if (end === undefined) return { actions, unclosed: at };
    const span = { start: at, end };
    const inner = text.slice(at + 2, end - 2).replace(/^-\s/, '').replace(/\s-$/, '').trim();
    const block = /^([#/])\s*(\w+)/.exec(inner);
    if (block !== null) {
      depth += block[1] === '#' ? 1 : -1;
      actions.push({ owner: 'tocsin', span, inner, head: block[2] ?? '' });
    } else if (depth > 0 && inner === 'else') {
      actions.push({ owner: 'tocsin', span, inner, head: inner });
    } else {
      actions.push({ ...classify(inner), span, inner });
    }
    at = text.indexOf('{{', end);
  }
  return { actions };
}

/** Offset behind the `}}` that ends an action; quoted text and comments inside may hold braces. */
function endOfAction(text: string, from: number): number | undefined {
  if (/^(?:-\s)?\/\*/.test(text.slice(from, from + 4))) {
    const end = text.indexOf('*/', text.indexOf('/*', from) + 2);
    const close = end === -1 ? null : /^(?:\s-)?\}\}/.exec(text.slice(end + 2, end + 6));
    return close === null ? undefined : end + 2 + close[0].length;
  }
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '}' && text[at + 1] === '}') return at + 2;
    if (char === '"' || char === '`') {
      at++;
      while (at < text.length && text[at] !== char) at += text[at] === '\\' && char === '"' ? 2 : 1;
    }
  }
  return undefined;
}

function classify(inner: string): Pick<Action, 'owner' | 'head'> {
  if (inner === '' || /^[$."`(0-9'/*+-]/.test(inner)) return { owner: 'prometheus', head: inner };
  const head = /^[A-Za-z_]\w*/.exec(inner)?.[0] ?? inner;
  if (ROOTS.some((root) => root === head) && /^\w+(\.\w+)*$/.test(inner)) return { owner: 'tocsin', head: inner };
  return { owner: PROMETHEUS_WORDS.includes(head) ? 'prometheus' : 'nobody', head };
}
