import { problem, Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { DAY, formatDuration, HOUR, MINUTE } from '../model/duration.ts';
import type { KnownMetric } from '../model/contract.ts';
import type { Instance, Model } from '../model/model.ts';
import type { RuleFile } from '../rules/rule.ts';
import { Lookup, type DrillDocument } from './lookup.ts';
import { momentMs } from './moments.ts';
import { readCourse } from './read-courses.ts';
import { readExpectation } from './read-expectations.ts';
import { readInterruptions } from './read-interruptions.ts';
import { readTargets } from './read-targets.ts';
import type { Incident, Scenario, Variant, Wanting } from './scenario.ts';

/** Evaluations a drill has at most before its step grows. */
const USUAL_EVALUATIONS = 1500;
/** Steps longer than this would hide alerts that come and go. */
const LONGEST_STEP_MS = 5 * MINUTE;
const LONGEST_DRILL_MS = 40 * DAY;

/** The rules of some instances, evaluated every so often; problems go to the sink. */
export type RulesOf = (instances: readonly Instance[], stepMs: number) => readonly RuleFile[];

/** What a drill is held against. */
export interface DrilledModel {
  readonly model: Model;
  readonly rulesOf: RulesOf;
}

/** The model as it is, and as it would be if some proposed metrics were exported. */
export type ModelSupposing = (metrics: readonly string[]) => DrilledModel;

/** Drills that can be run, and those that nothing exported can decide. */
export interface ReadDrills {
  readonly scenarios: readonly Scenario[];
  readonly wanting: readonly Wanting[];
}

/** Finds what drills name in the model; a drill with an error is left out. */
export function readDrills(documents: readonly DrillDocument[], supposing: ModelSupposing, sink: Sink): ReadDrills {
  const seen = new Map<string, DrillDocument>();
  const wanting: Wanting[] = [];
  const scenarios = documents.flatMap((document) => {
    const other = seen.get(document.name);
    const problems = new Sink();
    if (other === undefined) seen.set(document.name, document);
    else problems.report(problem('TOC807', `there are two drills \`${document.name}\``, { at: document.at(['metadata', 'name']), related: [{ message: 'the other one', at: other.at(['metadata', 'name']) }], help: 'give one of them another name' }));
    const lookup = new Lookup(supposing(supposedBy(document)).model, document, problems);
    const scenario = readDrill(lookup, supposing);
    const { wanted } = lookup;
    // What nothing exports has no alerts either, which need not be said again.
    const told = problems.sorted.filter(({ code }) => wanted.length === 0 || code !== 'TOC806');
    for (const one of told) sink.report(one);
    if (told.some(({ severity }) => severity === 'error')) return [];
    if (wanted.length > 0) wanting.push({ name: document.name, description: document.description, metrics: wanted });
    return scenario === undefined || wanted.length > 0 ? [] : [scenario];
  });
  return { scenarios, wanting };
}

/** The metrics that a drill supposes to be exported, sorted. */
export function supposedBy({ spec }: DrillDocument): readonly string[] {
  return [...new Set(spec.supposes ?? [])].sort();
}

function readDrill(lookup: Lookup, supposing: ModelSupposing): Scenario | undefined {
  const { spec } = lookup.document;
  const own = lookup.instance(spec.instance, ['instance']);
  if (own === undefined) return undefined;
  const sites = lookup.sites(own, spec.site, own.sites, ['site']);
  const durationMs = momentMs(spec.for);
  const stepMs = stepOf(lookup, durationMs);
  const others = [...(spec.targets ?? []), ...spec.series, ...spec.expect].flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
  const instances = [own, ...[...new Set(others)].flatMap((name) => (name === own.name ? [] : (lookup.model.instances.find((one) => one.name === name) ?? [])))];
  const objective = spec.objective !== undefined ? lookup.objective(own, spec.objective, ['objective']) : own.objectives.length === 1 ? own.objectives[0] : undefined;
  const targets = readTargets(lookup, instances, sites, durationMs);
  const courses = spec.series.flatMap((series, index) => {
    const path = ['series', index];
    const instance = lookup.instance(series.instance ?? own.name, [...path, 'instance']);
    if (instance === undefined) return [];
    if (series.on !== undefined) lookup.target(series.on, targets.flatMap((group) => (group.instance === instance ? (group.name ?? []) : [])), [...path, 'on']);
    return readCourse(lookup, series, { path, instance, sites: lookup.sites(instance, series.site ?? 'all', sites, [...path, 'site']), durationMs }) ?? [];
  });
  const supposed = supposedBy(lookup.document);
  const rules = supposing(supposed).rulesOf(instances, stepMs);
  const expectations = spec.expect.flatMap((one, index) => readExpectation(lookup, one, index, { sites, durationMs, stepMs, objective, rules }) ?? []);
  const everyMs = spec.scrape?.every === undefined ? lookup.model.settings.scrapeIntervalMs : momentMs(spec.scrape.every);
  const phaseMs = spec.scrape?.phase === undefined ? Math.floor(everyMs / 2000) * 1000 : momentMs(spec.scrape.phase);
  const { name, description } = lookup.document;
  return {
    name,
    description,
    at: lookup.at('instance'),
    durationMs,
    stepMs,
    scrape: { everyMs, phaseMs },
    sites,
    instances,
    targets,
    courses,
    expectations,
    objective,
    variants: variantsOf(spec.vary),
    interruptions: readInterruptions(lookup, durationMs),
    incident: incidentOf(lookup, durationMs),
    supposed,
    needs: needsOf(lookup, supposed, supposing([]).model),
  };
}

function incidentOf(lookup: Lookup, durationMs: number): Incident | undefined {
  const { incident } = lookup.document.spec;
  if (incident === undefined) return undefined;
  return { fromMs: lookup.moment(incident.from, durationMs, ['incident', 'from']), told: incident.told === 'never' || incident.told === 'unknown' ? incident.told : momentMs(incident.told) };
}

/** Which of the supposed metrics are not exported today; a name that no contract knows is reported. */
function needsOf(lookup: Lookup, supposed: readonly string[], today: Model): readonly string[] {
  const named = (name: string): readonly KnownMetric[] => today.instances.flatMap(({ contract }) => contract.metrics.get(name) ?? []);
  for (const [index, name] of (lookup.document.spec.supposes ?? []).entries()) {
    if (named(name).length > 0) continue;
    lookup.sink.report(problem('TOC802', `no contract has a metric \`${name}\``, { at: lookup.at('supposes', index), suggestion: nearName(name, today.instances.flatMap(({ contract }) => [...contract.metrics.keys()])), help: 'name a metric that a contract marks as `proposed`' }));
  }
  return supposed.filter((name) => named(name).some(({ proposed }) => proposed !== undefined));
}

/** The step that is written, or the evaluation interval of the settings, or more of it for a long drill. */
function stepOf(lookup: Lookup, durationMs: number): number {
  const { spec } = lookup.document;
  const interval = lookup.model.settings.evaluationIntervalMs;
  const refuse = (message: string, key: 'for' | 'step', help: string): void => lookup.sink.report(problem('TOC805', message, { at: lookup.at(key), help }));
  if (durationMs > LONGEST_DRILL_MS) refuse('a drill cannot last so long', 'for', `choose at most ${formatDuration(LONGEST_DRILL_MS)}`);
  if (spec.step === undefined) {
    const steps = [MINUTE, 2 * MINUTE, LONGEST_STEP_MS].filter((ms) => ms > interval && ms % interval === 0);
    return [interval, ...steps].find((ms) => durationMs / ms <= USUAL_EVALUATIONS) ?? steps.at(-1) ?? interval;
  }
  const step = momentMs(spec.step);
  if (step > LONGEST_STEP_MS || step % 1000 !== 0 || HOUR % step !== 0) refuse(`evaluations every ${spec.step} do not fit the windows`, 'step', `choose a step up to ${formatDuration(LONGEST_STEP_MS)} that divides an hour, such as 1m or 5m`);
  return step;
}

function variantsOf(vary: DrillDocument['spec']['vary']): readonly Variant[] {
  const [scrapes, bursts] = [vary?.scrapes ?? ['0s'], vary?.bursts ?? ['0s']].map((shifts) => shifts.map(momentMs));
  return (scrapes ?? []).flatMap((scrapesMs) => (bursts ?? []).map((burstsMs) => ({ scrapesMs, burstsMs })));
}
