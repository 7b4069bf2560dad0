import { Sink } from '../diagnostics/diagnostic.ts';
import { contributionsOf } from '../drill/contributions.ts';
import { pickLabels } from '../drill/pick-labels.ts';
import { replay } from '../drill/replay.ts';
import type { Contribution, Course, CourseState, Scenario, TargetGroup, TargetState } from '../drill/scenario.ts';
import { Timeline, type Change } from '../drill/timeline.ts';
import type { Instance, Model, Objective, Settings } from '../model/model.ts';
import { compact } from './compact.ts';
import type { RuleTest } from './expectation.ts';

/** Another service of the same kind that fails all the time: a rule that does not select by identity counts it too. */
const NEIGHBOUR = 'tocsin-neighbour';
const NEIGHBOUR_RATE = 10;

/** What an objective's events, or the traffic, are counted on. */
export interface Part {
  /** Undefined for the traffic. */
  readonly objective: Objective | undefined;
  readonly contributions: readonly Contribution[];
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
    return refused.hasErrors || contributions.length === 0 ? [] : [{ objective, contributions }];
  });
  const unplayed = instance.objectives.filter((objective) => !parts.some((part) => part.objective === objective));
  const { traffic } = instance;
  const metric = traffic?.counter.selector.metric ?? '';
  const isCounted = parts.some(({ contributions }) => contributions.some((one) => one.metric === metric));
  const known = instance.contract.metrics.get(metric);
  const picked = traffic === undefined || known === undefined || isCounted ? undefined : pickLabels(known, { meets: traffic.counter.selector.matchers, given: {} });
  const comes: readonly Part[] = picked === undefined || 'unknown' in picked ? [] : [{ objective: undefined, contributions: [{ metric, labels: picked.labels, perGood: 1, perBad: 1, withAny: false }] }];
  return { model, instance, parts: [...parts, ...comes], unplayed };
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

/** What Prometheus stores: the plays happen on the first site, the others and the neighbour go on as always. */
export function inputSeries({ model, instance }: Cast, plays: readonly Play[], lives: readonly Life[], durationMs: number): Pick<RuleTest, 'intervalMs' | 'series'> {
  const { settings } = model;
  const [first = '', ...others] = instance.sites;
  const sites = settings.scope === 'global' ? [first, ...others] : [first];
  const neighbour: Instance = { ...instance, name: NEIGHBOUR, identity: NEIGHBOUR };
  const steady = (of: Instance, on: readonly string[], errors: number): readonly Course[] =>
    plays.map(({ part }) => ({ ...courseOf(of, on), contributions: part.contributions, bornAtStart: true, state: new Timeline({ ...SILENT, perSecond: NEIGHBOUR_RATE, errors }, []), bursts: [] }));
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
      ...steady(instance, others, 0),
      ...steady(neighbour, sites, 0.5),
    ],
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
