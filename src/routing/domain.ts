import type { Matcher } from '../alertmanager/config.ts';
import { passes } from './matching.ts';
import type { LabelValue } from './labels.ts';

/**
 * What a label of an alert may still be, while its way through a tree is followed: some values one by one, and, where
 * anything is possible, all the texts that no matcher spells out.
 */
export interface Domain {
  readonly values: readonly string[];
  readonly rest: Rest | undefined;
}

/** A text that no matcher spells out: which patterns it is taken to match. Patterns nothing was asked of are free. */
export interface Rest {
  readonly noneOf: readonly string[];
  readonly patterns: ReadonlyMap<string, boolean>;
}

/** A domain parted by a matcher. */
export interface Parted {
  readonly passing: Domain | undefined;
  readonly failing: Domain | undefined;
}

/**
 * The domain of a label before anything was asked of it.
 * @param spelled the values that matchers on this label spell out
 */
export function domainOf(value: LabelValue, spelled: readonly string[]): Domain {
  switch (value.kind) {
    case 'known':
      return { values: [value.value], rest: undefined };
    case 'one-of':
      return { values: value.values, rest: undefined };
    case 'any':
      return { values: ['', ...spelled], rest: { noneOf: spelled, patterns: new Map() } };
  }
}

/**
 * Parts a domain by a matcher. Never leaves out a value that is possible; two patterns are taken to be independent of
 * each other, so that a part may hold no text at all where they are not.
 */
export function part(domain: Domain, matcher: Matcher): Parted {
  const passing = domain.values.filter((value) => passes(matcher, value));
  const failing = domain.values.filter((value) => !passes(matcher, value));
  const [restPasses, restFails] = domain.rest === undefined ? [] : partRest(domain.rest, matcher);
  return { passing: some(passing, restPasses), failing: some(failing, restFails) };
}

function partRest(rest: Rest, { op, value }: Matcher): readonly [Rest | undefined, Rest | undefined] {
  const parted = ((): readonly [Rest | undefined, Rest | undefined] => {
    // The rest holds no text that a matcher spells out, nor the empty one.
    if (op === '=' || op === '!=') return [undefined, rest];
    const known = rest.patterns.get(value) ?? certain(value);
    if (known !== undefined) return known ? [rest, undefined] : [undefined, rest];
    const assume = (matches: boolean): Rest => ({ ...rest, patterns: new Map([...rest.patterns, [value, matches]]) });
    return [assume(true), assume(false)];
  })();
  return op === '=' || op === '=~' ? parted : [parted[1], parted[0]];
}

/** What holds of a pattern and every text of the rest, which has one line, if anything does. */
function certain(pattern: string): boolean | undefined {
  if (pattern === '.*' || pattern === '.+') return true;
  return isWords(pattern) ? false : undefined;
}

/** Whether a pattern only lists words, all of which are spelled out. */
export function isWords(pattern: string): boolean {
  return /^[A-Za-z0-9_:/ -]*(?:\|[A-Za-z0-9_:/ -]*)*$/.test(pattern);
}

function some(values: readonly string[], rest: Rest | undefined): Domain | undefined {
  return values.length === 0 && rest === undefined ? undefined : { values, rest };
}
