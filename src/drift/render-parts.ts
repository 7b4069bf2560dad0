import type { DiffLine, FieldChange, RuleName } from './drift.ts';
import type { Paint } from './paint.ts';

/** A rule as PromQL would name it: `alert Burn{severity="page"}`. */
export function ruleTitle({ kind, name, labels }: RuleName): string {
  const inside = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${kind} ${name}${inside.length === 0 ? '' : `{${inside.join(', ')}}`}`;
}

/** The first few names of many rules. */
export function shortNames(rules: readonly RuleName[]): string {
  const names = [...new Set(rules.map(({ name }) => name))];
  return names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
}

/** One changed field: short values on one line, others below each other. */
export function fieldLines({ field, before, after, diff }: FieldChange, paint: Paint): readonly string[] {
  if (diff !== undefined) return [`      ${paint('plain', field)}:`, ...textLines(diff, '        ', paint)];
  const isLong = (before ?? '').length + (after ?? '').length > 80 || `${before}${after}`.includes('\n');
  if (isLong) return [`      ${paint('plain', field)}:`, ...prefixed('removed', before, paint), ...prefixed('added', after, paint)];
  if (before === undefined) return [`      ${paint('added', `+ ${field}: ${after ?? ''}`)}`];
  if (after === undefined) return [`      ${paint('removed', `- ${field}: ${before}`)}`];
  return [`      ${paint('plain', field)}: ${paint('removed', before)} -> ${paint('added', after)}`];
}

function prefixed(look: 'added' | 'removed', text: string | undefined, paint: Paint): readonly string[] {
  if (text === undefined) return [];
  return text.split('\n').map((line) => `        ${paint(look, `${look === 'added' ? '+' : '-'} ${line}`)}`);
}

/** The lines of a diff. */
export function textLines(diff: readonly DiffLine[], indent: string, paint: Paint): readonly string[] {
  return diff.map(({ kind, text }) => {
    switch (kind) {
      case 'added':
        return `${indent}${paint('added', `+ ${text}`)}`;
      case 'removed':
        return `${indent}${paint('removed', `- ${text}`)}`;
      case 'same':
        return `${indent}${paint('plain', `  ${text}`)}`;
      case 'skip':
        return `${indent}${paint('quiet', `  ... ${text}`)}`;
    }
  });
}
