import type { Expr, Selector } from '../promql/ast.ts';
import { selectorsOf } from '../promql/selectors.ts';
import { mayMatch, type RowMaker } from './rows.ts';

/** What a rule may write and what it reads, known without an evaluation. */
export interface Reads {
  readonly writes: Pick<RowMaker, 'names' | 'certain'>;
  readonly selectors: readonly Selector[];
}

export function readsOf(expr: Expr, writes: Reads['writes']): Reads {
  return { writes, selectors: selectorsOf(expr) };
}

/** For each rule the rules it may read from, by their places. */
export function dependencies(rules: readonly Reads[]): readonly (readonly number[])[] {
  const writers = new Map<string, number[]>();
  for (const [place, { writes }] of rules.entries()) {
    for (const name of writes.names) {
      const same = writers.get(name) ?? [];
      same.push(place);
      writers.set(name, same);
    }
  }
  const every = rules.map((_, place) => place);
  return rules.map(({ selectors }) => {
    const places = new Set<number>();
    for (const selector of selectors) {
      for (const place of selector.metric === undefined ? every : (writers.get(selector.metric) ?? [])) {
        const writes = rules[place]?.writes;
        if (writes !== undefined && !places.has(place) && mayMatch(writes, selector)) places.add(place);
      }
    }
    return [...places].sort((a, b) => a - b);
  });
}

/** Whether the rule at `from` may read, at first hand or through others, what the one at `to` writes. */
export function reaches(graph: readonly (readonly number[])[], from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [...(graph[from] ?? [])];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (place === to) return true;
    if (seen.has(place)) continue;
    seen.add(place);
    open.push(...(graph[place] ?? []));
  }
  return false;
}
