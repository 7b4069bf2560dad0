import { problem, type Details } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Instance } from '../model/model.ts';
import type { Path } from '../source/document.ts';
import { contributionsOf } from './contributions.ts';
import type { DrillDocument, Lookup } from './lookup.ts';
import { momentMs, perSecond, share } from './moments.ts';
import { pickLabels } from './pick-labels.ts';
import type { Burst, Contribution, Course, CourseState, Labels } from './scenario.ts';
import { Timeline } from './timeline.ts';

type Series = DrillDocument['spec']['series'][number];
type State = Pick<Series, 'rate' | 'errors' | 'value' | 'exported' | 'burst'>;

/** Where a course stands, and what it may name. */
export interface Frame {
  readonly path: Path;
  readonly instance: Instance;
  readonly sites: readonly string[];
  readonly durationMs: number;
}

/** One entry of `series`, with its labels and metrics held against the contract. */
export function readCourse(lookup: Lookup, series: Series, frame: Frame): Course | undefined {
  const states = [{ state: series, path: frame.path }, ...(series.changes ?? []).map((state, index) => ({ state, path: [...frame.path, 'changes', index] }))];
  const before = lookup.sink.sorted.length;
  const kind = series.events === undefined ? metricKind(lookup, series.metric ?? '', frame) : 'events';
  for (const { state, path } of states) checkState(lookup, kind, state, path);
  const given = series.labels ?? {};
  const contributions = series.events === undefined ? ofMetric(lookup, series.metric ?? '', given, frame) : ofObjective(lookup, series.events, given, frame);
  if (lookup.sink.sorted.length > before) return undefined;
  const first = stateOf(series, 0);
  const changes = (series.changes ?? []).map((change, index) => {
    const fromMs = lookup.moment(change.at, frame.durationMs, [...frame.path, 'changes', index, 'at']);
    return { fromMs, untilMs: change.for === undefined ? undefined : fromMs + momentMs(change.for), set: stateOf(change, fromMs) };
  });
  return {
    instance: frame.instance,
    sites: frame.sites,
    on: series.on,
    contributions,
    bornAtStart: series.born === 'at-start',
    state: new Timeline<CourseState>({ perSecond: 0, errors: 0, value: undefined, exported: true, burst: undefined, ...first }, changes),
    bursts: [first, ...changes.map(({ set }) => set)].flatMap(({ burst }) => burst ?? []),
  };
}

function stateOf({ rate, errors, value, exported, burst }: State, fromMs: number): Partial<CourseState> {
  return {
    ...(rate === undefined ? {} : { perSecond: perSecond(rate) }),
    ...(errors === undefined ? {} : { errors: share(errors) }),
    ...(value === undefined ? {} : { value }),
    ...(exported === undefined ? {} : { exported }),
    ...(burst === undefined ? {} : { burst: burstOf(burst, fromMs) }),
  };
}

function burstOf({ events, bad, every, after }: NonNullable<State['burst']>, fromMs: number): Burst {
  return { events, bad, everyMs: every === undefined ? undefined : momentMs(every), fromMs: fromMs + momentMs(after) };
}

type Kind = 'events' | 'counter' | 'gauge' | 'unknown';

function metricKind(lookup: Lookup, name: string, { instance, path }: Frame): Kind {
  const { metrics } = instance.contract;
  const metric = metrics.get(name);
  const report = (code: 'TOC802' | 'TOC803', message: string, details: Details): Kind => {
    lookup.sink.report(problem(code, message, { at: lookup.at(...path, 'metric'), ...details }));
    return 'unknown';
  };
  if (metric === undefined) return report('TOC802', `the contract \`${instance.contract.name}\` has no metric \`${name}\``, { suggestion: nearName(name, metrics.keys()), help: `its metrics are ${[...metrics.keys()].join(', ')}` });
  if (metric.proposed !== undefined) {
    lookup.proposed(name, metric.proposed, [...path, 'metric']);
    return 'unknown';
  }
  if (metric.type === 'histogram') return report('TOC803', `\`${name}\` is a histogram, which has many series`, { help: 'give `events` with an objective that counts it' });
  if (metric.type === 'native-histogram') return report('TOC803', `\`${name}\` is a native histogram, which the unit tests of promtool 2.42 cannot write`, { help: 'leave it out: what is counted on it cannot be drilled' });
  return metric.type;
}

