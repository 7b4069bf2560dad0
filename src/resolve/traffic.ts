import { shortGap } from '../checks/short-gap.ts';
import { usualBeyondRetention } from '../checks/usual-beyond-retention.ts';
import { unknownLabel } from '../checks/unknown-label.ts';
import { unknownValue } from '../checks/unknown-value.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { parseDuration } from '../model/duration.ts';
import type { Counter } from '../model/indicator.ts';
import type { Owed, Settings, Streams, Traffic } from '../model/model.ts';
import { fromPercentage, fromRate } from '../model/rational.ts';
import { DEFAULT_FLOOR } from '../model/traffic.ts';
import { equal } from '../promql/build.ts';
import type { SpecOfKind } from '../spec/read.ts';
import type { Class } from './classes.ts';
import type { ResolvedContract } from './contract.ts';
import { placeIn } from './indicators.ts';
import { soundSelector, type PlacedSelector, type SelectorGround } from './selector.ts';

/** What a contract says counts all that comes. */
export interface ContractTraffic {
  readonly placed: PlacedSelector;
  readonly counter: Counter;
  /** The label whose values are streams. */
  readonly stream: string | undefined;
}

/** The traffic of a contract; problems of its selector and label are reported. */
export function contractTraffic(document: SpecOfKind<'Contract'>, ground: SelectorGround, sink: Sink): ContractTraffic | undefined {
  const written = document.spec.traffic;
  if (written === undefined) return undefined;
  const placed = soundSelector(written.of, 'counter', ground, placeIn(document, ['spec', 'traffic', 'of']), sink);
  if (placed === undefined) return undefined;
  const { metric, name, selector } = placed;
  if (metric.proposed !== undefined) {
    sink.report(problem('TOC220', `\`${name}\` is only proposed: it cannot count traffic yet`, { at: placed.at, help: 'leave `traffic` out until the metric is exported' }));
    return undefined;
  }
  const labels = [...metric.labels.keys()].sort();
  const { stream } = written;
  if (stream !== undefined && !metric.labels.has(stream)) {
    const at = document.at(['spec', 'traffic', 'stream']);
    const unknown = unknownLabel({ ...ground, name, metric, nameAt: placed.at, matchers: [{ matcher: equal(stream, ''), at }], wanted: 'counter', query: undefined });
    for (const one of unknown) sink.report(one);
    if (unknown.length === 0) sink.report(problem('TOC220', `\`${stream}\` tells no streams of \`${name}\` apart`, { at, help: 'name a label of the metric itself, whose values are streams' }));
    return undefined;
  }
  return { placed, counter: { kind: 'counter', selector, labels }, stream };
}

interface Ground {
  readonly criticality: Class | undefined;
  readonly settings: Settings;
}

/** How the traffic of an instance is judged: always, where its contract counts it, unless its file says why not. */
export function instanceTraffic(document: SpecOfKind<'Instance'>, contract: ResolvedContract, { criticality, settings }: Ground, sink: Sink): Traffic | undefined {
  const written = document.spec.traffic;
  const { traffic } = contract;
  if (traffic === undefined) {
    if (written !== undefined && written.none === undefined) uncounted(document, 'traffic', contract, sink);
    return undefined;
  }
  if (written?.none !== undefined || criticality === undefined) return undefined;
  for (const one of usualBeyondRetention(settings.retentionMs, document.at(written === undefined ? ['metadata', 'name'] : ['spec', 'traffic']))) sink.report(one);
  return {
    counter: traffic.counter,
    floor: written?.floor === undefined ? DEFAULT_FLOOR : fromPercentage(written.floor),
    minimumPerSecond: written?.minimum === undefined ? undefined : fromRate(written.minimum),
    owed: criticality.trafficDrop,
  };
}

/** The streams that an instance declares; a value that the contract does not know, or one given twice, is reported. */
export function instanceStreams(document: SpecOfKind<'Instance'>, contract: ResolvedContract, { criticality, settings }: Ground, sink: Sink): Streams | undefined {
  const written = document.spec.streams;
  if (written === undefined) return undefined;
  const label = contract.traffic?.stream;
  if (contract.traffic === undefined || label === undefined) {
    uncounted(document, 'streams', contract, sink);
    return undefined;
  }
  const { placed, counter } = contract.traffic;
  const seen = new Map<string, number>();
  for (const [index, { name, longestGap }] of written.entries()) {
    const at = document.at(['spec', 'streams', index, 'name']);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else sink.report(problem('TOC206', `the stream \`${name}\` is declared twice`, { at, related: [{ message: 'the first one', at: document.at(['spec', 'streams', first, 'name']) }], help: 'keep one of the two' }));
    const reading = { contract: contract.contract, siteLabel: settings.labels.site, version: settings.prometheus, name: placed.name, metric: placed.metric, nameAt: placed.at, matchers: [{ matcher: equal(label, name), at }], wanted: 'counter' as const, query: undefined };
    for (const one of [...unknownValue(reading), ...shortGap(parseDuration(longestGap), settings, document.at(['spec', 'streams', index, 'longestGap']))]) sink.report(one);
  }
  const owed: Owed | undefined = criticality?.streamSilent;
  if (owed === undefined) return undefined;
  const declared = [...seen].map(([name, index]) => ({ name, longestGapMs: parseDuration(written[index]?.longestGap ?? '') }));
  return { counter, label, declared: declared.sort((a, b) => (a.name < b.name ? -1 : 1)), owed };
}

function uncounted(document: SpecOfKind<'Instance'>, key: 'traffic' | 'streams', { contract, document: of }: ResolvedContract, sink: Sink): void {
  // A contract whose own declaration is broken has been told so.
  const { traffic } = of.spec;
  if (traffic !== undefined && (key === 'traffic' || traffic.stream !== undefined)) return;
  const help = key === 'traffic' ? `say in the contract what counts it: \`traffic: { of: <counter> }\`` : 'say in the contract which label of the counter names a stream: `traffic: { of: <counter>, stream: <label> }`';
  sink.report(problem('TOC220', `the contract \`${contract.name}\` does not say what counts ${key === 'traffic' ? 'traffic' : 'a stream'}`, { at: document.keyAt(['spec', key]), help }));
}
