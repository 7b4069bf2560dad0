import { RuleFileWriter } from '../compile/rule-files.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import { formatDuration, HOUR, MINUTE } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import { scaledMs, scaledRules } from '../rules/scale.ts';
import type { Job } from './jobs.ts';
import { lateMs } from './live-verdict.ts';
import { pagesOf } from './pages.ts';
import type { Interruption } from './scenario.ts';

/** Prometheus' own defaults, which are divided as all else. */
const LOOKBACK_MS = 5 * MINUTE;
const GRACE_MS = 10 * MINUTE;
const OUTAGE_TOLERANCE_MS = HOUR;
const RESEND_MS = MINUTE;

/** A run of a scenario in a Prometheus, in real time: durations and moments are divided by the scale. */
export interface LiveJob {
  readonly job: Job;
  readonly files: (scraped: string) => Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly page: (elapsedMs: number) => string;
  readonly interruptions: readonly Interruption[];
  readonly endMs: number;
}

/** Why a scenario cannot run in a Prometheus; undefined where it can. */
export function liveFault({ targets, name }: Job['scenario']): string | undefined {
  // A scrape in which series are missing ends them.
  const isUnseen = targets.some(({ life }) => [0, ...life.moments].some((ms) => life.at(ms).state === 'unseen'));
  return isUnseen ? `the drill ${name} has targets that are \`unseen\`; a running Prometheus does not scrape while it is \`stopped\`` : undefined;
}

/** The same rules and samples that promtool gets, for a Prometheus whose time runs `scale` times as fast. */
export function liveJobOf(job: Job, settings: Settings, scale: number, sink: Sink): LiveJob {
  const { scenario, rules, replay, variant, externalLabels } = job;
  const writer = new RuleFileWriter(settings.prometheus, sink);
  const texts = Object.fromEntries(rules.map((file, index) => [`rules-${index + 1}.yaml`, writer.write(scaledRules(file, scale)).text]));
  const time = (ms: number): string => formatDuration(scaledMs(ms, scale));
  const scrape = time(scenario.scrape.everyMs);
  const config = (scraped: string): object => ({
    global: { scrape_interval: scrape, scrape_timeout: scrape, evaluation_interval: time(scenario.stepMs), external_labels: externalLabels },
    rule_files: Object.keys(texts),
    // The page holds what each target would export, `up` included, with the labels that the target would give it.
    scrape_configs: [{ job_name: 'tocsin-drill', honor_labels: true, static_configs: [{ targets: [scraped] }] }],
  });
  const page = pagesOf(replay, scenario, variant);
  return {
    job,
    files: (scraped) => ({ ...texts, 'prometheus.yml': `${JSON.stringify(config(scraped), undefined, 1)}\n` }),
    args: [`--query.lookback-delta=${time(LOOKBACK_MS)}`, `--rules.alert.for-grace-period=${time(GRACE_MS)}`, `--rules.alert.for-outage-tolerance=${time(OUTAGE_TOLERANCE_MS)}`, `--rules.alert.resend-delay=${time(RESEND_MS)}`],
    page: (elapsedMs) => page(Math.min(elapsedMs * scale, scenario.durationMs)),
    interruptions: scenario.interruptions.map(({ kind, atMs, untilMs }) => ({ kind, atMs: atMs / scale, untilMs: untilMs / scale })),
    endMs: (scenario.durationMs + lateMs(job)) / scale,
  };
}
