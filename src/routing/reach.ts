import type { Matcher } from '../alertmanager/config.ts';
import { domainOf, part, type Domain } from './domain.ts';
import { valueOf, type ExpectedLabels } from './labels.ts';
import { spelledIn } from './spelled.ts';
import { routesOf, type Route } from './tree.ts';

type Domains = ReadonlyMap<string, Domain>;

const EVERYTHING: ExpectedLabels = { named: new Map(), others: 'any' };

/**
 * The routes that no alert can come to, whatever its labels: a route before them takes all that they would, or their
 * matchers exclude each other. Only the topmost of each branch is given. One that is given is unreachable for certain.
 */
export function unreachableRoutes(root: Route): readonly Route[] {
  const spelled = spelledIn(root);
  const found: Route[] = [];
  const look = (route: Route): void => {
    if (canReach(route)) for (const child of route.children) look(child);
    else found.push(route);
  };
  look(root);
  return found;

  /** Whether some labels pass the matchers from the root down, and are not taken on the way. */
  function canReach(route: Route): boolean {
    const lineage: Route[] = [];
    for (let at: Route | undefined = route; at !== undefined; at = at.parent) lineage.unshift(at);
    const demands: Demand[] = lineage.flatMap((one) => [
      ...(one.parent?.children ?? []).slice(0, one.path.at(-1)).flatMap((sibling): readonly Demand[] => (sibling.continue ? [] : [{ kind: 'not-all', matchers: sibling.matchers }])),
      { kind: 'all', matchers: one.matchers },
    ]);
    // Demands for a match leave the fewest possibilities, so they come first.
    return canMeet([...demands.filter(({ kind }) => kind === 'all'), ...demands.filter(({ kind }) => kind === 'not-all')], new Map());
  }

  function canMeet(demands: readonly Demand[], domains: Domains): boolean {
    const [demand, ...others] = demands;
    if (demand === undefined) return true;
    if (demand.kind === 'all') {
      let after = domains;
      for (const matcher of demand.matchers) {
        const { passing } = parted(matcher, after);
        if (passing === undefined) return false;
        after = new Map([...after, [matcher.label, passing]]);
      }
      return canMeet(others, after);
    }
    return demand.matchers.some((matcher) => {
      const { failing } = parted(matcher, domains);
      return failing !== undefined && canMeet(others, new Map([...domains, [matcher.label, failing]]));
    });
  }

  function parted(matcher: Matcher, domains: Domains): ReturnType<typeof part> {
    return part(domains.get(matcher.label) ?? domainOf(valueOf(EVERYTHING, matcher.label), spelled.get(matcher.label) ?? []), matcher);
  }
}

interface Demand {
  readonly kind: 'all' | 'not-all';
  readonly matchers: readonly Matcher[];
}

/** The receivers at which some alert can end: those of all routes but the ones whose children take everything. */
export function receiversIn(root: Route): ReadonlySet<string> {
  return new Set([...routesOf(root)].filter((route) => !route.children.some((child) => child.matchers.length === 0)).map(({ receiver }) => receiver));
}
