import type { Matcher } from '../alertmanager/config.ts';
import { domainOf, part, type Domain } from './domain.ts';
import { valueOf, type ExpectedLabels } from './labels.ts';
import { passes } from './matching.ts';
import { exampleOf, spelledIn } from './spelled.ts';
import type { Route } from './tree.ts';

/** Where alerts of which not every label is known may end. */
export interface Way {
  /** In the order in which they notify. */
  readonly ends: readonly Route[];
  /** What the labels that matchers asked for must be for it. */
  readonly domains: ReadonlyMap<string, Domain>;
}

/**
 * All ways of such alerts through a tree: each possible set of labels takes one of them. Where a label can be two things,
 * both are followed (three-valued matching); labels nobody asks for part nothing.
 *
 * @param isEnough tells when it does not matter where else an alert goes; such a way is given as far as it was followed
 */
export function* waysThrough(root: Route, labels: ExpectedLabels, isEnough: (ends: readonly Route[]) => boolean = () => false): Iterable<Way> {
  const spelled = spelledOnce(root);
  const start: State = { domains: new Map() };
  yield* descend(root, start);

  function* descend(route: Route, state: State): Iterable<Way> {
    if (isCertain(route.matchers) === true) {
      for (const way of among(route, 0, state, [])) yield way.ends.length > 0 ? way : { ...way, ends: [route] };
      return;
    }
    for (const { state: after, passes: isTaken } of asked(route.matchers, state)) {
      if (!isTaken) yield { ends: [], domains: after.domains };
      else for (const way of among(route, 0, after, [])) yield way.ends.length > 0 ? way : { ...way, ends: [route] };
    }
  }

  function* among(route: Route, at: number, state: State, ends: readonly Route[]): Iterable<Way> {
    // Of thousands of routes all but a few are certainly not taken.
    let next = at;
    while (next < route.children.length && isCertain(route.children[next]?.matchers ?? []) === false) next += 1;
    const child = route.children[next];
    if (child === undefined || (ends.length > 0 && isEnough(ends))) {
      yield { ends, domains: state.domains };
      return;
    }
    for (const way of descend(child, state)) {
      const all = [...ends, ...way.ends];
      if (way.ends.length > 0 && !child.continue) yield { ends: all, domains: way.domains };
      else yield* among(route, next + 1, { domains: way.domains }, all);
    }
  }

  /** Whether labels that are known pass, or cannot pass, all matchers; undefined where it depends on others. */
  function isCertain(matchers: readonly Matcher[]): boolean | undefined {
    let verdict: boolean | undefined = true;
    for (const matcher of matchers) {
      const value = valueOf(labels, matcher.label);
      if (value.kind !== 'known') verdict = undefined;
      else if (!passes(matcher, value.value)) return false;
    }
    return verdict;
  }

  function* asked(matchers: readonly Matcher[], state: State): Iterable<Asked> {
    const [matcher, ...others] = matchers;
    if (matcher === undefined) {
      yield { state, passes: true };
      return;
    }
    const { label } = matcher;
    const { passing, failing } = part(state.domains.get(label) ?? domainOf(valueOf(labels, label), spelled.get(label) ?? []), matcher);
    if (passing !== undefined) yield* asked(others, { domains: new Map([...state.domains, [label, passing]]) });
    if (failing !== undefined) yield { state: { domains: new Map([...state.domains, [label, failing]]) }, passes: false };
  }
}

const spelledByRoot = new WeakMap<Route, ReadonlyMap<string, readonly string[]>>();

function spelledOnce(root: Route): ReadonlyMap<string, readonly string[]> {
  const known = spelledByRoot.get(root) ?? spelledIn(root);
  spelledByRoot.set(root, known);
  return known;
}

interface State {
  readonly domains: ReadonlyMap<string, Domain>;
}

interface Asked {
  readonly state: State;
  readonly passes: boolean;
}

/** A set of labels that takes a way, for people to try; a label whose value was not found is left out and named. */
export function exampleFor(labels: ExpectedLabels, way: Way): { readonly labels: Readonly<Record<string, string>>; readonly unfound: readonly string[] } {
  const example = new Map<string, string>();
  const unfound: string[] = [];
  for (const [name, value] of labels.named) if (value.kind === 'known' && value.value !== '') example.set(name, value.value);
  for (const [name, domain] of way.domains) {
    const text = exampleOf(domain);
    if (text === undefined) unfound.push(name);
    else if (text !== '') example.set(name, text);
    else example.delete(name);
  }
  return { labels: Object.fromEntries([...example].sort(([a], [b]) => (a < b ? -1 : 1))), unfound };
}
