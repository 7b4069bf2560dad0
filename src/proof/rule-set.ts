import type { RuleGroup } from '../drift/rule-file.ts';
import { parseDuration } from '../model/duration.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { Labels } from '../routing/labels.ts';
import { ByLabels } from './by-labels.ts';
import { readRuleText, type TextForm } from './rule-text.ts';

/** A rule as its text says, ready to be evaluated. */
export interface ProofRule {
  readonly path: string;
  /** Name of the instance whose rules the file holds, where it is one of ours. */
  readonly owner: string | undefined;
  readonly group: string;
  readonly intervalMs: number;
  /** Places in the file. */
  readonly groupAt: number;
  readonly ruleAt: number;
  readonly kind: 'record' | 'alert';
  readonly name: string;
  readonly text: string;
  readonly form: TextForm;
  /** Its tree, with the places of its parts in the text; undefined where the text is no PromQL. */
  readonly tree: () => Expr | undefined;
  /** Without places. */
  readonly selectors: readonly Selector[];
  /** Whether its expression makes values of labels out of others. */
  readonly makesLabels: boolean;
  readonly labels: Labels;
  /** All labels that its series surely have, whatever it reads. */
  readonly certain: Labels;
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

/** A series that rules may read, with all of its labels or only those that are known. */
export interface Seen {
  readonly metric: string;
  readonly labels: Labels;
  readonly isWhole: boolean;
}

/** A rule file of one Prometheus. */
export interface ProofFile {
  readonly path: string;
  readonly owner: string | undefined;
  readonly groups: readonly RuleGroup[];
}

/** The rules that one Prometheus evaluates, in its order, and what of them reads what. */
export class RuleSet {
  readonly rules: readonly ProofRule[];
  readonly #places = new Map<ProofRule, number>();
  readonly #recorders = new Map<string, ByLabels<ProofRule>>();
  readonly #readers = new Map<string, ByLabels<Reader>>();
  readonly #matchers = new Map<string, readonly Matcher[]>();
  #unselective: readonly ProofRule[] | undefined;

  constructor(files: readonly ProofFile[], defaultIntervalMs: number) {
    this.rules = files.flatMap((file) => rulesOf(file, defaultIntervalMs));
    for (const [place, rule] of this.rules.entries()) this.#places.set(rule, place);
    for (const rule of this.rules) {
      if (rule.kind === 'record') {
        const same = this.#recorders.get(rule.name) ?? new ByLabels<ProofRule>((one, label) => one.certain[label]);
        same.add(rule);
        this.#recorders.set(rule.name, same);
      }
    }
    for (const rule of this.rules) {
      for (const selector of rule.selectors) {
        const metric = selector.metric ?? '';
        const readers = this.#readers.get(metric) ?? new ByLabels<Reader>(asked);
        this.#readers.set(metric, readers);
        readers.add({ selector, rule });
      }
    }
  }

  /** Whether some rule records series of this name. */
  records(metric: string): boolean {
    return this.#recorders.has(metric);
  }

