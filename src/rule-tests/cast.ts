import { Sink } from '../diagnostics/diagnostic.ts';
import { contributionsOf } from '../drill/contributions.ts';
import { pickLabels } from '../drill/pick-labels.ts';
import { replay } from '../drill/replay.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { Contribution, Course, CourseState, Labels, Scenario, TargetGroup, TargetState } from '../drill/scenario.ts';
import { Timeline, type Change } from '../drill/timeline.ts';
import type { Measure, Part as Counted } from '../model/indicator.ts';
import type { Instance, Model, Objective, Settings } from '../model/model.ts';
import type { Selector } from '../promql/ast.ts';
import { compact } from './compact.ts';
import type { RuleTest } from './expectation.ts';

/** Another service of the same kind that fails all the time: a rule that does not select by identity counts it too. */
export const NEIGHBOUR = 'tocsin-neighbour';
/** It is so much busier than the fastest play that its good events would hide errors, and its bad ones be errors enough. */
const NEIGHBOUR_TIMES = 20;

/** What an objective's events, or the traffic, are counted on. */
export interface Part {
  /** Undefined for the traffic. */
  readonly objective: Objective | undefined;
  readonly contributions: readonly Contribution[];
  /** Series of the same metrics that no selector of the objective takes: what senders do wrong, or what says nothing. */
  readonly ignored: readonly Contribution[];
}

/** Who plays in the tests of an instance: the parts that its contract lets be played. */
export interface Cast {
  readonly model: Model;
  readonly instance: Instance;
  readonly parts: readonly Part[];
  /** Objectives that no events can be made for, since they count by time or by queries of their own. */
  readonly unplayed: readonly Objective[];
}

/** Finds what the contract knows of the series of an instance. Traffic that no objective counts is a part of its own. */
export function castOf(model: Model, instance: Instance): Cast {
  const parts = instance.objectives.flatMap((objective): readonly Part[] => {
    const refused = new Sink();
    const contributions = contributionsOf(instance.contract, objective, {}, objective.at, refused);
    return refused.hasErrors || contributions.length === 0 ? [] : [{ objective, contributions, ignored: ignoredBy(instance, objective, contributions) }];
  });
  const unplayed = instance.objectives.filter((objective) => !parts.some((part) => part.objective === objective));
  const { traffic } = instance;
  const metric = traffic?.counter.selector.metric ?? '';
  const isCounted = parts.some(({ contributions }) => contributions.some((one) => one.metric === metric));
  const known = instance.contract.metrics.get(metric);
  const picked = traffic === undefined || known === undefined || isCounted ? undefined : pickLabels(known, { meets: traffic.counter.selector.matchers, given: {} });
  const comes: readonly Part[] = picked === undefined || 'unknown' in picked ? [] : [{ objective: undefined, contributions: [{ metric, labels: picked.labels, perGood: 1, perBad: 1, withAny: false }], ignored: [] }];
  return { model, instance, parts: [...parts, ...comes], unplayed };
}

/** Known values that would be counted if a selector lost its matcher; one for each label of a metric. */
function ignoredBy({ contract }: Instance, { measure }: Objective, contributions: readonly Contribution[]): readonly Contribution[] {
  if (measure.kind !== 'events') return [];
  const found = new Map<string, Contribution>();
  for (const { metric, labels } of contributions) {
    for (const [label, values] of contract.metrics.get(metric)?.labels ?? []) {
      if (values.kind === 'open' || found.has(`${metric} ${label}`)) continue;
      const others = [...values.values.keys()].map((value): Labels => ({ ...labels, [label]: value }));
      const left = others.find((one) => !takes(measure, { metric, labels: one }));
      if (left !== undefined) found.set(`${metric} ${label}`, { metric, labels: left, perGood: 1, perBad: 1, withAny: false });
    }
  }
  return [...found.values()];
}

/** Whether a counter of a measure selects a series. */
export function takes(measure: Measure, series: Pick<Contribution, 'metric' | 'labels'>): boolean {
  if (measure.kind !== 'events') return false;
  const selectors = Object.values(measure.events).flatMap((part: Counted | string | boolean): readonly Selector[] => (typeof part === 'object' && part.kind === 'counter' ? [part.selector] : []));
  return selectors.some((selector) => selects(selector, series));
}

