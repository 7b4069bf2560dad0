import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { startAlertmanager } from '../../support/alertmanager.ts';
import { startExporter, type Exporter } from '../../support/exporter.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/prometheus.ts';
import { copiedSpecs, generated } from '../../support/specs.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startWebhook } from '../../support/webhook.ts';

/** What a pod of eventgate-main exports: counters that only grow. */
interface Pod {
  produced: number;
  refused: number;
  failed: number;
}

function metrics({ produced, refused, failed }: Pod): string {
  const labels = 'service="eventgate-main",stream="mediawiki.page_change.v1",schema_uri="/mediawiki/page/change/1.0.0"';
  // The counters of errors are born with their first one.
  const errors = [
    ['ValidationError', refused],
    ['UnauthorizedSchemaForStreamError', failed],
  ].flatMap(([type, count]) => (count === 0 ? [] : [`eventgate_validation_errors_total{${labels},error_type="${type}"} ${count}`]));
  return [`eventgate_events_produced_total{${labels}} ${produced}`, ...errors].join('\n');
}

/** A base file whose receivers are paths of a webhook. */
function webhookBase(url: string): string {
  return `route:
  receiver: default
  routes:
    - matchers: [team="sre"]
      receiver: sre-batphone
receivers:
  - name: default
${['data-platform-page', 'data-engineering-task', 'sre-batphone', 'dead-man-switch'].map((name) => `  - name: ${name}\n    webhook_configs: [{ url: "${url}/${name}" }]\n`).join('')}`;
}

/** Configuration of the Prometheus of a site, which is an external label. */
function config(alertmanager: string, site: string, exporter: Exporter): string {
  return `global: { scrape_interval: 1s, evaluation_interval: 1s, external_labels: { site: ${site} } }
rule_files: ["rules/*.yaml"]
scrape_configs:
  - { job_name: k8s-pods, static_configs: [{ targets: ["${exporter.address}"], labels: { kubernetes_namespace: eventgate-main } }] }
alerting:
  alertmanagers: [{ static_configs: [{ targets: ["${alertmanager}"] }] }]
`;
}

/** A total outage of eventgate-main in eqiad pages, and codfw stays silent: with a Prometheus for each site, in real time. */
export async function outageOfOneSite(): Promise<void> {
  const webhook = await startWebhook();
  // One instance: to prove days that are evaluated every second takes its time.
  const dir = copiedSpecs({
    'tocsin.yaml': [
      ['scrapeInterval: 60s', 'scrapeInterval: 1s'],
      ['scrapeTimeout: 10s', 'scrapeTimeout: 1s'],
      ['evaluationInterval: 60s', 'evaluationInterval: 1s'],
    ],
    'routing.yaml': [['groupBy:', 'groupWait: 1s\n  groupBy:']],
    'alertmanager.base.yml': [[/[\s\S]*/, webhookBase(webhook.url)]],
  }, ['eventgate-main']);
  const files = await generated(dir);
  const ruleFiles = (folder: string) =>
    Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (path.endsWith(`/eventgate-main_${folder}.yaml`) ? [['rules/eventgate-main.yaml', text]] : [])));

  const pods: Record<string, Pod> = { eqiad: { produced: 1e6, refused: 100, failed: 0 }, codfw: { produced: 2e6, refused: 7, failed: 0 } };
  const eqiad = await startExporter();
  const codfw = await startExporter();
  let isOut = false;
  const tick = (): void => {
    for (const [site, pod] of Object.entries(pods)) {
      if (isOut && site === 'eqiad') pod.failed += 50;
      else pod.produced += 50;
      pod.refused += 2;
      (site === 'eqiad' ? eqiad : codfw).set(metrics(pod));
    }
  };
  tick();
  const clock = setInterval(tick, 200);
  try {
    const alertmanager = await startAlertmanager({ config: { text: files['alertmanager/alertmanager.yml'] ?? '' } });
    const address = alertmanager.url.slice('http://'.length);
    const engines: RunningPrometheus[] = await Promise.all(
      [
        ['eqiad', eqiad] as const,
        ['codfw', codfw] as const,
      ].map(([site, exporter]) => startPrometheus({ configText: config(address, site, exporter), ruleFiles: ruleFiles(site) })),
    );

    await waitUntil('events counted on both sites', 90_000, async () => {
      const counted = await Promise.all(engines.map((engine) => engine.query('tocsin:events_total:increase5m > 500')));
      return counted.flat().length === 2;
    });
    for (const engine of engines) {
      const loaded = (await engine.rules()).flatMap(({ rules }) => rules);
      expect(loaded.length).toBeGreaterThan(15);
      // What a period has counted is evaluated every two minutes: not yet.
      expect(loaded.filter(({ health, name }) => health === 'err' || (health !== 'ok' && !/:period|:expected|budget/.test(name)))).toEqual([]);
      expect(await engine.alerts()).toEqual([]);
    }

    isOut = true;
    const page = await webhook.waitFor(({ alerts }) => alerts.some(({ labels }) => labels['severity'] === 'page'), 90_000);
    expect(page).toMatchObject({ receiver: 'data-platform-page', path: '/data-platform-page', groupLabels: { service: 'eventgate-main', site: 'eqiad' } });
    expect(page.alerts[0]).toMatchObject({
      status: 'firing',
      labels: { alertname: 'EventgateMainAvailabilityBurnPage', service: 'eventgate-main', site: 'eqiad', slo: 'availability', team: 'data-engineering', tocsin: 'event-platform' },
      annotations: { summary: 'eventgate-main in eqiad burns its availability budget fast #page' },
    });
    expect(page.alerts[0]?.annotations['description']).toMatch(/^[\d.]+% of the events of eventgate-main in eqiad are bad/);
    expect(page.alerts[0]?.annotations['dashboard']).toContain('var-site=eqiad');

    // Its ticket follows within a tile of the long windows; what the page does to it is seen at once on a ticket of our own.
    const [alert] = page.alerts;
    const ticket = { ...alert?.labels, alertname: 'EventgateMainAvailabilityBurnTicket', severity: 'task' };
    await alertmanager.postAlerts([{ labels: ticket }, { labels: { ...ticket, site: 'codfw' } }]);
    const tickets = await alertmanager.getAlerts('severity="task"');
    expect(Object.fromEntries(tickets.map((one) => [one.labels['site'], one.inhibitedBy]))).toEqual({ eqiad: [alert?.fingerprint], codfw: [] });

    await sleep(3000);
    expect(webhook.notifications.filter(({ path }) => path === '/data-platform-page').flatMap(({ alerts }) => alerts.map(({ labels }) => labels['site']))).not.toContain('codfw');
    expect((await Promise.all(engines.map((engine) => engine.alerts()))).flat().map(({ labels }) => labels['alertname'])).not.toContain('EventgateMainTargetDown');
  } finally {
    clearInterval(clock);
  }
}
