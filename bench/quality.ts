import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { findEngines } from '../test/support/find-engines.ts';
import { readAnswers, ruleFile, testFile, type InputSeries, type Question, type Sample } from '../test/support/promtool-test-file.ts';
import { generatedGroups } from './cost-rules.ts';
import { falseAlarms } from './false-alarms.ts';
import { lowTraffic } from './low-traffic.ts';
import { figure, table, writeSection } from './page.ts';
import { ROOT } from './run.ts';
import { spotCheck } from './spot-check.ts';
import { textbookGroups } from './textbook.ts';

/** Seconds between two scrapes and between two evaluations, as shipped. */
const INTERVAL = 60;
/** Seconds at which the first scrape comes: between two evaluations. */
const PHASE = 20;
const STEP = 20;
const HOUR = 3600;
/** Seconds of good service before: more than the longest window. */
const BEFORE = 73 * HOUR;
const TARGET = 0.999;
const PERIOD = 30 * 24 * HOUR;
/** Events a second. */
const RATE = 100;
/** Years of false alarms at each rate. */
const YEARS = 100;

/** Error ratios, and for how long each lasts: beyond the first alert of the slowest form. */
const CASES: readonly { readonly ratio: number; readonly lasts: number }[] = [
  { ratio: 1, lasts: HOUR },
  { ratio: 0.5, lasts: HOUR },
  { ratio: 0.1, lasts: HOUR },
  { ratio: 0.05, lasts: 2 * HOUR },
  { ratio: 0.02, lasts: 6 * HOUR },
  { ratio: 0.01, lasts: 12 * HOUR },
  { ratio: 0.005, lasts: 36 * HOUR },
  { ratio: 0.002, lasts: 48 * HOUR },
];

type Level = 'page' | 'ticket';
type Form = 'ours' | 'textbook';
/** Seconds after the errors began, and after they ended. */
interface Told {
  readonly first: number | undefined;
  readonly resolved: number | undefined;
}

