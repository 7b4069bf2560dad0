/** Why a file differs: the specs or the tool changed since it was written, or someone edited it. */
export type Cause = 'outdated' | 'edited';

/** One line of a diff; `skip` stands for lines left out. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'skip';
  readonly text: string;
}

/** One field of a rule or group that differs; `diff` where its value has several lines. */
export interface FieldChange {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
  readonly diff?: readonly DiffLine[];
}

/** The identity of a rule: record or alert name and its labels, within a group. */
export interface RuleName {
  readonly kind: 'record' | 'alert';
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What happened to one rule; `before` is what lies on disk, `after` what the specs say. */
export type RuleChange =
  | { readonly kind: 'added' | 'removed'; readonly group: string; readonly rule: RuleName; readonly expr: readonly string[] }
  | { readonly kind: 'changed'; readonly group: string; readonly rule: RuleName; readonly fields: readonly FieldChange[] };

/** What happened to a group beside its rules. */
export type GroupChange =
  | { readonly kind: 'added' | 'removed'; readonly group: string; readonly rules: number }
  | { readonly kind: 'changed'; readonly group: string; readonly fields: readonly FieldChange[] }
  | { readonly kind: 'reordered'; readonly group: string; readonly moved: readonly RuleName[] };

/** One way in which the output folder differs from what the specs say. */
export type Drift =
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'rules'; readonly path: string; readonly cause: Cause; readonly groups: readonly GroupChange[]; readonly rules: readonly RuleChange[] }
  | { readonly kind: 'text'; readonly path: string; readonly cause: Cause; readonly diff: readonly DiffLine[] }
  | { readonly kind: 'line-ends'; readonly path: string }
  | { readonly kind: 'orphan'; readonly path: string; readonly edited: boolean }
  | { readonly kind: 'obstacle'; readonly path: string; readonly what: 'symlink' | 'folder' | 'special' }
  /** Files of two runs lie together, or the manifest does not describe them. */
  | { readonly kind: 'interrupted'; readonly paths: readonly string[]; readonly evidence: 'staging' | 'hashes' | 'active' }
  | { readonly kind: 'manifest'; readonly reason: 'absent' | 'unreadable' | 'outdated'; readonly paths: readonly string[] }
  /** Not written by the tool: reported, never a reason to fail. */
  | { readonly kind: 'unknown'; readonly path: string };
