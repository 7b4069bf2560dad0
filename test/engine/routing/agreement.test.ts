import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import type { AlertmanagerConfig } from '../../../src/alertmanager/config.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { inhibitionsOf } from '../../../src/routing/inhibition.ts';
import { routeTree } from '../../../src/routing/tree.ts';
import { routesFor } from '../../../src/routing/walk.ts';
import { startAlertmanager, type KnownAlert, type RunningAlertmanager } from '../../support/alertmanager.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { Draw } from '../alertmanager/random-base.ts';
import { randomInhibition, randomLabels, randomTree } from './random-config.ts';

const RECEIVERS = ['default', 'chat', 'pager', 'task', 'mail'];
const TREES = PROVES ? 5_000 : 1_000;
const SETS = 5;
const RULES = PROVES ? 2_000 : 500;
const ALERTS = 4;

type Labels = Readonly<Record<string, string>>;

function config(more: object): { readonly text: string; readonly read: AlertmanagerConfig } {
  const receivers = RECEIVERS.map((name) => ({ name, webhook_configs: [{ url: 'http://127.0.0.1:1/' }] }));
  const text = dump({ route: { receiver: 'default' }, receivers, ...more }, { lineWidth: -1 });
  const sink = new Sink();
  const read = readBase({ path: 'random.yml', text }, sink)?.config;
  if (read === undefined) throw new Error(sink.sorted.map(({ message }) => message).join('\n'));
  return { text, read };
}

/** Posts the alerts of all cases, told apart by their label `id`. */
async function known(alertmanager: RunningAlertmanager, posted: readonly Labels[]): Promise<ReadonlyMap<string, KnownAlert>> {
  for (let at = 0; at < posted.length; at += 1_000) await alertmanager.postAlerts(posted.slice(at, at + 1_000).map((labels) => ({ labels })));
  return waitUntil('all alerts to be known', 90_000, async () => {
    const alerts = new Map((await alertmanager.getAlerts()).map((alert) => [alert.labels['id'] ?? '', alert]));
    return alerts.size === posted.length ? alerts : undefined;
  });
}

test('random alerts go through random trees as a running Alertmanager sends them', { timeout: 300_000 }, async () => {
  const draw = new Draw(seedOr(51));
  const { text, read } = config({
    route: { receiver: 'default', routes: Array.from({ length: TREES }, (_, at) => ({ ...randomTree(draw, RECEIVERS), matchers: [`case="${at}"`] })) },
  });
  const tree = routeTree(read.route);
  const posted = Array.from({ length: TREES * SETS }, (_, at): Labels => ({ ...randomLabels(draw), alertname: 'A', id: String(at), case: String(at % TREES) }));
  const alerts = await known(await startAlertmanager({ config: { text } }), posted);

  const ends = new Map<number, number>();
  for (const labels of posted) {
    const receivers = routesFor(tree, labels).map(({ receiver }) => receiver);
    ends.set(receivers.length, (ends.get(receivers.length) ?? 0) + 1);
    // Alertmanager's list names a receiver as often as a route with it takes the alert.
    expect({ labels, receivers }).toEqual({ labels, receivers: alerts.get(labels['id'] ?? '')?.receivers });
  }
  countedIn('Ways of alerts through route trees', { trees: TREES, alerts: posted.length });
  expect(ends.size, 'alerts that end at one, two, three routes').toBeGreaterThan(3);
});

test('random alerts inhibit each other by random rules as in a running Alertmanager', { timeout: 300_000 }, async () => {
  const draw = new Draw(seedOr(52));
  const { text, read } = config({ inhibit_rules: Array.from({ length: RULES }, (_, at) => randomInhibition(draw, `case="${at}"`)) });
  const posted = Array.from({ length: RULES * ALERTS }, (_, at): Labels => ({ ...randomLabels(draw), alertname: 'A', id: String(at), case: String(at % RULES) }));
  const alertmanager = await startAlertmanager({ config: { text } });
  await known(alertmanager, posted);

  const expected = new Map(posted.map((labels, target): [string, readonly string[]] => [labels['id'] ?? '', inhibitionsIn(read, posted, target, labels['case'] ?? '')]));
  const inhibited = [...expected.values()].filter((sources) => sources.length > 0).length;
  const differences = await waitUntil('inhibitions to settle', 90_000, async () => {
    const found = (await alertmanager.getAlerts()).filter(({ labels, inhibitedBy }) => inhibitedBy.length > 0 !== (expected.get(labels['id'] ?? '')?.length ?? 0) > 0);
    return found.length === 0 ? found : undefined;
  });
  expect(differences).toEqual([]);
  const alerts = await alertmanager.getAlerts();
  const ids = new Map(alerts.map(({ fingerprint, labels }) => [fingerprint, labels['id'] ?? '']));
  for (const { labels, inhibitedBy } of alerts) expect(expected.get(labels['id'] ?? '')).toEqual(expect.arrayContaining(inhibitedBy.map((fingerprint) => ids.get(fingerprint))));
  countedIn('Inhibition among alerts', { rules: RULES, alerts: posted.length, inhibited });
  expect(inhibited).toBeGreaterThan(RULES / 20);
});

function inhibitionsIn(read: AlertmanagerConfig, posted: readonly Labels[], target: number, of: string): readonly string[] {
  const among = posted.flatMap((labels, at) => (labels['case'] === of ? [at] : []));
  const rule = read.inhibitRules[Number(of)];
  return inhibitionsOf(rule === undefined ? [] : [rule], among.map((at) => posted[at] ?? {}), among.indexOf(target)).map(({ source }) => posted[among[source] ?? -1]?.['id'] ?? '');
}
