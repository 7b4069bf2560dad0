import type { InhibitRule, Matcher, RouteNode } from './config.ts';

/** One entry of a mapping in print: a value on the key's line, or a list of mappings below it. */
type Entry = readonly [key: string, value: string | readonly Entries[]];

interface Entries {
  readonly comment: string | undefined;
  readonly entries: readonly Entry[];
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Words that some YAML reader takes for a boolean or for nothing. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** What YAML 1.1 or 1.2 forbids in a line or reads as the end of one, and the byte order mark. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/gu;

/** A scalar that every YAML reader reads as this very text. */
export function scalar(text: string): string {
  if (PLAIN.test(text) && !WORDS.test(text)) return text;
  UNPRINTABLE.lastIndex = 0;
  if (!UNPRINTABLE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const escaped = text.replaceAll(/["\\]/g, (character) => `\\${character}`);
  return `"${escaped.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/** A matcher as Alertmanager's own printer writes it: no value can end the quotes or start another matcher. */
export function printMatcher({ label, op, value }: Matcher): string {
  return `${label}${op}"${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`;
}

/** Lines of a route as an item of a block sequence whose dashes stand in the first column. */
export function routeItem(route: RouteNode): readonly string[] {
  return blockItem(routeEntries(route));
}

/** Lines of an inhibition rule as an item of a block sequence whose dashes stand in the first column. */
export function inhibitItem(rule: InhibitRule): readonly string[] {
  return blockItem(inhibitEntries(rule));
}

/** Lines of a route as a flow mapping, without a comma after it. */
export function routeFlow(route: RouteNode): readonly string[] {
  return flowMapping(routeEntries(route), '');
}

/** Lines of an inhibition rule as a flow mapping, without a comma after it. */
export function inhibitFlow(rule: InhibitRule): readonly string[] {
  return flowMapping(inhibitEntries(rule), '');
}

function routeEntries(route: RouteNode): Entries {
  const entries: Entry[] = [];
  if (route.matchers.length > 0) entries.push(['matchers', list(route.matchers.map(printMatcher))]);
  if (route.receiver !== undefined) entries.push(['receiver', scalar(route.receiver)]);
  if (route.groupBy !== undefined) entries.push(['group_by', list(route.groupBy)]);
  if (route.groupWait !== undefined) entries.push(['group_wait', scalar(route.groupWait)]);
  if (route.groupInterval !== undefined) entries.push(['group_interval', scalar(route.groupInterval)]);
  if (route.repeatInterval !== undefined) entries.push(['repeat_interval', scalar(route.repeatInterval)]);
  if (route.routes.length > 0) entries.push(['routes', route.routes.map(routeEntries)]);
  return { comment: route.comment, entries };
}

function inhibitEntries(rule: InhibitRule): Entries {
  return {
    comment: rule.comment,
    entries: [
      ['source_matchers', list(rule.sourceMatchers.map(printMatcher))],
      ['target_matchers', list(rule.targetMatchers.map(printMatcher))],
      ['equal', list(rule.equal)],
    ],
  };
}

function list(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(', ')}]`;
}

function blockItem({ comment, entries }: Entries): readonly string[] {
  const lines = entries.flatMap(([key, value]) =>
    typeof value === 'string' ? [`${key}: ${value}`] : [`${key}:`, ...value.flatMap(blockItem).map((line) => `  ${line}`)],
  );
  return [...commentLine(comment), ...lines.map((line, at) => (at === 0 ? `- ${line}` : `  ${line}`))];
}

function flowMapping({ comment, entries }: Entries, after: string): readonly string[] {
  const lines = entries.flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${key}: ${value},`]
      : [`${key}: [`, ...value.flatMap((child) => flowMapping(child, ',')).map((line) => `  ${line}`), '],'],
  );
  return [...commentLine(comment), '{', ...lines.map((line) => `  ${line}`), `}${after}`];
}

function commentLine(comment: string | undefined): readonly string[] {
  return comment === undefined ? [] : [`# ${comment}`];
}
