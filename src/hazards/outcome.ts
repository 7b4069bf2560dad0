import type { Reach } from '../proof/reach.ts';
import { roughly } from '../proof/words.ts';
import type { Ending } from './ending.ts';
import type { Plot } from '../drill/jobs.ts';
import type { Cell, Claim } from '../proof/verdict.ts';

/** In what a failure was told otherwise than it is claimed, or otherwise than it is owed. Times count from the failure, in milliseconds. */
export type Fault =
  /** No rule of the alert's name is loaded. */
  | { readonly kind: 'not-loaded' }
  /** What happens to the series is not known. */
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'rule-failed'; readonly why: string }
  /** A group is evaluated at another interval than the tests of promtool, which know one for all: what they say holds for no Prometheus. */
  | { readonly kind: 'other-pace'; readonly group: string; readonly groupMs: number; readonly everyMs: number }
  | { readonly kind: 'silent'; readonly untilMs: number }
  /** It fires though nothing has failed yet. */
  | { readonly kind: 'early'; readonly beforeMs: number }
  /** It fires more than an evaluation later than claimed. */
  | { readonly kind: 'slower'; readonly firesMs: number; readonly claimedMs: number }
  /** A person is told later than allowed. */
  | { readonly kind: 'late'; readonly toldMs: number; readonly owedMs: number }
  /** The failure lasts, and it does not fire any more. */
  | { readonly kind: 'stops'; readonly atMs: number }
  /** The failure is over, and it still fires, or fires again; from the end of the failure. */
  | { readonly kind: 'lingers'; readonly untilMs: number | undefined; readonly withinMs: number }
  | { readonly kind: 'nobody'; readonly reach: Exclude<Reach['kind'], 'told'> }
  | { readonly kind: 'elsewhere'; readonly receivers: readonly string[]; readonly claimed: readonly string[] }
  /** A page is owed, and a ticket comes. */
  | { readonly kind: 'low' }
  /** Alerts of other instances or sites fire, which are well. */
  | { readonly kind: 'others'; readonly alerts: readonly string[] }
  /** What fires silences alerts of other instances or sites. */
  | { readonly kind: 'inhibits'; readonly alerts: readonly string[] };

/** What became of one failure. */
export interface CaseOutcome {
  readonly claim: Claim;
  /** From the failure to the evaluation at which the claimed alert fires, in milliseconds. */
  readonly firesMs: number | undefined;
  /** From the failure to the notification, in milliseconds. */
  readonly toldMs: number | undefined;
  readonly receivers: readonly string[];
  readonly ending: Ending;
  /** From the end of the failure to the evaluation from which on the alert is over, in milliseconds. */
  readonly overMs: number | undefined;
  /** None where all is as claimed and as owed. */
  readonly faults: readonly Fault[];
  readonly plot: Plot | undefined;
  readonly plotted: readonly (number | undefined)[];
}

/** An obligation, and what became of each of its failures; of one that nothing is claimed of there are none. */
export interface HazardResult {
  readonly name: string;
  readonly cell: Cell;
  readonly outcomes: readonly CaseOutcome[];
}

/** Whether an obligation was drilled and is met, was drilled or proved and is not, or cannot be drilled. */
export type Standing = 'met' | 'not-met' | 'wanting' | 'waived';

/** How an obligation stands; a hole needs no drill to be one. */
export function standingOf({ cell, outcomes }: HazardResult): Standing {
  switch (cell.verdict.kind) {
    case 'wanting':
    case 'waived':
      return cell.verdict.kind;
    case 'hole':
      return 'not-met';
    case 'proved':
    case 'witnessed':
      return outcomes.length > 0 && outcomes.every(({ faults }) => faults.length === 0) ? 'met' : 'not-met';
  }
}

/** The failure that says most of an obligation: one with a fault, else the one that is told last. */
export function worstOf({ outcomes }: HazardResult): CaseOutcome | undefined {
  return outcomes.find(({ faults }) => faults.length > 0) ?? [...outcomes].sort((a, b) => (b.toldMs ?? 0) - (a.toldMs ?? 0))[0];
}

/** When an alert is over after its failure, as claimed; why its end is not drilled where there is none. */
export function endingText(ending: Ending): string {
  return ending.kind === 'within' ? roughly(ending.withinMs) : NO_END[ending.why];
}

const NO_END: Readonly<Record<Extract<Ending, { kind: 'never' }>['why'], string>> = {
  always: 'never',
  'not-reloaded': 'not drilled',
  later: 'not for hours',
  unknown: '',
};

/** What was seen instead, for people. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'not-loaded':
      return 'no rule of this name is loaded';
    case 'unknown':
      return `the failure cannot be made: ${fault.why}`;
    case 'rule-failed':
      return fault.why;
    case 'other-pace':
      return `promtool cannot judge it: the group \`${fault.group}\` is evaluated every ${roughly(fault.groupMs)}, and promtool evaluates all groups every ${roughly(fault.everyMs)}`;
    case 'silent':
      return `it does not fire within ${roughly(fault.untilMs)}`;
    case 'early':
      return `it fires ${roughly(fault.beforeMs)} before anything fails`;
    case 'slower':
      return `it fires after ${roughly(fault.firesMs)}, claimed ${roughly(fault.claimedMs)}`;
    case 'late':
      return `somebody is told after ${roughly(fault.toldMs)}, allowed ${roughly(fault.owedMs)}`;
    case 'stops':
      return `it stops after ${roughly(fault.atMs)}, while the failure lasts`;
    case 'lingers':
      return `it ${fault.untilMs === undefined ? 'still fires at the end' : `fires for ${roughly(fault.untilMs)} after all is well again`}, claimed ${roughly(fault.withinMs)}`;
    case 'nobody':
      return NOBODY[fault.reach];
    case 'elsewhere':
      return `it ends at ${fault.receivers.join(', ')}, claimed ${fault.claimed.join(', ')}`;
    case 'low':
      return 'a page is owed, and it is a ticket';
    case 'others':
      return `others fire, which are well: ${some(fault.alerts)}`;
    case 'inhibits':
      return `it silences others: ${some(fault.alerts)}`;
  }
}

const NOBODY: Readonly<Record<Exclude<Reach['kind'], 'told'>, string>> = {
  nobody: 'with the labels that it has it ends where nobody is told',
  muted: 'it is muted for longer than allowed',
  lumped: 'its notification does not say of which instance and site it is',
  inhibited: 'another alert silences it',
};

function some(names: readonly string[]): string {
  return `${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;
}