/** Whether a selector of a contract takes a series. */
export function selects(selector: Selector, { metric, labels }: Pick<Contribution, 'metric' | 'labels'>): boolean {
  return selector.metric === metric && selector.matchers.every((matcher) => matcherMatches(matcher, labels[matcher.label]));
}

/** What a part does over time. */
export interface Play {
  readonly part: Part;
  readonly bornAtStart: boolean;
  readonly first: CourseState;
  readonly changes: readonly Change<CourseState>[];
}

/** A state in which nothing comes. */
export const SILENT: CourseState = { perSecond: 0, errors: 0, value: undefined, exported: true, burst: undefined };

/** What becomes of the targets of the site that fails. */
export interface Life {
  readonly pods: number;
  readonly changes: readonly Change<{ readonly state: TargetState; readonly labels: Readonly<Record<string, string>> }>[];
}

/** A whole test's events. */
export interface Staged {
  readonly plays: readonly Play[];
  readonly lives: readonly Life[];
  readonly durationMs: number;
  /** Events a second of the fastest play. */
  readonly rate: number;
}

/** What Prometheus stores: the plays happen on the first site, the others and the neighbour go on as always. */
export function inputSeries({ model, instance }: Cast, { plays, lives, durationMs, rate }: Staged): Pick<RuleTest, 'intervalMs' | 'series'> {
  const { settings } = model;
  const [first = '', ...others] = instance.sites;
  const sites = settings.scope === 'global' ? [first, ...others] : [first];
  const neighbour: Instance = { ...instance, name: NEIGHBOUR, identity: NEIGHBOUR };
  const steady = (of: Instance, on: readonly string[], contributions: (part: Part) => readonly Contribution[], errors: number): readonly Course[] =>
    plays.map(({ part }) => ({ ...courseOf(of, on), contributions: contributions(part), bornAtStart: true, state: new Timeline({ ...SILENT, perSecond: NEIGHBOUR_TIMES * rate, errors }, []), bursts: [] }));
  const group = (of: Instance, on: readonly string[], { pods, changes }: Life): TargetGroup => ({ name: undefined, instance: of, sites: on, pods, life: new Timeline({ state: 'up', labels: {} }, changes), restartsMs: [] });
  const alive: Life = { pods: 1, changes: [] };
  const scenario: Scenario = {
    name: instance.name,
    description: undefined,
    at: instance.at,
    durationMs,
    stepMs: settings.evaluationIntervalMs,
    scrape: { everyMs: settings.scrapeIntervalMs, phaseMs: 0 },
    sites,
    instances: [instance, neighbour],
    targets: [...lives.map((life) => group(instance, [first], life)), group(instance, others, alive), group(neighbour, sites, alive)],
    courses: [
      ...plays.map(({ part, bornAtStart, first: state, changes }) => ({
        ...courseOf(instance, [first]),
        contributions: part.contributions,
        bornAtStart,
        state: new Timeline(state, changes),
        bursts: changes.flatMap(({ set }) => set.burst ?? []),
      })),
      ...steady(instance, [first], ({ ignored }) => ignored, 0),
      ...steady(instance, others, ({ contributions }) => contributions, 0),
      ...steady(neighbour, sites, ({ contributions }) => contributions, 0.5),
    ],
    interruptions: [],
    incident: undefined,
    supposed: [],
    needs: [],
    expectations: [],
    objective: undefined,
    variants: [],
  };
  const { intervalMs, series } = replay(scenario, settings, sites, { scrapesMs: 0, burstsMs: 0 });
  return { intervalMs, series: series.map(({ series: name, values }) => ({ series: name, values: compact(values) })) };
}

function courseOf(instance: Instance, sites: readonly string[]): Pick<Course, 'instance' | 'sites' | 'on'> {
  return { instance, sites, on: undefined };
}

/** The site on which everything happens, where it is a label of series. */
export function siteOf(settings: Settings, instance: Instance): string | undefined {
  return settings.scope === 'global' ? instance.sites[0] : undefined;
}
