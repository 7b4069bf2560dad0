import { join } from 'node:path';
import { startAlertmanager, type RunningAlertmanager } from '../../support/alertmanager.ts';
import { engines } from '../../support/engines.ts';
import { atEnd } from '../../support/lifetime.ts';
import { PROVES } from '../../support/proof.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/prometheus.ts';
import { runProcess } from '../../support/run-process.ts';
import { copiedSpecs, generated, withoutPeriods } from '../../support/specs.ts';
import { tempDir, writeFiles } from '../../support/temp.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startWebhook, type Webhook } from '../../support/webhook.ts';
import { Eventgate, type Stream } from './eventgate.ts';

/** A minute is a second. */
const SCALE = 60;
/** Fifteen minutes: the period of synthetic events. */
const PROBED_MS = (15 * 60_000) / SCALE;
const SITES = ['eqiad', 'codfw'] as const;
type Site = (typeof SITES)[number];

/** Events a second of each instance on each site, and how many streams get synthetic events. */
const INTAKES = {
  'eventgate-main': { perSecond: 3000, probed: 2 },
  'eventgate-analytics': { perSecond: 13_000, probed: 2 },
  // 123 streams got synthetic events there when it happened; fewer do for every run.
  'eventgate-analytics-external': { perSecond: 500, probed: PROVES ? 123 : 21 },
  'eventgate-logging-external': { perSecond: 200, probed: 2 },
} as const;
export type Intake = keyof typeof INTAKES;

/** One intake on one site. */
export interface Place {
  readonly instance: Intake;
  readonly site: Site;
  readonly pod: Eventgate;
  readonly streams: readonly Stream[];
  /** Events a second of real time; 0 while none come. */
  perSecond: number;
}

/** The four intakes on both sites, scraped by a Prometheus with the generated rules, whose alerts come to a webhook. */
export interface Platform {
  readonly prometheus: RunningPrometheus;
  readonly alertmanager: RunningAlertmanager;
  readonly webhook: Webhook;
  readonly place: (instance: Intake, site: Site) => Place;
  /** Takes a place out of what Prometheus discovers. */
  readonly vanish: (place: Place) => void;
}

/** Starts all of it; it ends with the test. */
export async function startPlatform(): Promise<Platform> {
  const webhook = await startWebhook();
  const files = await generated(
    copiedSpecs({
      'tocsin.yaml': [['scope: site', 'scope: global'], [/^ {4}allSites: true.*\n/m, '']],
      // The job does not export its metric today; here it does.
      'contracts/eventgate.yaml': [[/^ {6}proposed: the job that sends synthetic events.*\n/m, '']],
      'alertmanager.base.yml': [[/[\s\S]*/, baseOf(webhook.url)]],
    }),
    SCALE,
  );
  const rules = Object.entries(files).flatMap(([path, text]) => (/\/eventgate-[^/]*\.yaml$/.test(path) ? [[path, withoutPeriods(text)] as const] : []));
  const places = await Promise.all(
    SITES.flatMap((site) =>
      (Object.keys(INTAKES) as Intake[]).map(async (instance): Promise<Place> => {
        const { perSecond, probed } = INTAKES[instance];
        // Where all is well a few stand for all.
        const streams = Array.from({ length: site === 'eqiad' ? probed : 2 }, (_, index) => ({ stream: `stream-${index + 1}`, schema: `/stream/${index + 1}/1.0.0` }));
        return { instance, site, pod: await Eventgate.start(instance), streams, perSecond: perSecond * SCALE };
      }),
    ),
  );
  letFlow(places);

  const dir = tempDir({ 'history.txt': historyOf(places) });
  const imported = await runProcess(engines().promtool, ['tsdb', 'create-blocks-from', 'openmetrics', 'history.txt', join(dir, 'data')], { cwd: dir });
  if (imported.status !== 0) throw new Error(`the history was not imported: ${imported.stderr}`);
  const discover = (there: readonly Place[]): void => writeFiles(dir, { 'targets.json': JSON.stringify(there.map(targetOf)) });
  discover(places);
  const alertmanager = await startAlertmanager({ config: { text: files['alertmanager/alertmanager.yml'] ?? '' } });
  const prometheus = await startPrometheus({
    dir,
    // Of scaled time as docs/command-line.md says; a busy machine may answer late.
    configText: `global: { scrape_interval: 1s, scrape_timeout: 900ms, evaluation_interval: 1s }
rule_files: [${rules.map(([path]) => path).join(', ')}]
scrape_configs:
  - { job_name: k8s-pods, file_sd_configs: [{ files: [targets.json] }] }
alerting:
  alertmanagers: [{ static_configs: [{ targets: ["${alertmanager.url.slice('http://'.length)}"] }] }]
`,
    args: ['--query.lookback-delta=5s', '--rules.alert.for-grace-period=10s', '--rules.alert.resend-delay=1s'],
  });
  // To discover targets takes Prometheus seconds, which are minutes of scaled time: the rules come when all are known.
  await waitUntil('all targets', 60_000, async () => (await prometheus.query('up == 1')).length === places.length);
  await prometheus.reload(Object.fromEntries(rules));
  return {
    prometheus,
    alertmanager,
    webhook,
    place: (instance, site) => {
      const found = places.find((one) => one.instance === instance && one.site === site);
      if (found === undefined) throw new Error(`there is no ${instance} in ${site}`);
      return found;
    },
    vanish: (place) => discover(places.filter((one) => one !== place)),
  };
}

function targetOf({ instance, site, pod }: Place): object {
  return { targets: [pod.exporter.address], labels: { kubernetes_namespace: instance, site } };
}

/** A base file whose receivers are paths of a webhook. */
function baseOf(url: string): string {
  const receivers = ['default', 'data-platform-page', 'data-engineering-task', 'sre-batphone', 'dead-man-switch'];
  return `route: { receiver: default }\nreceivers:\n${receivers.map((name) => `  - name: ${name}\n    webhook_configs: [{ url: "${url}/${name}" }]\n`).join('')}`;
}

/** What the rules would have recorded a week ago: traffic as it is now, from some minutes before this hour until some after it. */
function historyOf(places: readonly Place[]): string {
  const weekAgo = Date.now() / 1000 - (167 * 3600) / SCALE;
  const samples = places.flatMap(({ instance, site, perSecond }) =>
    Array.from({ length: 150 }, (_, step) => `tocsin:traffic:least2h{tocsin_instance="${instance}",site="${site}"} ${perSecond / SCALE} ${(weekAgo - 20 + 2 * step).toFixed(3)}`),
  );
  return `# TYPE tocsin:traffic:least2h gauge\n${samples.join('\n')}\n# EOF\n`;
}

/** Lets events come at the places' rates, and synthetic ones of every stream, until the test ends, with some requests that only their senders are to blame for. */
function letFlow(places: readonly Place[]): void {
  let last = performance.now();
  const tick = (): void => {
    const now = performance.now();
    for (const { pod, streams, perSecond } of places) {
      const [stream] = streams;
      const events = Math.round((perSecond * (now - last)) / 1000);
      if (stream !== undefined && events > 0) {
        pod.receive(stream, events);
        pod.refuse(stream);
      }
      pod.publish();
    }
    last = now;
  };
  const probe = (): void => {
    for (const { pod, streams } of places) for (const stream of streams) pod.probe(stream);
  };
  probe();
  tick();
  const clocks = [setInterval(tick, 200), setInterval(probe, PROBED_MS)];
  atEnd(() => clocks.forEach(clearInterval));
}
