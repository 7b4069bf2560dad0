import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { explainRoute, endsOf } from '../../../src/routing/explain.ts';
import { unreachableRoutes } from '../../../src/routing/reach.ts';
import { routesOf, routeTree, type Route } from '../../../src/routing/tree.ts';
import { routesFor } from '../../../src/routing/walk.ts';
import { PROVES, seedOr } from '../../support/proof.ts';
import { Draw } from '../../engine/alertmanager/random-base.ts';
import { randomLabels, randomTree } from '../../engine/routing/random-config.ts';

function tree(routes: readonly object[]): Route {
  const text = dump({ route: { receiver: 'default', routes }, receivers: ['default', 'chat', 'pager'].map((name) => ({ name })) }, { lineWidth: -1 });
  const config = readBase({ path: '', text }, new Sink())?.config;
  if (config === undefined) throw new Error(text);
  return routeTree(config.route);
}

const paths = (routes: readonly Route[]): readonly string[] => routes.map(({ path }) => path.join('.'));

test('no random alert comes to a route that was told to be unreachable', () => {
  const draw = new Draw(seedOr(81));
  let unreachable = 0;
  let reached = 0;
  let routes = 0;
  for (let at = 0; at < (PROVES ? 2_000 : 150); at++) {
    const root = tree([randomTree(draw, ['default', 'chat', 'pager'])]);
    const told = unreachableRoutes(root);
    const below = new Set(told.flatMap((route) => [...routesOf(route)]));
    const seen = new Set<Route>();
    for (let turn = 0; turn < 200; turn++) {
      // What nobody knows is of one line.
      const labels = Object.fromEntries(Object.entries(randomLabels(draw)).filter(([, value]) => !value.includes('\n')));
      const ends = routesFor(root, labels);
      const step = explainRoute(root, labels);
      expect(paths(endsOf(step))).toEqual(paths(ends));
      for (const end of ends) for (let one: Route | undefined = end; one !== undefined; one = one.parent) seen.add(one);
    }
    for (const route of seen) expect(below.has(route), route.path.join('.')).toBe(false);
    unreachable += below.size;
    reached += seen.size;
    routes += [...routesOf(root)].length;
  }
  expect(unreachable).toBeGreaterThan(50);
  // What is not seen is nearly all told of: the rest needs labels that are not drawn.
  expect((reached + unreachable) / routes).toBeGreaterThan(0.8);
});

test('routes behind one that takes everything, and contradictions, are unreachable', () => {
  const routes = [
    { matchers: ['severity="page"'], receiver: 'pager', routes: [{ matchers: ['severity="task"'], receiver: 'chat' }, { matchers: ['severity=~"pa.*"'], receiver: 'chat' }] },
    { matchers: ['severity=~"page|task"', 'team="a"'], receiver: 'chat' },
    { matchers: ['severity=~"page"', 'team="b"'], receiver: 'chat' },
    { receiver: 'default' },
    { matchers: ['team="c"'], receiver: 'chat', routes: [{ receiver: 'pager' }] },
  ];
  expect(paths(unreachableRoutes(tree(routes)))).toEqual(['0.0', '2', '4']);
});
