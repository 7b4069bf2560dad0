import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { isAtLeast, sinceText, type Since, type Version } from '../promql/version.ts';

/** The first that stores native histograms, behind `--enable-feature=native-histograms`, and has `histogram_fraction` (Prometheus' changelog). */
const SINCE: Since = [2, 40];

/** TOC321: a native histogram for a Prometheus that has none. */
export function noNativeHistograms(name: string, version: Version, at: Location): readonly Diagnostic[] {
  if (isAtLeast(version, SINCE)) return [];
  return [
    problem('TOC321', `\`${name}\` is a native histogram, and Prometheus ${version.major}.${version.minor} has none`, {
      at,
      help: `native histograms are stored from ${sinceText(SINCE)} on: declare a newer \`prometheus.version\`, or have classic buckets exported`,
    }),
  ];
}
