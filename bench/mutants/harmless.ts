import type { Bend } from './bends.ts';
import { loosened, nameOf, rulesOf } from './rule-file.ts';

/** Mutants that no test can tell from the rule as it is, and why. */
const HARMLESS: readonly { readonly fault: RegExp; readonly where: RegExp; readonly expr?: RegExp; readonly because: string }[] = [
  { fault: /^number/, where: /^alert /, expr: /^vector\(\d+\)$/, because: 'an alert fires for whatever is there, and does not ask for its value' },
  { fault: /^matcher/, where: /: tocsin_group="[^"]*"$/, because: 'promtool evaluates each group at each moment, so that of another one tells the same; a running Prometheus may miss some' },
  { fault: /^matcher/, where: /^record tocsin:\w+:increment: (?!tocsin_)\w+="[^"]*"$/, because: 'births are joined with `up` by job and instance, and no other target has both' },
  { fault: /^window halved/, where: /:period: 59s999ms$/, because: 'promtool evaluates at whole intervals only, and this range is for what is evaluated between them' },
  { fault: /^window a second short/, where: /./, because: 'promtool evaluates at whole intervals only, and this is dead between them: the proof tells of it' },
  { fault: /^recorded label lost/, where: /^tocsin:events_total:increment$/, because: 'a sum of good and bad has the labels of what it adds' },
  { fault: /^instance label missing/, where: /Uncovered/, because: 'the series that are counted have this label already' },
];

/** Why a mutant that no test notices is none; undefined where it is a survivor. */
export function whyHarmless({ fault, where, text }: Bend): string | undefined {
  const reads = (pattern: RegExp): boolean => rulesOf(loosened(text)).some(({ rule }) => where.startsWith(`alert ${nameOf(rule)}:`) && pattern.test(rule.expr.trim()));
  return HARMLESS.find((one) => one.fault.test(fault) && one.where.test(where) && (one.expr === undefined || reads(one.expr)))?.because;
}
