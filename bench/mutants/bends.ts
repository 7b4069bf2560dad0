import { formatDuration, parseDuration } from '../../src/promql/duration.ts';
import { loosened, nameOf, rulesOf, written, type LooseRule } from './rule-file.ts';

/** A rule file with one rule deleted or bent. */
export interface Bend {
  /** What was done to the rule. */
  readonly fault: string;
  /** `alert ShopBurnPage: 14.4`: the rule, and the text that was bent. */
  readonly where: string;
  readonly text: string;
}

type Replacement = (found: string) => string | undefined;

const STRINGS = String.raw`"(?:[^"\\]|\\.)*"`;
/** The fault of which every mutant is tried. */
export const DELETED = 'deleted';
/** Comparisons, each with what it is turned into. */
const TURNED: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=', '==': '!=', '!=': '==' };

/**
 * Faults that are made at all places of an expression where a text stands, and what takes its place: a condition often stands
 * twice, and one place alone decides nothing.
 */
const FAULTS: readonly { readonly name: string; readonly pattern: RegExp; readonly with: Replacement; readonly isInStrings?: true }[] = [
  { name: 'comparison turned', pattern: /(?<= |^)(?:>=|<=|==|!=|>|<)(?= |$)/gm, with: (found) => TURNED[found] },
  { name: 'number ten times as large', pattern: /(?<![\w.:[])\d+(?:\.\d+)?(?![\w.:\]])/g, with: (found) => (Number(found) === 0 ? undefined : String(Number(found) * 10)) },
  { name: 'matcher dropped', pattern: new RegExp(String.raw`[a-z_]+(?:=~|!=|!~|=)${STRINGS}(?:, |,\n\s*)?`, 'g'), with: () => '', isInStrings: true },
  { name: 'metric renamed', pattern: /[A-Za-z_:][\w:]*(?=\{)/g, with: (found) => `${found}_gone` },
  { name: 'window halved', pattern: /(?<=\[)(?:\d+[a-z]+)+(?=[\]:])/g, with: (found) => timesDuration(found, 0.5) },
  { name: 'offset ten times as long', pattern: /(?<=offset )(?:\d+[a-z]+)+/g, with: (found) => timesDuration(found, 10) },
];

/** Faults of what stands beside an expression. */
const BESIDE: readonly { readonly name: string; readonly places: (rule: LooseRule) => readonly string[]; readonly change: (rule: LooseRule, place: string) => void }[] = [
  { name: 'recording renamed', places: ({ record }) => (record === undefined ? [] : [record]), change: (rule) => (rule.record = `${rule.record ?? ''}_other`) },
  { name: 'alert renamed', places: ({ alert }) => (alert === undefined ? [] : [alert]), change: (rule) => (rule.alert = `${rule.alert ?? ''}Other`) },
  { name: 'label misspelt', places: ({ labels }) => Object.keys(labels ?? {}), change: ({ labels = {} }, label) => (labels[label] = `${labels[label] ?? ''}-other`) },
  { name: 'waits ten times as long', places: (rule) => (rule.for === undefined ? [] : ['for']), change: (rule) => (rule.for = timesDuration(rule.for ?? '', 10) ?? '10h') },
  { name: 'does not wait', places: (rule) => (rule.for === undefined ? [] : ['for']), change: (rule) => delete rule.for },
];

/** All ways to delete or bend a rule of a file, in the order of its rules. */
export function bendsOf(text: string): readonly Bend[] {
  return rulesOf(loosened(text)).flatMap(({ rule, group, index }) => {
    const name = `${rule.alert === undefined ? 'record' : 'alert'} ${nameOf(rule)}`;
    const bent = (fault: string, what: string, change: (rules: LooseRule[], at: number) => void): Bend => {
      const made = loosened(text);
      change(made.groups[group]?.rules ?? [], index);
      return { fault, where: `${name}${what}`, text: written({ groups: made.groups.filter(({ rules }) => rules.length > 0) }) };
    };
    const inPlace = (fault: string, what: string, change: (rule: LooseRule) => void): Bend =>
      bent(fault, `: ${what}`, (rules, at) => {
        for (const one of rules.slice(at, at + 1)) change(one);
      });
    return [
      bent(DELETED, '', (rules, at) => rules.splice(at, 1)),
      ...bentExprs(rule.expr).map(({ fault, what, expr }) => inPlace(fault, what, (one) => (one.expr = expr))),
      ...BESIDE.flatMap(({ name: fault, places, change }) => places(rule).map((place) => inPlace(fault, place, (one) => change(one, place)))),
    ];
  });
}

function bentExprs(expr: string): readonly { readonly fault: string; readonly what: string; readonly expr: string }[] {
  // Numbers and signs inside of strings are no code.
  const strings = [...expr.matchAll(new RegExp(STRINGS, 'g'))].map((one) => [one.index, one.index + one[0].length] as const);
  return FAULTS.flatMap(({ name, pattern, with: replacement, isInStrings }) => {
    const isCode = (at: number): boolean => isInStrings === true || !strings.some(([from, until]) => from <= at && at < until);
    const plain = (found: string): string => found.replace(/,\s*$/, '');
    const found = new Set([...expr.matchAll(pattern)].flatMap((one) => (isCode(one.index) ? [plain(one[0])] : [])));
    return [...found].flatMap((what) => {
      if (replacement(what) === undefined) return [];
      const bent = expr.replaceAll(pattern, (one: string, ...others: unknown[]) => {
        const at = others.find((other) => typeof other === 'number');
        return plain(one) === what && at !== undefined && isCode(at) ? (replacement(what) ?? one) : one;
      });
      return [{ fault: name, what, expr: bent.replaceAll(/,\s*\}/g, '}') }];
    });
  });
}

function timesDuration(text: string, times: number): string | undefined {
  const ms = parseDuration(text);
  return ms === undefined ? undefined : formatDuration(Math.floor(ms * times));
}
