import type { Matcher } from '../alertmanager/config.ts';
import { compileRegex } from '../promql/regex.ts';
import { isWords, type Domain } from './domain.ts';
import type { Route } from './tree.ts';
import { routesOf } from './tree.ts';

/** The values that the matchers of a tree spell out, by label: those compared with, the words of patterns, and texts like them. */
export function spelledIn(root: Route): ReadonlyMap<string, readonly string[]> {
  return spelledBy([...routesOf(root)].flatMap(({ matchers }) => matchers));
}

/** The values that matchers spell out, by label, without the empty one. */
function spelledBy(matchers: readonly Matcher[]): ReadonlyMap<string, readonly string[]> {
  const spelled = new Map<string, Set<string>>();
  for (const { label, op, value } of matchers) {
    const values = spelled.get(label) ?? new Set();
    spelled.set(label, values);
    for (const one of op === '=' || op === '!=' ? [value] : isWords(value) ? value.split('|') : []) if (one !== '') values.add(one);
  }
  return new Map([...spelled].map(([label, values]) => [label, [...values].sort()]));
}

/** A value of a domain to show people; undefined where none of the texts tried is one. */
export function exampleOf({ values, rest }: Domain): string | undefined {
  if (values[0] !== undefined) return values[0];
  if (rest === undefined) return undefined;
  const tried = ['other', 'another', ...[...rest.patterns.keys()].flatMap(textsLike)];
  return tried.find((text) => text !== '' && !rest.noneOf.includes(text) && [...rest.patterns].every(([pattern, matches]) => isMatch(pattern, text) === matches));
}

function isMatch(pattern: string, text: string): boolean {
  const regex = compileRegex(pattern, 'alertmanager');
  return 'matches' in regex && regex.matches(text);
}

/** Texts that a pattern may match: its branches, with what repeats or stands for many letters once and not at all. */
function textsLike(pattern: string): readonly string[] {
  const plain = pattern.replace(/^\^|\$$/g, '').replace(/\(\?(?:[a-zA-Z]+\)|[a-zA-Z]*:|P?<\w+>)/g, (group) => (group.endsWith(')') ? '' : '('));
  const branches = plain.replace(/[()]/g, '|').split('|');
  return [plain.replace(/\(([^()|]*)[^()]*\)/g, '$1'), ...branches].flatMap((branch) =>
    ['', 'x', '1', 'other'].map((filler) =>
      branch
        .replace(/\\d[+*?]?/g, '1')
        .replace(/\\w[+*?]?|\.[+*?]?/g, (sign) => (sign === '.' ? filler.slice(0, 1) || 'x' : sign.startsWith('\\') ? filler || 'x' : filler))
        .replace(/\[\^[^\]]*\][+*?]?/g, '~')
        .replace(/\[(.)[^\]]*\][+*?]?/g, '$1')
        .replace(/\{\d+(?:,\d*)?\}/g, '')
        .replace(/([^\\])[?*+]/g, '$1')
        .replace(/\\(.)/g, '$1'),
    ),
  );
}
