import type { AlertmanagerConfig } from '../alertmanager/config.ts';
import type { ExpectedAlert } from '../coverage/alerts.ts';
import { landingsOf } from '../coverage/landing.ts';
import { Inhibitions } from '../coverage/inhibitions.ts';
import { exactly } from '../routing/labels.ts';
import { routeTree } from '../routing/tree.ts';
import type { Told } from './explanation.ts';

/** Where an alert goes, file by file, and which other alerts silence it. */
export function whoIsTold(name: string, alerts: readonly ExpectedAlert[], config: AlertmanagerConfig): readonly Told[] {
  const root = routeTree(config.route);
  const inhibitions = new Inhibitions(config.inhibitRules, alerts);
  return landingsOf(root, alerts.filter((alert) => alert.name === name)).map(({ alert, landings }) => ({
    path: alert.path,
    receivers: [...new Set(landings.flatMap(({ ends }) => ends.map(({ receiver }) => receiver)))],
    silencedBy: [...new Set(landings.flatMap(({ example }) => inhibitions.of(exactly(example)).map(({ source }) => source.name)))].sort(),
  }));
}
