import { OPENING } from './markers.ts';
import { inhibitItem, routeItem } from './print.ts';
import type { Subtree } from './subtree.ts';

/** The generated part as a file of its own, for those who merge it by hand. */
export function subtreeText({ route, inhibitRules }: Subtree): string {
  const lines = [
    OPENING,
    '# Merge by hand: the item of `routes` goes among the children of your root route, before the first of them',
    '# that has no `continue: true`; the items of `inhibit_rules` go to the end of yours.',
    'routes:',
    ...routeItem(route).map((line) => `  ${line}`),
    ...(inhibitRules.length === 0 ? [] : ['inhibit_rules:', ...inhibitRules.flatMap(inhibitItem).map((line) => `  ${line}`)]),
  ];
  return `${lines.join('\n')}\n`;
}
