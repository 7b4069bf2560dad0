import type { Scenario } from '../drill/scenario.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { WORDS } from '../explain/first-checks.ts';

/** Which drills are run, beside those that are named. */
export interface DrillNarrowing {
  /** Only those that expect an alert of this hazard. */
  readonly hazard?: string;
  /** `3/10`: every tenth, from the third on. */
  readonly shard?: string;
}

/** The part of the drills that is asked for. Shards are disjoint, and together all: each has every so many, in the order of names. */
export function narrowed(scenarios: readonly Scenario[], { hazard, shard }: DrillNarrowing): readonly Scenario[] | CouldNotRun {
  const known = Object.keys(WORDS);
  if (hazard !== undefined && !known.includes(hazard)) {
    const near = nearName(hazard, known);
    return couldNotRun(`--hazard ${hazard}: there is no such hazard${near === undefined ? '' : `; did you mean \`${near}\`?`}`, `there are ${known.join(', ')}`);
  }
  const meant = hazard === undefined ? scenarios : scenarios.filter(({ expectations }) => expectations.some((one) => one.kind === 'firing' && one.alerts.hazard === hazard));
  if (hazard !== undefined && meant.length === 0) return couldNotRun(`--hazard ${hazard}: no drill expects it`, 'write one (docs/drills.md), or leave the flag out');
  if (shard === undefined) return meant;
  const [, part = '', of = ''] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(shard) ?? [];
  if (part === '' || Number(part) > Number(of)) return couldNotRun(`--shard ${shard}: expected a part of so many`, 'write it such as 3/10; the parts are 1/10 to 10/10');
  const inOrder = [...meant].sort((a, b) => (a.name < b.name ? -1 : 1));
  const chosen = new Set(inOrder.filter((_, index) => index % Number(of) === Number(part) - 1));
  return meant.filter((one) => chosen.has(one));
}

/** How many runs at once; undefined for as many as there are processors. */
export function runsAtOnce(text: string | undefined): number | undefined | CouldNotRun {
  if (text === undefined) return undefined;
  return /^[1-9]\d{0,2}$/.test(text) ? Number(text) : couldNotRun(`--jobs ${text}: expected how many drills run at once`, 'write a number from 1 to 999');
}
