import { findBulk } from './bulk.ts';
import type { Drift, GroupChange, RuleChange } from './drift.ts';
import { painter, type Paint } from './paint.ts';
import { fieldLines, ruleTitle, shortNames, textLines } from './render-parts.ts';

/** How to print. */
export interface RenderOptions {
  readonly color: boolean;
  /** The output folder as shown to people. */
  readonly out: string;
}

/** A reviewer reads about two screens; what comes after is counted. */
const MOST_LINES = 150;

/** One file must not take all the room. */
const MOST_LINES_OF_FILE = 40;

/**
 * What a reviewer reads: the counts, then changes that many rules share, then file by file what was added, removed and changed.
 * `-` is what lies on disk, `+` what the specs say. The empty text when nothing differs.
 */
export function renderDrift(drifts: readonly Drift[], { color, out }: RenderOptions): string {
  if (drifts.length === 0) return '';
  const paint = painter(color);
  const { bulk, covered } = findBulk(drifts);
  const lines = [...summary(drifts, out, paint)];
  for (const { fields, rules, files } of bulk.slice(0, 10)) {
    lines.push('', paint('title', `the same change in ${rules.length} rules of ${count(files, 'file')}`) + paint('quiet', `: ${shortNames(rules)}`));
    lines.push(...fields.flatMap((field) => fieldLines(field, paint)).slice(0, MOST_LINES_OF_FILE));
  }
  if (bulk.length > 10) lines.push(paint('quiet', `and ${bulk.length - 10} more changes that several rules share`));

  let hidden = 0;
  let isApart = false;
  for (const drift of drifts) {
    const block = fileBlock(drift, covered, paint);
    if (lines.length >= MOST_LINES) {
      hidden++;
      continue;
    }
    const shown = block.slice(0, MOST_LINES_OF_FILE);
    if (block.length > shown.length) shown.push(paint('quiet', `  ... ${block.length - shown.length} more lines about this file`));
    // Files of which there is only a title stand together.
    if (shown.length > 1 || !isApart) lines.push('');
    isApart = shown.length === 1;
    lines.push(...shown);
  }
  if (hidden > 0) lines.push('', paint('quiet', `... and ${hidden} more of the ${drifts.length} differences`));
  return `${lines.join('\n')}\n`;
}

function summary(drifts: readonly Drift[], out: string, paint: Paint): readonly string[] {
  const files = countBy(drifts.filter((drift) => 'path' in drift).map(label));
  const changes = drifts.flatMap((drift) => (drift.kind === 'rules' ? drift.rules : []));
  const rules = countBy(changes.map(({ kind }) => kind));
  const lines = [paint('title', `${out}: ${files === '' ? 'the manifest does not fit' : files}`)];
  if (rules !== '') lines.push(`rules: ${rules}`);
  return lines;
}

function label(drift: Drift): string {
  switch (drift.kind) {
    case 'rules':
    case 'text':
      return drift.cause === 'edited' ? 'edited by hand' : 'out of date';
    case 'missing':
      return 'missing';
    case 'line-ends':
      return 'with Windows line ends';
    case 'orphan':
      return 'without a spec';
    case 'obstacle':
      return 'not a file';
    case 'unknown':
      return 'not ours';
    case 'interrupted':
    case 'manifest':
      return 'manifest';
  }
}

function fileBlock(drift: Drift, covered: ReadonlySet<RuleChange>, paint: Paint): string[] {
  switch (drift.kind) {
    case 'interrupted':
      return [paint('changed', { active: 'another run is writing at this moment', staging: 'left by an interrupted run', hashes: 'an interrupted run, or a merge: files newer than the manifest' }[drift.evidence] + named(drift.paths))];
    case 'manifest':
      return [paint('changed', `manifest.json: ${drift.reason === 'outdated' ? 'lists files that are gone' : drift.reason}${named(drift.paths)}`)];
    case 'rules': {
      const rest = drift.rules.filter((change) => !covered.has(change));
      const shared = drift.rules.length - rest.length;
      return [
        `${paint('title', drift.path)}  ${label(drift)}${shared === 0 ? '' : paint('quiet', `, ${count(shared, 'rule')} as above`)}`,
        ...drift.groups.flatMap((change) => groupLines(change, paint)),
        ...rest.flatMap((change) => ruleLines(change, paint)),
      ];
    }
    case 'text':
      return [`${paint('title', drift.path)}  ${label(drift)}`, ...textLines(drift.diff, '  ', paint)];
    case 'missing':
      return [paint('removed', `${drift.path}  missing`)];
    case 'orphan':
      return [paint('removed', `${drift.path}  has no spec any more${drift.edited ? ', and is not as the tool wrote it' : ''}`)];
    case 'obstacle':
    case 'line-ends':
    case 'unknown':
      return [paint('changed', `${drift.path}  ${drift.kind === 'obstacle' ? drift.what : label(drift)}`)];
  }
}

function groupLines(change: GroupChange, paint: Paint): readonly string[] {
  switch (change.kind) {
    case 'added':
      return [paint('added', `  + group ${change.group}, ${count(change.rules, 'rule')}`)];
    case 'removed':
      return [paint('removed', `  - group ${change.group}, ${count(change.rules, 'rule')}`)];
    case 'changed':
      return [paint('changed', `  ~ group ${change.group}`), ...change.fields.flatMap((field) => fieldLines(field, paint))];
    case 'reordered':
      return [paint('changed', `  ~ group ${change.group}: order of rules changed, moved: ${shortNames(change.moved)}`)];
  }
}

function ruleLines(change: RuleChange, paint: Paint): readonly string[] {
  switch (change.kind) {
    case 'added':
    case 'removed': {
      const sign = change.kind === 'added' ? '+' : '-';
      return [paint(change.kind, `  ${sign} ${ruleTitle(change.rule)}`), ...change.expr.slice(0, 6).map((line) => paint('quiet', `      ${line}`)), ...(change.expr.length > 6 ? [paint('quiet', `      ... ${change.expr.length - 6} more lines`)] : [])];
    }
    case 'changed':
      return [paint('changed', `  ~ ${ruleTitle(change.rule)}`), ...change.fields.flatMap((field) => fieldLines(field, paint))];
  }
}

function countBy(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const one of labels) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].map(([name, number]) => `${number} ${name}`).join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function named(paths: readonly string[]): string {
  return paths.length === 0 ? '' : `: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;
}
