import { dump, load } from 'js-yaml';

/** A rule as it stands in a file. */
interface WrittenRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

interface WrittenFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly WrittenRule[] }[];
}

/** A rule file with one fault in it. */
export interface Mutant {
  /** `drops-matcher alert ShopBurnPage: tocsin_instance="shop"`. */
  readonly name: string;
  readonly kind: Kind;
  readonly text: string;
}

export type Kind = 'deletes' | 'inverts' | 'times-ten' | 'drops-matcher' | 'renames-metric';

const STRINGS = String.raw`"(?:[^"\\]|\\.)*"`;
/** Comparisons, each with what it is turned into. */
const INVERTED: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=', '==': '!=', '!=': '==' };

/**
 * Faults that are made at all places of an expression where a text stands, and what takes its place: a condition often stands
 * twice, and one place alone decides nothing.
 */
const FAULTS: Readonly<Record<Exclude<Kind, 'deletes'>, { readonly pattern: RegExp; readonly with: (found: string) => string | undefined }>> = {
  inverts: { pattern: /(?<= |^)(?:>=|<=|==|!=|>|<)(?= )/gm, with: (found) => INVERTED[found] },
  'times-ten': { pattern: /(?<![\w.:[])\d+(?:\.\d+)?(?![\w.:\]])/g, with: (found) => (Number(found) === 0 ? undefined : String(Number(found) * 10)) },
  'drops-matcher': { pattern: new RegExp(String.raw`[a-z_]+(?:=~|!=|!~|=)${STRINGS}(?:, )?`, 'g'), with: () => '' },
  'renames-metric': { pattern: /[A-Za-z_:][\w:]*(?=\{)/g, with: (found) => `${found}_gone` },
};

/** All mutants of a rule file, in the order of its rules. */
export function mutantsOf(text: string): readonly Mutant[] {
  const file = load(text) as WrittenFile;
  return file.groups.flatMap((group, at) =>
    group.rules.flatMap((rule, index) => {
      const name = rule.alert === undefined ? `record ${rule.record ?? ''} of ${group.name}` : `alert ${rule.alert}`;
      const changed = (rules: readonly WrittenRule[]): string => dump({ groups: file.groups.map((one, other) => (other === at ? { ...one, rules } : one)).filter((one) => one.rules.length > 0) }, { lineWidth: -1 });
      return [
        { name: `deletes ${name}`, kind: 'deletes' as const, text: changed(group.rules.filter((one) => one !== rule)) },
        ...faultyExprs(rule.expr).map(({ kind, what, expr }) => ({ name: `${kind} ${name}: ${what}`, kind, text: changed(group.rules.map((one, other) => (other === index ? { ...rule, expr } : one))) })),
      ];
    }),
  );
}

function faultyExprs(expr: string): readonly { readonly kind: Kind; readonly what: string; readonly expr: string }[] {
  return (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).flatMap((kind) => {
    const fault = FAULTS[kind];
    // Numbers and signs inside of strings are no code.
    const strings = [...expr.matchAll(new RegExp(STRINGS, 'g'))].map((one) => [one.index, one.index + one[0].length] as const);
    const isCode = (at: number): boolean => kind === 'drops-matcher' || !strings.some(([from, until]) => from <= at && at < until);
    const found = new Set([...expr.matchAll(fault.pattern)].flatMap((one) => (isCode(one.index) ? [one[0].replace(/, $/, '')] : [])));
    return [...found].flatMap((what) => {
      if (fault.with(what) === undefined) return [];
      const mutated = expr.replaceAll(fault.pattern, (one: string, ...others: unknown[]) => {
        const at = others.find((other) => typeof other === 'number');
        return one.replace(/, $/, '') === what && at !== undefined && isCode(at) ? (fault.with(what) ?? one) : one;
      });
      return [{ kind, what, expr: mutated.replaceAll(', }', '}') }];
    });
  });
}
