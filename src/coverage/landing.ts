import { exampleFor, waysThrough } from '../routing/ways.ts';
import type { Labels } from '../routing/labels.ts';
import type { Route } from '../routing/tree.ts';
import type { ExpectedAlert } from './alerts.ts';

/** Where an alert ends for some labels, and labels with which it does. */
export interface Landing {
  readonly ends: readonly Route[];
  readonly example: Labels;
}

/** All the places where an alert may end, whatever the labels that nobody knows before it fires. */
export interface Landings {
  readonly alert: ExpectedAlert;
  readonly landings: readonly Landing[];
}

/** Where each alert may end; a place is given once, with the first example. */
export function landingsOf(root: Route, alerts: readonly ExpectedAlert[]): readonly Landings[] {
  return alerts.map((alert) => {
    const landings = new Map<string, Landing>();
    for (const way of waysThrough(root, alert.labels)) {
      const key = way.ends.map(({ path }) => path.join('.')).join(' ');
      if (!landings.has(key)) landings.set(key, { ends: way.ends, example: exampleFor(alert.labels, way).labels });
    }
    return { alert, landings: [...landings.values()] };
  });
}
