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

/** Places of an expression at which a kind of fault can be made, with the text that takes their place. */
const FAULTS: Readonly<Record<Exclude<Kind, 'deletes'>, { readonly pattern: RegExp; readonly with: (found: string, index: number, expr: string) => string | undefined }>> = {
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
    return [...expr.matchAll(fault.pattern)].flatMap((found) => {
      if (kind !== 'drops-matcher' && strings.some(([from, until]) => from <= found.index && found.index < until)) return [];
      const text = fault.with(found[0], found.index, expr);
      if (text === undefined) return [];
      const mutated = `${expr.slice(0, found.index)}${text}${expr.slice(found.index + found[0].length)}`;
      return [{ kind, what: `${found[0]} at ${found.index}`, expr: mutated.replaceAll(', }', '}') }];
    });
  });
}
