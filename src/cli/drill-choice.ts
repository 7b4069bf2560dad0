import type { Scenario } from '../drill/scenario.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { WORDS } from '../explain/first-checks.ts';
import { drillName } from '../hazards/hazard-case.ts';
import type { Obligation } from '../obligations/obligation.ts';
import { HAZARDS } from '../spec/waivers.ts';

/** Which drills are run, beside those that are named. */
export interface DrillNarrowing {
  /** Only those of this hazard, or that expect an alert of it. */
  readonly hazard?: string;
  /** `3/10`: every tenth, from the third on. */
  readonly shard?: string;
}

/** What there is to drill: files that people wrote, and obligations. */
export interface Drillable {
  readonly scenarios: readonly Scenario[];
  readonly obligations: readonly Obligation[];
}

/** The part of the drills that is asked for. Shards are disjoint, and together all: each has every so many, in the order of names. */
export function narrowed({ scenarios, obligations }: Drillable, { hazard, shard }: DrillNarrowing): Drillable | CouldNotRun {
  const known = [...new Set([...HAZARDS, ...Object.keys(WORDS)])];
  if (hazard !== undefined && !known.includes(hazard)) {
    const near = nearName(hazard, known);
    return couldNotRun(`--hazard ${hazard}: there is no such hazard${near === undefined ? '' : `; did you mean \`${near}\`?`}`, `there are ${known.join(', ')}`);
  }
  const meant: Drillable = hazard === undefined ? { scenarios, obligations } : {
    scenarios: scenarios.filter(({ expectations }) => expectations.some((one) => one.kind === 'firing' && one.alerts.hazard === hazard)),
    obligations: obligations.filter((one) => one.hazard === hazard),
  };
  if (hazard !== undefined && meant.scenarios.length + meant.obligations.length === 0) return couldNotRun(`--hazard ${hazard}: no drill expects it`, 'write one (docs/drills.md), or leave the flag out');
  if (shard === undefined) return meant;
  const [, part = '', of = ''] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(shard) ?? [];
  if (part === '' || Number(part) > Number(of)) return couldNotRun(`--shard ${shard}: expected a part of so many`, 'write it such as 3/10; the parts are 1/10 to 10/10');
  const share = { part: Number(part), of: Number(of) };
  return { scenarios: shareOf(meant.scenarios, ({ name }) => name, share), obligations: shareOf(meant.obligations, drillName, share) };
}

/** Every so many, in the order of names. */
function shareOf<T>(many: readonly T[], nameOf: (one: T) => string, { part, of }: { readonly part: number; readonly of: number }): readonly T[] {
  const inOrder = [...many].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const chosen = new Set(inOrder.filter((_, index) => index % of === part - 1));
  return many.filter((one) => chosen.has(one));
}

/** How many runs at once; undefined for as many as there are processors. */
export function runsAtOnce(text: string | undefined): number | undefined | CouldNotRun {
  if (text === undefined) return undefined;
  return /^[1-9]\d{0,2}$/.test(text) ? Number(text) : couldNotRun(`--jobs ${text}: expected how many drills run at once`, 'write a number from 1 to 999');
}