  /** The rules that look, straight or through recorded series, at one of these series. */
  readersOf(series: Iterable<Seen>): readonly ProofRule[] {
    const found = new Set<ProofRule>();
    const open: ProofRule[] = [];
    const take = (rule: ProofRule): void => {
      if (found.has(rule)) return;
      found.add(rule);
      if (rule.kind === 'record') open.push(rule);
    };
    for (const { metric, labels, isWhole } of series) {
      for (const rule of this.#readersOf(metric, labels, isWhole)) take(rule);
      for (const rule of this.#readersOf('', { ...labels, __name__: metric }, isWhole)) take(rule);
    }
    for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
      for (const reader of this.#readersOf(rule.name, rule.certain, false)) take(reader);
      for (const reader of this.#readersOf('', { ...rule.certain, __name__: rule.name }, false)) take(reader);
    }
    return this.#inOrder(found);
  }

  /** @param isWhole whether these are all labels of the series, or only some that are known */
  #readersOf(metric: string, labels: Labels, isWhole: boolean): readonly ProofRule[] {
    const near = this.#readers.get(metric)?.near(Object.entries(labels)) ?? [];
    return near.flatMap(({ selector, rule }) => (canSelect(selector, labels, isWhole) ? [rule] : []));
  }

  #recordersOf(selector: Selector, more: Labels): readonly ProofRule[] {
    if (selector.metric === undefined) return [...this.#recorders].flatMap(([name, { all }]) => all.filter((recorder) => canSelect(selector, { ...recorder.certain, ...more, __name__: name }, false)));
    const recorders = this.#recorders.get(selector.metric);
    if (recorders === undefined) return [];
    const wanted = selector.matchers.flatMap(({ label, op, value }) => (op === '=' && value !== '' && more[label] === undefined ? [[label, value] as const] : []));
    return recorders.near(wanted).filter((recorder) => canSelect(selector, { ...recorder.certain, ...more }, false));
  }

  /** The alerts that select nothing, and so fire always or never. */
  get unselective(): readonly ProofRule[] {
    this.#unselective ??= this.rules.filter(({ kind, selectors, tree }) => kind === 'alert' && selectors.length === 0 && tree() !== undefined);
    return this.#unselective;
  }

  /** What rules ask of a label, each question once. */
  matchersOn(label: string): readonly Matcher[] {
    const known = this.#matchers.get(label);
    if (known !== undefined) return known;
    const found = new Map<string, Matcher>();
    for (const { selectors } of this.rules) for (const { matchers } of selectors) for (const matcher of matchers) if (matcher.label === label) found.set(`${matcher.op}${matcher.value}`, matcher);
    const all = [...found.values()];
    this.#matchers.set(label, all);
    return all;
  }

  /** The rules that may record what selectors of another Prometheus read. */
  recordersFor(selectors: readonly Selector[], more: Labels): readonly ProofRule[] {
    return selectors.flatMap((selector) => this.#recordersOf(selector, more));
  }

  /** Rules, and all that record what they read, in the order of evaluation. */
  withSources(rules: readonly ProofRule[]): readonly ProofRule[] {
    const needed = new Set<ProofRule>();
    const open = [...rules];
    for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
      if (needed.has(rule)) continue;
      needed.add(rule);
      for (const selector of rule.selectors) open.push(...this.#recordersOf(selector, {}));
    }
    return this.#inOrder(needed);
  }

  #inOrder(rules: ReadonlySet<ProofRule>): readonly ProofRule[] {
    return [...rules].sort((a, b) => (this.#places.get(a) ?? 0) - (this.#places.get(b) ?? 0));
  }
}

interface Reader {
  readonly selector: Selector;
  readonly rule: ProofRule;
}

/** What a selector asks of a label; that it be missing is no value. */
function asked({ selector }: Reader, label: string): string | undefined {
  return selector.matchers.find((one) => one.label === label && one.op === '=' && one.value !== '')?.value;
}

function canSelect({ matchers }: Selector, labels: Labels, isWhole: boolean): boolean {
  return matchers.every((matcher) => (!isWhole && labels[matcher.label] === undefined) || matcherMatches(matcher, labels[matcher.label]));
}

/** Files are loaded by several Prometheis, and read once. */
const read = new WeakMap<readonly RuleGroup[], Pick<ProofFile, 'path' | 'owner'> & { readonly rules: readonly ProofRule[]; readonly defaultIntervalMs: number }>();

/** The rules of a file, in its order. */
export function rulesOf(file: ProofFile, defaultIntervalMs: number): readonly ProofRule[] {
  const { path, owner } = file;
  const before = read.get(file.groups);
  if (before?.path === path && before.owner === owner && before.defaultIntervalMs === defaultIntervalMs) return before.rules;
  const rules = readRules(file, defaultIntervalMs);
  read.set(file.groups, { path, owner, defaultIntervalMs, rules });
  return rules;
}

function readRules({ path, owner, groups }: ProofFile, defaultIntervalMs: number): readonly ProofRule[] {
  return groups.flatMap((group, groupAt) => {
    const intervalMs = duration(group.fields.get('interval')) ?? defaultIntervalMs;
    return group.rules.map((rule, ruleAt): ProofRule => {
      const { form, tree, selectors, certain, makesLabels } = readRuleText(rule.expr);
      return {
        path,
        owner,
        group: group.name,
        intervalMs,
        groupAt,
        ruleAt,
        kind: rule.name.kind,
        name: rule.name.name,
        text: rule.expr,
        form,
        tree,
        selectors,
        makesLabels,
        labels: rule.name.labels,
        certain: { ...Object.fromEntries(certain), ...rule.name.labels },
        forMs: duration(rule.fields.get('for')) ?? 0,
        keepFiringForMs: duration(rule.fields.get('keep_firing_for')) ?? 0,
      };
    });
  });
}

function duration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return text === '0' ? 0 : /^([0-9]+(ms|[smhdw]))+$/.test(text) ? parseDuration(text) : undefined;
}
