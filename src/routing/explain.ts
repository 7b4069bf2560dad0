import type { Matcher } from '../alertmanager/config.ts';
import type { Labels } from './labels.ts';
import { passes } from './matching.ts';
import type { Route } from './tree.ts';

/** What became of an alert at a route, and at those below it. */
export interface Step {
  readonly route: Route;
  readonly verdict: Verdict;
  /** Those of a route that matches; none below one that does not. */
  readonly children: readonly Step[];
}

export type Verdict =
  /** The alert ends here: no child takes it. */
  | { readonly kind: 'ends' }
  /** A child takes it. */
  | { readonly kind: 'passes' }
  /** The first matcher that does not let it pass, and what the label is. */
  | { readonly kind: 'refuses'; readonly matcher: Matcher; readonly value: string }
  /** A route before it took the alert and does not continue. */
  | { readonly kind: 'unasked' };

/** The whole way of an alert through a tree, with the reason for every turn. */
export function explainRoute(route: Route, labels: Labels): Step {
  const refusing = route.matchers.find((matcher) => !passes(matcher, valueIn(labels, matcher.label)));
  if (refusing !== undefined) return { route, verdict: { kind: 'refuses', matcher: refusing, value: valueIn(labels, refusing.label) }, children: [] };
  const children: Step[] = [];
  let isTaken = false;
  let isOver = false;
  for (const child of route.children) {
    if (isOver) {
      children.push({ route: child, verdict: { kind: 'unasked' }, children: [] });
      continue;
    }
    const step = explainRoute(child, labels);
    children.push(step);
    if (step.verdict.kind === 'refuses') continue;
    isTaken = true;
    isOver = !child.continue;
  }
  return { route, verdict: { kind: isTaken ? 'passes' : 'ends' }, children };
}

/** The routes at which the alert ends, in order; as `routesFor` gives them. */
export function endsOf(step: Step): readonly Route[] {
  return step.verdict.kind === 'ends' ? [step.route] : step.children.flatMap(endsOf);
}

function valueIn(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

