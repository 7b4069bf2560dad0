import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngines } from '../test/support/find-engines.ts';
import { generatedRules, type Group } from './cost-rules.ts';
import { BackfilledPrometheus, type Labelled } from './backfilled.ts';
import { figure, machine, table, writeSection } from './page.ts';
import { ROOT } from './run.ts';
import { textbookGroups } from './textbook.ts';

/** Seconds between two scrapes and between two evaluations. */
const INTERVAL = 30;
const SITES = ['codfw', 'eqiad'];
/** Pods of both sites together. */
const PODS = 30;
/** Raw series of both sites together: those of produced events, and those of errors. */
const SERIES = { total: 120, bad: 80 };
/** Hours of data: the longest burn window, and what its first tile reads. */
const HOURS = 74;
/** Times each expression is asked; the median counts. */
const TURNS = 5;

/** What a form of the rules costs. */
interface FormCost {
  readonly samplesPerHour: number;
  /** Those of rules that read recorded series alone. */
  readonly recordedSamplesPerHour: number;
  readonly evaluationMs: number;
  readonly rules: number;
  readonly series: number;
  /** The expression that reads most. */
  readonly most: { readonly samples: number; readonly name: string };
  /** Bad share over an hour, by site: both forms must agree. */
  readonly ratio: number;
}

process.env['TOCSIN_ENGINES_DIR'] ??= join(ROOT, '.engines');
const dir = mkdtempSync(join(tmpdir(), 'tocsin-cost-'));
const end = Math.floor(Date.now() / 1000 / 7200) * 7200;
try {
  const prometheus = new BackfilledPrometheus(await findEngines(), join(dir, 'prometheus'), { interval: INTERVAL, end, hours: HOURS });
  mkdirSync(join(dir, 'work'));
  await prometheus.import(rawSeries());
  const forms: [string, FormCost][] = [];
  const { groups, saidSamplesPerHour } = generatedRules(join(dir, 'work'), INTERVAL);
  forms.push(['Tocsin', await measure(prometheus, groups, HOURS * 3600)]);
  forms.push(['textbook', await measure(prometheus, textbookGroups(INTERVAL), 600)]);
  await prometheus.stop();
  report(new Map(forms), saidSamplesPerHour);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/**
 * Asks each rule at the end of the data, counts what it reads, and records what it records.
 *
 * @param recordedSeconds how far back the rules read what others record
 */
async function measure(prometheus: BackfilledPrometheus, groups: readonly Group[], recordedSeconds: number): Promise<FormCost> {
  let [samplesPerHour, recordedSamplesPerHour] = [0, 0];
  let evaluationMs = 0;
  let rules = 0;
  let series = 0;
  let most = { samples: 0, name: '' };
  let ratio = Number.NaN;
  for (const group of groups) {
    for (const rule of group.rules) {
      const name = rule.record ?? rule.alert ?? '';
      const asked = await prometheus.ask(rule.expr, TURNS);
      rules += 1;
      const perHour = (asked.samples * 3600) / group.interval;
      samplesPerHour += perHour;
      if (!/\b(?:eventgate_\w+|up)\{/.test(rule.expr)) recordedSamplesPerHour += perHour;
      evaluationMs += asked.ms;
      process.stderr.write(`${name}: ${figure(asked.samples)} samples an evaluation, ${figure(perHour)} an hour\n`);
      if (asked.samples > most.samples) most = { samples: asked.samples, name };
      if (rule.record === undefined) continue;
      series += asked.result.length;
      if (asked.result.length === 0) throw new Error(`${name} records nothing, so that its cost says nothing`);
      await prometheus.record(rule.record, rule.expr, rule.labels ?? {}, recordedSeconds);
    }
  }
  const asked = await prometheus.ask(groups.some(({ rules: all }) => all.some(({ record }) => record?.startsWith('tocsin:'))) ? 'sum(tocsin:events_bad:increase1h{tocsin_objective="availability"}) / sum(tocsin:events_total:increase1h{tocsin_objective="availability"})' : 'avg(textbook:error_ratio:1h)', 1);
  ratio = asked.result[0]?.value ?? Number.NaN;
  return { samplesPerHour, recordedSamplesPerHour, evaluationMs, rules, series, most, ratio };
}

/** Counters that grow evenly, a thousandth of the events bad, and the targets they come from. */
function rawSeries(): readonly Labelled[] {
  const all: Labelled[] = [];
  for (let pod = 0; pod < PODS; pod++) {
    const site = SITES[pod % 2] ?? '';
    const target = { job: 'k8s-pods', instance: `10.0.0.${pod}:9102`, site, kubernetes_namespace: 'eventgate-main' };
    all.push({ name: 'up', labels: target, at: () => 1 });
    const streams = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n).filter((n) => n % PODS === pod);
    for (const n of streams(SERIES.total)) all.push({ name: 'eventgate_events_produced_total', labels: { ...target, service: 'eventgate-main', stream: `stream-${n}`, schema_uri: `schema-${n}` }, at: (second) => 25 * second });
    for (const n of streams(SERIES.bad)) all.push({ name: 'eventgate_validation_errors_total', labels: { ...target, service: 'eventgate-main', stream: `stream-${n}`, schema_uri: `schema-${n}`, error_type: 'HoistingError' }, at: (second) => Math.floor(0.0375 * second) });
  }
  return all;
}

/** Prints and writes the tables; what the summary says must be what the engine counts, but for series that are not there yet. */
function report(forms: ReadonlyMap<string, FormCost>, saidSamplesPerHour: number): void {
  const [ours, textbook] = [forms.get('Tocsin'), forms.get('textbook')];
  if (ours === undefined || textbook === undefined) throw new Error('both forms are measured');
  if (!(Math.abs(ours.ratio / textbook.ratio - 1) < 0.01)) throw new Error(`the forms do not say the same: ${ours.ratio} and ${textbook.ratio}`);
  const said = saidSamplesPerHour / ours.recordedSamplesPerHour;
  const ratio = textbook.samplesPerHour / ours.samplesPerHour;
  const rows = [...forms].map(([name, cost]) => [name, figure(cost.samplesPerHour), figure(cost.evaluationMs), figure(cost.rules), figure(cost.series), `${figure(cost.most.samples)} (\`${cost.most.name}\`)`]);
  const text = `Run on ${machine()}; one objective on ${SERIES.total + SERIES.bad} raw series of ${PODS} pods in ${SITES.length} sites, ${HOURS} hours of data, scraped and evaluated every ${INTERVAL} s.

${table(['form', 'samples read an hour', 'one evaluation of all rules, ms', 'rules', 'recorded series', 'most samples in one evaluation of a rule'], rows)}

Tocsin reads **${figure(ratio)} times fewer** samples (limit: 150) and takes ${figure(textbook.evaluationMs / ours.evaluationMs, 1)} times less time. Of recorded series alone it reads
${figure(ours.recordedSamplesPerHour)} samples an hour; the summary of \`generate\`, which counts what windows will hold, says ${figure(saidSamplesPerHour)}.`;
  writeFileSync(join(tmpdir(), 'tocsin-cost.md'), text);
  writeSection('cost', text);
  process.stdout.write(`${text}\n`);
  if (!(said > 0.9 && said < 1.5) || ratio < 150 || ours.most.samples > 20_000) process.exitCode = 1;
}