/** What a course of a kind cannot have. */
const FOREIGN: Readonly<Record<Kind, readonly (keyof State)[]>> = { events: ['value'], counter: ['value', 'errors'], gauge: ['rate', 'errors', 'burst'], unknown: [] };

function checkState(lookup: Lookup, kind: Kind, state: State, path: Path): void {
  for (const key of FOREIGN[kind]) {
    if (state[key] === undefined) continue;
    const help = kind === 'gauge' ? 'give its `value`' : kind === 'events' ? 'give `rate` and `errors`' : 'give its `rate`; `errors` divides the `events` of an objective';
    lookup.sink.report(problem('TOC803', `${kind === 'events' ? 'the events of an objective have' : `a ${kind} has`} no \`${key}\``, { at: lookup.document.keyAt(['spec', ...path, key]), help }));
  }
}

function ofObjective(lookup: Lookup, name: string, given: Labels, frame: Frame): readonly Contribution[] {
  const objective = lookup.objective(frame.instance, name, [...frame.path, 'events']);
  if (objective === undefined) return [];
  checkLabels(lookup, [...frame.instance.contract.metrics.keys()], given, frame);
  return contributionsOf(frame.instance.contract, objective, given, lookup.at(...frame.path, 'events'), lookup.sink);
}

function ofMetric(lookup: Lookup, name: string, given: Labels, frame: Frame): readonly Contribution[] {
  const metric = frame.instance.contract.metrics.get(name);
  if (metric === undefined || !checkLabels(lookup, [name], given, frame)) return [];
  const picked = pickLabels(metric, { meets: [], given });
  return 'unknown' in picked ? [] : [{ metric: name, labels: picked.labels, perGood: 1, perBad: 1, withAny: false }];
}

/** Labels are those of the contract, with values that it knows; who and where is never typed. */
function checkLabels(lookup: Lookup, metrics: readonly string[], given: Labels, { instance, path }: Frame): boolean {
  const { contract } = instance;
  const added = [contract.identityLabel, lookup.model.settings.labels.site, ...(contract.target?.shares ?? ['job', 'instance']), 'le'];
  let isSound = true;
  for (const [label, value] of Object.entries(given)) {
    const known = metrics.flatMap((name) => contract.metrics.get(name)?.labels.get(label) ?? []);
    const values = known.flatMap((one) => (one.kind === 'listed' ? [...one.values.keys()] : []));
    const isOpen = known.some(({ kind }) => kind === 'open');
    if (known.length > 0 && (isOpen || values.includes(value))) continue;
    isSound = false;
    const at = known.length > 0 ? lookup.at(...path, 'labels', label) : lookup.document.keyAt(['spec', ...path, 'labels', label]);
    const names = [...new Set(metrics.flatMap((name) => [...(contract.metrics.get(name)?.labels.keys() ?? [])]))];
    if (added.includes(label)) lookup.sink.report(problem('TOC802', `\`${label}\` is added by the runner, from inventory and contract`, { at, help: 'leave it out' }));
    else if (known.length === 0) lookup.sink.report(problem('TOC802', `no series here has the label \`${label}\``, { at, suggestion: nearName(label, names), help: `labels of the contract: ${names.join(', ')}` }));
    else lookup.sink.report(problem('TOC802', `\`${label}\` never has the value \`${value}\``, { at, suggestion: nearName(value, values), help: `its values are ${values.slice(0, 20).join(', ')}${values.length > 20 ? ', …' : ''}` }));
  }
  return isSound;
}
