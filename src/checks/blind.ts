import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Reading } from './reading.ts';

/** TOC307: an indicator that rests on what lies: a value, or a label it matches on or is divided by. */
export function blind({ metric, name, nameAt, matchers }: Reading, per?: { readonly label: string; readonly at: Location }): readonly Diagnostic[] {
  if (metric?.blind === undefined) return [];
  const { labels, value, because } = metric.blind;
  const help = `the contract says: ${because}; count something that tells the truth, or propose a metric that will`;
  const lying = [...matchers.map(({ matcher, at }) => ({ label: matcher.label, at })), ...(per === undefined ? [] : [per])].filter(({ label }) => labels.includes(label));
  return [
    ...(value ? [problem('TOC307', `\`${name}\` is blind: its value cannot be relied on`, { at: nameAt, help })] : []),
    ...lying.map(({ label, at }) => problem('TOC307', `the label \`${label}\` of \`${name}\` is blind`, { at, help })),
  ];
}
