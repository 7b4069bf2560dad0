import { badNotCounted } from '../checks/bad-not-counted.ts';
import { clientUndecided } from '../checks/client-undecided.ts';
import type { Counting, Side } from '../checks/counting.ts';
import { goodCountedBad } from '../checks/good-counted-bad.ts';
import { ignoredButCounted } from '../checks/ignored-but-counted.ts';
import { noNativeHistograms } from '../checks/no-native-histograms.ts';
import { noSuchBucket } from '../checks/no-such-bucket.ts';
import type { Reading } from '../checks/reading.ts';
import { silentCounted } from '../checks/silent-counted.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { KnownMetric } from '../model/contract.ts';
import { parseDuration, SECOND } from '../model/duration.ts';
import type { SpecDocument, SpecOfKind } from '../spec/read.ts';
import { spelt } from './metrics.ts';
import { soundSelector, type Place, type PlacedSelector, type SelectorGround } from './selector.ts';

type Role = 'total' | 'good' | 'bad';

/** A query as written, and where. */
export interface QueryText {
  readonly text: string;
  readonly place: Place;
}

/** An indicator read and checked, before it is put to use for an instance. */
export type ReadIndicator = { readonly name: string; readonly everyMs: number | undefined; readonly metrics: ReadonlyMap<string, KnownMetric> } & Form;

export type Form =
  | { readonly form: 'events'; readonly sides: Readonly<Partial<Record<Role, PlacedSelector>>> }
  | { readonly form: 'latency'; readonly histogram: PlacedSelector; readonly withinSeconds: number }
  | { readonly form: 'gauge'; readonly gauge: PlacedSelector }
  | { readonly form: 'query'; readonly sides: Readonly<Partial<Record<Role, QueryText>>> }
  | { readonly form: 'ratio'; readonly side: 'good' | 'bad'; readonly query: QueryText };

const ROLES = ['total', 'good', 'bad'] as const;

/** Reads one indicator of a contract; undefined when its selectors have problems. */
export function readIndicator(document: SpecOfKind<'Contract'>, name: string, ground: SelectorGround, sink: Sink): ReadIndicator | undefined {
  const path = ['spec', 'indicators', name];
  const written = document.spec.indicators[name];
  if (written === undefined) return undefined;
  const everyMs = written.every === undefined ? undefined : parseDuration(written.every);
  const sound = (text: string, wanted: Reading['wanted'], ...keys: readonly string[]): PlacedSelector | undefined =>
    soundSelector(text, wanted, ground, placeIn(document, [...path, ...keys]), sink);
  if (written.events !== undefined) {
    const sides: Partial<Record<Role, PlacedSelector>> = {};
    for (const role of ROLES) {
      const text = written.events[role];
      const side = text === undefined ? undefined : sound(text, 'counter', 'events', role);
      if (side !== undefined) sides[role] = side;
    }
    const counting = countingOf(document, name, sides, ground);
    if (counting === undefined) return undefined;
    const problems = [badNotCounted, goodCountedBad, silentCounted, clientUndecided, ignoredButCounted].flatMap((check) => check(counting));
    for (const one of problems) sink.report(one);
    const metrics = new Map(Object.values(sides).map((side) => [side.name, side.metric]));
    return { form: 'events', name, everyMs, metrics, sides };
  }
  if (written.latency !== undefined) {
    const histogram = sound(written.latency.histogram, 'histogram', 'latency', 'histogram');
    if (histogram === undefined) return undefined;
    const withinSeconds = parseDuration(written.latency.within) / SECOND;
    const isNative = histogram.metric.type === 'native-histogram';
    const problems = isNative ? noNativeHistograms(histogram.name, ground.version, histogram.at) : noSuchBucket(histogram.name, histogram.metric, withinSeconds, document.at([...path, 'latency', 'within']));
    for (const one of problems) sink.report(one);
    // Every rule that reads it would be refused, too.
    if (isNative && problems.length > 0) return undefined;
    return { form: 'latency', name, everyMs, metrics: new Map([[histogram.name, histogram.metric]]), histogram, withinSeconds };
  }
  if (written.gauge !== undefined) {
    const gauge = sound(written.gauge.up, 'gauge', 'gauge', 'up');
    return gauge === undefined ? undefined : { form: 'gauge', name, everyMs, metrics: new Map([[gauge.name, gauge.metric]]), gauge };
  }
  const text = (group: 'query' | 'ratio', role: Role, typed: string): QueryText => ({ text: typed, place: placeIn(document, [...path, group, role]) });
  if (written.query !== undefined) return { form: 'query', name, everyMs, metrics: new Map(), sides: queryTexts(written.query, (role, one) => text('query', role, one)) };
  if (written.ratio === undefined) return undefined;
  const side = written.ratio.good === undefined ? 'bad' : 'good';
  return { form: 'ratio', name, everyMs, metrics: new Map(), side, query: text('ratio', side, written.ratio[side] ?? '') };
}

/** The sides of a `query:`, each with its place. */
export function queryTexts(written: Readonly<Partial<Record<Role, string | undefined>>>, text: (role: Role, one: string) => QueryText): Readonly<Partial<Record<Role, QueryText>>> {
  return Object.fromEntries(ROLES.flatMap((role) => (written[role] === undefined ? [] : [[role, text(role, written[role])]])));
}

/** Places in the text at a path of a document. */
export function placeIn(document: SpecDocument, path: readonly (string | number)[]): Place {
  return (span) => (span === undefined ? document.at(path) : document.inText(path, span));
}

function countingOf(document: SpecOfKind<'Contract'>, name: string, sides: Readonly<Partial<Record<Role, PlacedSelector>>>, { version }: SelectorGround): Counting | undefined {
  const found = ROLES.flatMap((role): readonly Side[] => {
    const side = sides[role];
    return side === undefined ? [] : [{ role, selector: side.selector, metric: side.metric, at: side.at }];
  });
  const [first, second] = found;
  if (first === undefined || second === undefined) return undefined;
  const path = ['spec', 'indicators', name, 'ignores'];
  const ignores = (document.spec.indicators[name]?.ignores ?? []).map((one, index) => ({
    label: one.label,
    values: one.values.map((text, at) => ({ text, codes: spelt(text), at: document.at([...path, index, 'values', at]) })),
    at: document.at([...path, index, 'label']),
  }));
  return { indicator: name, sides: [first, second], ignores, version };
}
