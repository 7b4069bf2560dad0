import { twoMeanings } from '../checks/two-meanings.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { KnownMetric, KnownValues, Meaning } from '../model/contract.ts';
import type { SpecOfKind } from '../spec/read.ts';

const MEANINGS = ['good', 'bad', 'client', 'silent'] as const;

type Written = SpecOfKind<'Contract'>['spec']['metrics'][string]['labels'][string];

/** The metrics of a contract with their values spelt out; a value of two meanings is reported. */
export function metrics(document: SpecOfKind<'Contract'>, supposed: ReadonlySet<string>, sink: Sink): ReadonlyMap<string, KnownMetric> {
  return new Map(
    Object.entries(document.spec.metrics).map(([name, written]) => [
      name,
      {
        type: written.type,
        labels: new Map(Object.entries(written.labels).map(([label, values]) => [label, known(document, ['spec', 'metrics', name, 'labels', label], values, sink)])),
        buckets: [...(written.buckets ?? [])].sort((a, b) => a - b),
        // A gauge has a value before anything happens.
        bornAtStart: written.born === undefined ? written.type === 'gauge' : written.born === 'at-start',
        proposed: supposed.has(name) ? undefined : written.proposed,
        blind: written.blind === undefined ? undefined : { labels: written.blind.labels ?? [], value: written.blind.value === true, because: written.blind.because },
        caveat: written.caveat,
      },
    ]),
  );
}

function known(document: SpecOfKind<'Contract'>, path: readonly (string | number)[], written: Written, sink: Sink): KnownValues {
  if (written === 'open') return { kind: 'open' };
  if (Array.isArray(written)) return { kind: 'listed', values: new Map(written.flatMap(spelt).map((value) => [value, undefined])) };
  const values = new Map<string, Meaning>();
  for (const meaning of MEANINGS) {
    for (const [index, text] of (written[meaning] ?? []).entries()) {
      for (const value of spelt(text)) {
        const other = values.get(value);
        if (other !== undefined) {
          sink.report(twoMeanings(value, other, meaning, document.at([...path, meaning, index])));
          break;
        }
        values.set(value, meaning);
      }
    }
  }
  return { kind: 'listed', values };
}

/** A class of status codes such as `5xx` as its hundred codes; any other value as itself. */
export function spelt(text: string): readonly string[] {
  const digit = /^([1-5])xx$/.exec(text)?.[1];
  return digit === undefined ? [text] : Array.from({ length: 100 }, (_, code) => `${digit}${String(code).padStart(2, '0')}`);
}