const dir = mkdtempSync(join(tmpdir(), 'tocsin-quality-'));
process.env['TOCSIN_ENGINES_DIR'] ??= join(ROOT, '.engines');
try {
  const { promtool } = await findEngines();
  mkdirSync(join(dir, 'work'));
  // Only what burn-rate alerts rest on: promtool would evaluate periods and absence, too.
  const burning = generatedGroups(join(dir, 'work'), INTERVAL).filter(({ rules: all }) => all.some(({ alert }) => alert?.includes('Burn') === true));
  const rules = [burning, textbookGroups(INTERVAL)].map((groups, at) => dump({ groups: groups.map(({ interval, rules: all }, index) => ({ name: `form-${at}-${index}`, interval: `${interval}s`, rules: all })) }, { lineWidth: -1 }));
  // One part alone: `npm run quality -- false-alarms`, with the years to go through after it, or `low-traffic`.
  const [part, years] = process.argv.slice(2);
  if (part === undefined || part === 'detection') writeDetection(promtool, rules);
  if (part === undefined || part === 'low-traffic') writeSection('low-traffic', lowTraffic(), 'quality');
  if (part === undefined || part === 'false-alarms') writeFalseAlarms(promtool, rules, Number(years ?? YEARS));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function writeDetection(promtool: string, rules: readonly string[]): void {
  const rows = CASES.map(({ ratio, lasts }) => {
    process.stderr.write(`${ratio * 100} %\n`);
    const told = detection(promtool, rules, ratio, lasts);
    return [`${ratio * 100} %`, ...(['page', 'ticket'] as const).flatMap((level) => (['ours', 'textbook'] as const).map((form) => shown(told[level][form]))), spent(told, ratio, 'ours'), spent(told, ratio, 'textbook'), ...(['ours', 'textbook'] as const).map((form) => resolved(told, form))];
  });
  const text = table(['bad events', 'page after', 'textbook', 'ticket after', 'textbook', 'budget spent by the first', 'textbook', 'page (or ticket) ends after', 'textbook'], rows);
  writeSection('quality', `One instance, objective ${TARGET * 100} % over 30 days, ${RATE} events a second, scraped and evaluated every ${INTERVAL} s, ${BEFORE / HOUR} hours of good service before.\n\n${text}`);
  process.stdout.write(`${text}\n`);
}

function writeFalseAlarms(promtool: string, rules: readonly string[], years: number): void {
  const alarms = falseAlarms(years);
  const agreement = spotCheck((series, questions) => ask(promtool, rules, { series, questions }));
  const text = `${years} seeded years at each rate; alerts that begin to fire, ± 95 % confidence.\n\n${alarms}\n\n${agreement}`;
  writeSection('false-alarms', text, 'quality');
  process.stdout.write(`${text}\n`);
}

function detection(promtool: string, rules: readonly string[], ratio: number, lasts: number): Readonly<Record<Level, Readonly<Record<Form, Told>>>> {
  const end = Math.ceil((BEFORE + lasts + 8 * HOUR) / INTERVAL) * INTERVAL;
  const names: Readonly<Record<Level, Readonly<Record<Form, string>>>> = {
    page: { ours: 'EventgateMainAvailabilityBurnPage', textbook: 'Page' },
    ticket: { ours: 'EventgateMainAvailabilityBurnTicket', textbook: 'Ticket' },
  };
  const questions = (['page', 'ticket'] as const).flatMap((level) =>
    (['ours', 'textbook'] as const).flatMap((form) => (['min', 'max'] as const).map((which): Question => [`${which}_over_time(timestamp(ALERTS{alertname="${names[level][form]}",alertstate="firing"})[${end - BEFORE}s:${INTERVAL}s])`, end])),
  );
  const answers = ask(promtool, rules, { series: seriesOf(ratio, lasts, end), questions });
  const at = (index: number): number | undefined => only(answers[index] ?? []);
  const told = (index: number): Told => {
    const [first, last] = [at(index), at(index + 1)];
    return { first: first === undefined ? undefined : first - BEFORE, resolved: last === undefined ? undefined : last + INTERVAL - BEFORE - lasts };
  };
  return { page: { ours: told(0), textbook: told(2) }, ticket: { ours: told(4), textbook: told(6) } };
}

interface Run {
  readonly series: readonly InputSeries[];
  readonly questions: readonly Question[];
}

function ask(promtool: string, rules: readonly string[], { series, questions }: Run): readonly (readonly Sample[])[] {
  const test = testFile({ rules, evaluationSeconds: INTERVAL, intervalSeconds: STEP, series }, questions);
  const folder = mkdtempSync(join(dir, 'test-'));
  for (const [at, text] of rules.entries()) writeFileSync(join(folder, ruleFile(at)), text);
  writeFileSync(join(folder, 'test.yaml'), test);
  const answers = readAnswers(reportOf(promtool, folder));
  if (answers.length !== questions.length) throw new Error('promtool did not answer every question');
  return answers;
}

/** promtool complains of each question, and so ends with 1. */
function reportOf(promtool: string, cwd: string): string {
  try {
    return execFileSync(promtool, ['test', 'rules', 'test.yaml'], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}`;
  }
}

function only(samples: readonly Sample[]): number | undefined {
  if (samples.length > 1) throw new Error('one series was expected');
  return samples[0]?.value;
}

/** Good and bad events of one pod, scraped between the evaluations; the bad counter is born with its first event. */
function seriesOf(ratio: number, lasts: number, end: number): readonly InputSeries[] {
  const target = { job: 'k8s-pods', instance: '10.0.0.1:9102', site: 'eqiad', kubernetes_namespace: 'eventgate-main' };
  const service = { ...target, service: 'eventgate-main', stream: 'a', schema_uri: 'b' };
  const values = (at: (second: number) => number | undefined): string => {
    const written: string[] = [];
    for (let second = 0; second <= end; second += STEP) written.push(second % INTERVAL === PHASE ? String(at(second) ?? '_') : '_');
    return written.join(' ');
  };
  const bad = (second: number): number => Math.floor(RATE * ratio * Math.min(Math.max(0, second - BEFORE), lasts) + 1e-6);
  return [
    { metric: 'up', labels: target, values: values(() => 1) },
    { metric: 'eventgate_events_produced_total', labels: service, values: values((second) => RATE * second - bad(second)) },
    { metric: 'eventgate_validation_errors_total', labels: { ...service, error_type: 'HoistingError' }, values: values((second) => bad(second)) },
  ];
}

function shown({ first }: Told): string {
  return first === undefined ? '–' : time(first);
}

function resolved(told: Readonly<Record<Level, Readonly<Record<Form, Told>>>>, form: Form): string {
  const after = told.page[form].resolved ?? told.ticket[form].resolved;
  return after === undefined ? '–' : time(after);
}

function spent(told: Readonly<Record<Level, Readonly<Record<Form, Told>>>>, ratio: number, form: Form): string {
  const firsts = [told.page[form].first, told.ticket[form].first].flatMap((one) => (one === undefined ? [] : [one]));
  return firsts.length === 0 ? '–' : `${figure((Math.min(...firsts) * ratio * 100) / ((1 - TARGET) * PERIOD), 2)} %`;
}

function time(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

