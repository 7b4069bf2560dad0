import { podLabels } from '../drill/target-labels.ts';
import type { Labels } from '../drill/scenario.ts';
import type { Meaning } from '../model/contract.ts';
import type { Events, Part as Counted } from '../model/indicator.ts';
import { lookbackMs } from '../rules/counter-increment.ts';
import { incrementName, RECORDED_INSTANCE } from '../rules/series.ts';
import { countedBy, INCREMENT } from '../rules/traffic-records.ts';
import { selects, type Cast } from './cast.ts';
import { between, type RuleTest } from './expectation.ts';
import { seenBy } from './grid.ts';
import { ofObjective, ofSite } from './recorded.ts';
import { named, stretches } from './values.ts';
import { COARSE_STEP_MS } from './window-test.ts';

/** So many series at most: sums of powers of two stay exact. */
const MOST = 50;
/** Status codes of one class and meaning. */
const OF_A_CLASS = 3;
/** Series were last seen so long ago, in parts of what increments look back: whoever looks half as far takes them for new. */
const GONE_FOR = 0.8;

interface Known {
  readonly metric: string;
  readonly labels: Labels;
}

/**
 * Which values of its labels a counter is selected with: a series for each that the contract lists, or for a few of a class, each
 * with another power of two of events, so that a sum tells which of them are in it. They come after scrapes that failed for some minutes.
 */
export function valuesTest(cast: Cast): RuleTest | undefined {
  const { model, instance } = cast;
  const { settings } = model;
  const atMs = COARSE_STEP_MS;
  const intervalMs = settings.scrapeIntervalMs;
  if (seenBy(settings, atMs) === seenBy(settings, atMs - settings.evaluationIntervalMs)) return undefined;
  const pod = podLabels(settings, instance, instance.sites[0] ?? '', 1).series;
  const all = new Map<string, Known>();
  const add = (known: Known): void => void all.set(named(known.metric, { ...pod, ...known.labels }), known);
  const counted = cast.parts.flatMap(({ contributions }) => contributions);
  // Whatever is left out, each counter is played.
  counted.forEach(add);
  for (const one of counted) withEachValue(cast, one).forEach(add);
  const played = [...all].slice(0, MOST).map(([series, known], index) => ({ series, known, events: 2 ** index }));
  const expectations = cast.parts.flatMap(({ objective }) => {
    if (objective?.measure.kind !== 'events') return [];
    const { measure } = objective;
    const sum = (part: Counted): number | undefined =>
      part.kind === 'counter' && instance.contract.metrics.has(part.selector.metric ?? '') ? played.reduce((events, one) => events + (selects(part.selector, one.known) ? one.events : 0), 0) : undefined;
    const counts = countsOf(measure.events, sum);
    return counts === undefined ? [] : (['total', 'bad'] as const).map((side) => between(`sum(${named(incrementName(side), ofObjective(cast, objective))})`, counts[side], counts[side], atMs));
  });
  const { traffic } = instance;
  if (traffic !== undefined) {
    const comes = played.reduce((events, one) => events + (selects(traffic.counter.selector, one.known) ? one.events : 0), 0);
    const counted = countedBy(instance, traffic);
    const increments = counted === undefined ? named(INCREMENT, { ...ofSite(cast), [RECORDED_INSTANCE]: instance.name }) : named(incrementName(counted.side), ofObjective(cast, counted.objective));
    if (comes > 0) expectations.push(between(`sum(${increments})`, comes, comes, atMs));
  }
  if (expectations.length === 0) return undefined;
  const countedMs = seenBy(settings, atMs);
  const seenMs = countedMs - Math.floor((GONE_FOR * lookbackMs(intervalMs)) / intervalMs) * intervalMs;
  const series = played.map(({ series: name, events }) => ({
    series: name,
    values: stretches(intervalMs, [{ untilMs: seenMs, value: undefined }, { untilMs: seenMs + intervalMs, value: 0 }, { untilMs: countedMs, value: undefined }, { untilMs: atMs + intervalMs, value: events }]),
  }));
  return { name: `${instance.name}: each value of a label is counted as its contract says`, intervalMs, series, expectations };
}

/** Series that differ from one of a counter in one label whose values are known. */
function withEachValue({ instance: { contract } }: Cast, { metric, labels }: Known): readonly Known[] {
  return [...(contract.metrics.get(metric)?.labels ?? [])].flatMap(([label, known]) => (known.kind === 'listed' ? oneOfEach(known.values).map((value) => ({ metric, labels: { ...labels, [label]: value } })) : []));
}

/** The values of a label, and of the hundred codes that a class such as `4xx` stands for the first few. */
function oneOfEach(values: ReadonlyMap<string, Meaning | undefined>): readonly string[] {
  const taken = new Map<string, number>();
  return [...values].flatMap(([value, meaning]) => {
    if (!/^[1-5]\d\d$/.test(value)) return [value];
    const kind = `${value.slice(0, 1)} ${meaning ?? ''}`;
    const before = taken.get(kind) ?? 0;
    taken.set(kind, before + 1);
    return before < OF_A_CLASS ? [value] : [];
  });
}

/** All and bad events, of what each part selects; undefined where a part is none whose series are known. */
function countsOf(events: Events, sum: (part: Counted) => number | undefined): Readonly<Record<'total' | 'bad', number>> | undefined {
  switch (events.kind) {
    case 'total-bad': {
      const [total, bad] = [sum(events.total), sum(events.bad)];
      return total === undefined || bad === undefined ? undefined : { total, bad };
    }
    case 'total-good': {
      const [total, good] = [sum(events.total), sum(events.good)];
      return total === undefined || good === undefined ? undefined : { total, bad: total - good };
    }
    case 'good-bad': {
      const [good, bad] = [sum(events.good), sum(events.bad)];
      return good === undefined || bad === undefined ? undefined : { total: good + bad, bad };
    }
  }
}
