import type { Level } from '../model/burn-policy.ts';
import type { Waiver } from '../model/model.ts';
import type { Failure, Wanting } from '../obligations/failure.ts';
import type { Obligation } from '../obligations/obligation.ts';
import type { Labels } from '../routing/labels.ts';
import type { ProofRule } from './rule-set.ts';

/** An alert that tells a person of a failure. */
export interface Told {
  readonly rule: ProofRule;
  readonly level: Level;
  readonly receivers: readonly string[];
  /** From the failure to the evaluation at which it fires, in milliseconds. */
  readonly firesMs: number;
  /** From the failure to the notification, in milliseconds: it begins just after a scrape, all is seen late, and it waits for its group. */
  readonly withinMs: number;
}

/** Why a failure does not end at a person. */
export type Gap =
  /** No alert fires for it. `lies` are alerts that fire though all is well. */
  | { readonly kind: 'unseen' }
  /** An alert fires, and the notification comes later than it is owed. */
  | { readonly kind: 'late'; readonly told: Told }
  /** An alert fires, and is over before its group was told of: so long it lasts, in milliseconds. */
  | { readonly kind: 'brief'; readonly told: Told; readonly lastsMs: number }
  /** Only alerts of a lower level fire. */
  | { readonly kind: 'low'; readonly told: Told }
  /** Some labels lead to no person; these for example. */
  | { readonly kind: 'nobody'; readonly rule: ProofRule; readonly example: Labels; readonly receivers: readonly string[] }
  | { readonly kind: 'muted'; readonly rule: ProofRule; readonly receiver: string; readonly from: number; readonly longestMs: number }
  | { readonly kind: 'lumped'; readonly rule: ProofRule; readonly receiver: string; readonly missing: readonly string[] }
  | { readonly kind: 'inhibited'; readonly rule: ProofRule; readonly by: string; readonly byPath: string }
  /** It fires, and what it says is about another instance or site, or about none. */
  | { readonly kind: 'misnamed'; readonly rule: ProofRule; readonly label: string; readonly value: string | undefined }
  /** A rule fails, or cannot be judged. */
  | { readonly kind: 'unjudged'; readonly rule: ProofRule | undefined; readonly why: string };

/** One failure of an obligation, and what becomes of it. */
export interface Outcome {
  readonly failure: Failure;
  /** The bad value of the failing events, where the contract lists several. */
  readonly given: Labels;
  readonly result: { readonly kind: 'told'; readonly told: Told } | { readonly kind: 'gap'; readonly gap: Gap };
}

/** One failure of an obligation, and who is said to be told of it. */
export interface Claim {
  readonly failure: Failure;
  readonly given: Labels;
  readonly told: Told;
}

export type Verdict =
  /** Every failure is told; the one told last, and each. */
  | { readonly kind: 'proved'; readonly told: Told; readonly claims: readonly Claim[] }
  /** Its own series cannot show it; those of another instance do. */
  | { readonly kind: 'witnessed'; readonly by: string; readonly sees: string; readonly told: Told; readonly claims: readonly Claim[] }
  /** Metrics would have to be exported first. */
  | { readonly kind: 'wanting'; readonly wanting: readonly Wanting[] }
  | { readonly kind: 'waived'; readonly waiver: Waiver }
  | { readonly kind: 'hole'; readonly failure: Failure; readonly given: Labels; readonly gap: Gap };

/** An obligation and what was found of it. */
export interface Cell {
  readonly obligation: Obligation;
  readonly verdict: Verdict;
}
