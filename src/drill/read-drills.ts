import { problem, Sink } from '../diagnostics/diagnostic.ts';
import { DAY, formatDuration, HOUR, MINUTE } from '../model/duration.ts';
import type { Instance, Model } from '../model/model.ts';
import type { RuleFile } from '../rules/rule.ts';
import { Lookup, type DrillDocument } from './lookup.ts';
import { momentMs } from './moments.ts';
import { readCourse } from './read-courses.ts';
import { readExpectation } from './read-expectations.ts';
import { readInterruptions } from './read-interruptions.ts';
import { readTargets } from './read-targets.ts';
import type { Scenario, Variant } from './scenario.ts';

/** Evaluations a drill has at most before its step grows. */
const USUAL_EVALUATIONS = 1500;
/** Steps longer than this would hide alerts that come and go. */
const LONGEST_STEP_MS = 5 * MINUTE;
const LONGEST_DRILL_MS = 40 * DAY;

/** The rules of some instances, evaluated every so often; problems go to the sink. */
export type RulesOf = (instances: readonly Instance[], stepMs: number) => readonly RuleFile[];

/** Finds what drills name in the model; a drill with a problem is left out. */
export function readDrills(documents: readonly DrillDocument[], model: Model, rulesOf: RulesOf, sink: Sink): readonly Scenario[] {
  const seen = new Map<string, DrillDocument>();
  return documents.flatMap((document) => {
    const other = seen.get(document.name);
    const problems = new Sink();
    if (other === undefined) seen.set(document.name, document);
    else problems.report(problem('TOC807', `there are two drills \`${document.name}\``, { at: document.at(['metadata', 'name']), related: [{ message: 'the other one', at: other.at(['metadata', 'name']) }], help: 'give one of them another name' }));
    const scenario = readDrill(new Lookup(model, document, problems), rulesOf);
    for (const one of problems.sorted) sink.report(one);
    return scenario === undefined || problems.hasErrors ? [] : [scenario];
  });
}

function readDrill(lookup: Lookup, rulesOf: RulesOf): Scenario | undefined {
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
  const rules = rulesOf(instances, stepMs);
  const expectations = spec.expect.flatMap((one, index) => readExpectation(lookup, one, index, { sites, durationMs, stepMs, objective, rules }) ?? []);
  const everyMs = spec.scrape?.every === undefined ? lookup.model.settings.scrapeIntervalMs : momentMs(spec.scrape.every);
  const phaseMs = spec.scrape?.phase === undefined ? Math.floor(everyMs / 2000) * 1000 : momentMs(spec.scrape.phase);
  const variants = variantsOf(spec.vary);
  const interruptions = readInterruptions(lookup, durationMs);
  return { name: lookup.document.name, description: lookup.document.description, at: lookup.at('instance'), durationMs, stepMs, scrape: { everyMs, phaseMs }, sites, instances, targets, courses, expectations, objective, variants, interruptions };
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
