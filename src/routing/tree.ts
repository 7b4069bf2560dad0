import type { Matcher, RouteNode } from '../alertmanager/config.ts';
import { DEFAULT_GROUP_INTERVAL, DEFAULT_GROUP_WAIT, DEFAULT_REPEAT_INTERVAL } from './defaults.ts';

/** A route with what it inherits, and its place in the tree. */
export interface Route {
  /** As written. */
  readonly node: RouteNode;
  /** Indexes of children from the root, which has none: stable names for reports. */
  readonly path: readonly number[];
  readonly parent: Route | undefined;
  readonly receiver: string;
  readonly matchers: readonly Matcher[];
  readonly continue: boolean;
  /** Labels to group by; `all` is written `['...']`. */
  readonly groupBy: 'all' | readonly string[];
  /** Durations as written, or Alertmanager's defaults. */
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
  readonly children: readonly Route[];
}

/** A route tree with everything that routes inherit filled in (Alertmanager: dispatch/route.go, NewRoute). */
export function routeTree(root: RouteNode): Route {
  return inherit(root, [], undefined);
}

function inherit(node: RouteNode, path: readonly number[], parent: Route | undefined): Route {
  const children: Route[] = [];
  const route: Route = {
    node,
    path,
    parent,
    receiver: node.receiver ?? parent?.receiver ?? '',
    matchers: node.matchers,
    continue: node.continue,
    groupBy: node.groupBy === undefined ? (parent?.groupBy ?? []) : node.groupBy.includes('...') ? 'all' : node.groupBy,
    groupWait: node.groupWait ?? parent?.groupWait ?? DEFAULT_GROUP_WAIT,
    groupInterval: node.groupInterval ?? parent?.groupInterval ?? DEFAULT_GROUP_INTERVAL,
    repeatInterval: node.repeatInterval ?? parent?.repeatInterval ?? DEFAULT_REPEAT_INTERVAL,
    children,
  };
  for (const [at, child] of node.routes.entries()) children.push(inherit(child, [...path, at], route));
  return route;
}

/** A route and all below it, each before its children. */
export function* routesOf(root: Route): Iterable<Route> {
  yield root;
  for (const child of root.children) yield* routesOf(child);
}
