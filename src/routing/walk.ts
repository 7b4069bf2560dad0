import { allPass } from './matching.ts';
import type { Labels } from './labels.ts';
import type { Route } from './tree.ts';

/**
 * The routes at which an alert ends, in the order in which they notify; never none for a root without matchers.
 * A child that matches ends the search among its siblings unless it continues; a route none of whose children
 * matches takes the alert itself (Alertmanager: dispatch/route.go, Match).
 */
export function routesFor(route: Route, labels: Labels): readonly Route[] {
  if (!allPass(route.matchers, labels)) return [];
  const ends: Route[] = [];
  for (const child of route.children) {
    const below = routesFor(child, labels);
    ends.push(...below);
    if (below.length > 0 && !child.continue) break;
  }
  return ends.length > 0 ? ends : [route];
}
