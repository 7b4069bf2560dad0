import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Reading } from './reading.ts';

const USE = { counter: 'events are counted by counters', histogram: 'latency is measured by histograms', gauge: 'a state is shown by a gauge' } as const;

/** TOC304: a metric of another type than the form needs. */
export function wrongType({ metric, name, nameAt, wanted }: Reading): readonly Diagnostic[] {
  if (metric === undefined || wanted === 'any' || metric.type === wanted) return [];
  if (metric.type === 'native-histogram' && wanted === 'histogram') return [];
  const type = metric.type.replace('-', ' ');
  return [problem('TOC304', `\`${name}\` is a ${type}, and ${USE[wanted]}`, { at: nameAt, help: `name a ${wanted}, or use the form that fits a ${type}` })];
}
