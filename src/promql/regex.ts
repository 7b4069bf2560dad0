import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import type { Matcher } from './ast.ts';
import type { Version } from './version.ts';

/**
 * Who reads the regular expression. All of them anchor it to the whole value; Prometheus 3 lets `.` match a line end, the
 * others do not, and Prometheus compiles it a second time without the anchors, so that `a)|(b` is refused.
 */
export type RegexDialect = 'prometheus-2' | 'prometheus-3' | 'alertmanager';

/** A compiled expression, or why it does not compile. */
export type Regex = { readonly matches: (value: string) => boolean } | { readonly error: string };

/** Who reads a regular expression in the rules of a Prometheus of this version. */
export function dialectOf(version: Version): RegexDialect {
  return version.major >= 3 ? 'prometheus-3' : 'prometheus-2';
}

type Engine = Pick<typeof RE2JS, 'compile'>;

let loaded: Engine | undefined;

/** RE2 in JavaScript takes as long to load and to use first as the rest of a small project; most expressions only list words, or say that something is there. */
function engine(): Engine {
  loaded ??= (createRequire(import.meta.url)('re2js') as { readonly RE2JS: Engine }).RE2JS;
  return loaded;
}

const compiled = new Map<string, Regex>();

/** Compiles with RE2's syntax and meaning; no lookahead, no backreference, no repetition above 1000. */
export function compileRegex(text: string, dialect: RegexDialect = 'prometheus-2'): Regex {
  const key = `${dialect} ${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const regex = compileAnew(text, dialect);
  compiled.set(key, regex);
  return regex;
}

/** Words and signs that mean themselves in every dialect, and dots that do. */
const WORDS = /^(?:[A-Za-z0-9_:/ |-]|\\\.)*$/;

/** The same with `.`, `.*` and `.+` between them, which every engine reads alike but for what `.` stands for. */
const WILD = /^(?:[A-Za-z0-9_:;,=@/ -]|\.[*+]?|\|)*$/;

function compileAnew(text: string, dialect: RegexDialect): Regex {
  if (WORDS.test(text)) {
    const words = new Set(text.replaceAll('\\.', '.').split('|'));
    return { matches: (value) => words.has(value) };
  }
  if (WILD.test(text)) {
    const pattern = new RegExp(`^(?:${text.replaceAll('.', dialect === 'prometheus-3' ? '[^]' : '[^\\n]')})$`, 'u');
    return { matches: (value) => pattern.test(value) };
  }
  const re2 = engine();
  try {
    if (dialect !== 'alertmanager') re2.compile(text);
    const anchored = re2.compile(dialect === 'prometheus-3' ? `^(?s:${text})$` : `^(?:${text})$`);
    if (dialect !== 'prometheus-3' && hasShortGroupName(text)) return { error: 'a group name is written `(?P<name>…)`' };
    return { matches: (value) => anchored.test(value) };
  } catch (error) {
    return { error: error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error) };
  }
}

/** `(?<name>…)` came with Go 1.22; the servers of these dialects may be older. Escapes, quotations and classes do not count. */
function hasShortGroupName(text: string): boolean {
  return text.includes('(?<') && text.replace(/\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]])*\]/gs, '').includes('(?<');
}

/** Whether the matcher lets a series with this value pass; a label that is missing reads as empty. */
export function matcherMatches({ op, value: wanted }: Pick<Matcher, 'op' | 'value'>, value: string | undefined, dialect?: RegexDialect): boolean {
  const actual = value ?? '';
  if (op === '=') return actual === wanted;
  if (op === '!=') return actual !== wanted;
  const regex = compileRegex(wanted, dialect);
  if ('error' in regex) throw new RangeError(`not a regular expression: ${wanted}: ${regex.error}`);
  return regex.matches(actual) === (op === '=~');
}

/** A compiled expression that tells its groups, by number and by name, where it matches the whole value. */
export type Capture = { readonly groups: (value: string) => ReadonlyMap<string, string> | undefined } | { readonly error: string };

/** As `compileRegex` of Prometheus 2; the whole match is group `0`. */
export function compileCapture(text: string): Capture {
  const regex = compileRegex(text);
  if ('error' in regex) return regex;
  if (WORDS.test(text)) return { groups: (value) => (regex.matches(value) ? new Map([['0', value]]) : undefined) };
  const pattern = engine().compile(`^(?:${text})$`);
  return {
    groups: (value) => {
      const match = pattern.matcher(value);
      if (!match.find()) return undefined;
      const groups = new Map(Object.entries(match.getNamedGroups()).map(([name, group]) => [name, group ?? '']));
      for (let index = 0; index <= match.groupCount(); index += 1) groups.set(String(index), match.group(index) ?? '');
      return groups;
    },
  };
}
